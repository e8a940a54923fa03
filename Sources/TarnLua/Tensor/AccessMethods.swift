import LuaBridge
import Tensors

/// Methods that read sizes and elements.
func accessMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> Value { call.receiver(as: TensorObject.self).value }
  return [
    FunctionDeclaration(
      name: "size",
      arguments: [Argument("dim", .integer, optional: true, "A dimension; all if missing.")],
      returns: "integer or shape", summary: "The size of one dimension, or all of them.",
      example: "tensor.zeros(2, 3):size(2)"
    ) { call in
      let shape = receiver(call).shape
      guard call.has("dim") else { return try session.shapes(shape) }
      return .integer(shape[try call.dimension("dim", rank: shape.rank, of: "size")])
    },
    FunctionDeclaration(
      name: "numel", returns: "integer", summary: "The number of elements.",
      example: "tensor.zeros(2, 3):numel()"
    ) { call in .integer(receiver(call).shape.count) },
    FunctionDeclaration(
      name: "item", returns: "number", summary: "The only element of the tensor, as a number.",
      example: "tensor{1, 2}:sum():item()"
    ) { call in
      let given = receiver(call)
      if DeferredItems.areAllowed, given.isTraced, given.shape.count == 1 {
        return session.wrap(try given.reshaped(to: .scalar))
      }
      let tensor = try given.tensor()
      let value = try tensor.item()
      return tensor.dtype == .int32 ? .integer(Int(value)) : .number(value)
    },
    FunctionDeclaration(
      name: "at",
      arguments: [Argument("indices", .integer, variadic: true, "One index a dimension.")],
      returns: "number", summary: "One element.", example: "tensor{{1, 2}, {3, 4}}:at(2, 1)"
    ) { call in
      let tensor = try receiver(call).tensor(for: "at")
      let indices = call.integers("indices")
      guard indices.count == tensor.shape.rank else {
        throw MessageError(
          "tensor:at: got \(indices.count) indices, expected one for each of "
            + "\(tensor.shape.rank) dimensions")
      }
      var element = 0
      for (d, index) in indices.enumerated() {
        element =
          element * tensor.shape[d] + (try LuaIndex.position(index, in: tensor.shape[d], of: "at"))
      }
      return tensor.dtype == .int32 ? .integer(Int(tensor[element])) : .number(tensor[element])
    },
    FunctionDeclaration(
      name: "totable", returns: "table or number", summary: "The elements as nested tables.",
      example: "tensor{{1, 2}, {3, 4}}:totable()[2][1]"
    ) { call in
      let tensor = try receiver(call).tensor(for: "totable")
      let isWhole = tensor.dtype == .int32
      if tensor.shape.rank == 0 {
        return isWhole ? .integer(Int(tensor[0])) : .number(tensor[0])
      }
      try Memory.requireRoom(for: 24 * tensor.count)
      return .table(
        try session.lua.table(
          NumberArray(shape: tensor.shape.dimensions, values: tensor.doubles), integers: isWhole))
    },
  ]
}
