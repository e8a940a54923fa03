import LuaBridge
import Tensors

let orderedElements = RecordDeclaration(
  "ordering", "Elements in order, and where they were.",
  [
    RecordField("values", "tensor", "The elements."),
    RecordField("indices", "tensor", "Their places in the original, from 1; int32."),
  ])

/// Methods that put elements in order.
func orderMethods(_ session: Session) -> [FunctionDeclaration] {
  let dim = Argument("dim", .integer, default: -1, "The dimension, from 1 or from -1 backwards.")
  let descending = Option(
    "descending", .boolean, default: false, "Whether the largest comes first.")

  func receiver(_ call: Call, _ name: String) throws -> (value: Value, dimension: Int) {
    let value = call.receiver(as: TensorObject.self).value
    return (value, try call.dimension("dim", rank: value.shape.rank, of: name))
  }
  func table(_ parts: (values: Value, indices: Value)) throws -> LuaValue {
    .table(
      try session.lua.record(
        orderedElements,
        [
          "values": session.wrap(parts.values), "indices": session.wrap(try parts.indices + 1),
        ]))
  }
  return [
    FunctionDeclaration(
      name: "sort", arguments: [dim], options: [descending],
      returns: .record(orderedElements),
      summary: "Sorted upwards. Equal elements keep their order, NaN counts as "
        + "the largest.",
      example: "print(tensor{3, 1, 2}:sort().values)"
    ) { call in
      let (value, dimension) = try receiver(call, "sort")
      return try table(value.sorted(dimension, descending: call.boolean("descending")))
    },
    FunctionDeclaration(
      name: "argsort", arguments: [dim], options: [descending], returns: "tensor",
      summary: "The order that sorts upwards, from 1; stable.",
      example: "tensor{{1, 2}, {4, 3}}:argsort(2)"
    ) { call in
      let (value, dimension) = try receiver(call, "argsort")
      return session.wrap(
        try value.argSorted(dimension, descending: call.boolean("descending")) + 1)
    },
    FunctionDeclaration(
      name: "topk",
      arguments: [Argument("k", .integer(0...), "How many."), dim],
      options: [Option("largest", .boolean, default: true, "Whether the largest are meant.")],
      returns: .record(orderedElements),
      summary: "The k largest elements, the largest first.",
      example: "print(tensor{3, 1, 2}:topk(2).values)"
    ) { call in
      let (value, dimension) = try receiver(call, "topk")
      return try table(
        value.top(call.integer("k"), dimension, smallest: !call.boolean("largest")))
    },
  ]
}
