import LuaBridge
import Tensors

/// A shape as Lua holds it: a list that cannot be changed.
final class ShapeObject {
  let shape: Shape
  init(_ shape: Shape) { self.shape = shape }
}

package func shapeClass() -> ClassDeclaration {
  ClassDeclaration(
    ShapeObject.self, name: "shape",
    summary: "The sizes of a tensor, read only: shape[1], #shape, ==; prints as 2x3.",
    operators: [
      .len: { call in .integer(call.argument(1, as: ShapeObject.self)?.shape.rank ?? 0) },
      .eq: { call in
        .boolean(
          call.argument(1, as: ShapeObject.self)?.shape
            == call.argument(2, as: ShapeObject.self)?.shape)
      },
    ],
    index: { object, index in
      (1...max(object.shape.rank, 1)).contains(index) && object.shape.rank > 0
        ? .integer(object.shape[index - 1]) : .nil
    },
    text: { $0.shape.description })
}
