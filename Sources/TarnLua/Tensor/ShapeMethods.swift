import LuaBridge
import Tensors

/// Methods that look at the same elements in another way, and products.
func shapeMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> Value { call.receiver(as: TensorObject.self).value }
  let sizes = Argument("sizes", .integer, variadic: true, "Numbers or one list.")
  return [
    FunctionDeclaration(
      name: "reshape", arguments: [sizes], returns: "tensor",
      summary: "The same elements in another shape; one size may be -1.",
      example: "tensor.arange(1, 6):reshape(2, -1)"
    ) { call in
      let value = receiver(call)
      return session.wrap(
        try value.reshaped(to: inferred(call.integers("sizes"), value.shape)))
    },
    FunctionDeclaration(
      name: "flatten", returns: "tensor", summary: "All elements as a vector.",
      example: "tensor{{1, 2}, {3, 4}}:flatten()"
    ) { call in
      let value = receiver(call)
      return session.wrap(try value.reshaped(to: Shape([value.shape.count])))
    },
    FunctionDeclaration(
      name: "transpose",
      arguments: [
        Argument("a", .integer, default: 1, "One dimension."),
        Argument("b", .integer, default: 2, "The other."),
      ],
      returns: "tensor", summary: "Two dimensions exchanged.",
      example: "tensor{{1, 2, 3}, {4, 5, 6}}:transpose()"
    ) { call in
      let value = receiver(call)
      let rank = value.shape.rank
      return session.wrap(
        try value.transposed(
          call.dimension("a", rank: rank, of: "transpose"),
          call.dimension("b", rank: rank, of: "transpose")))
    },
    FunctionDeclaration(
      name: "permute", arguments: [sizes], returns: "tensor",
      summary: "Dimension d of the result is dimension number d of the list.",
      example: "tensor.zeros(2, 3, 4):permute(3, 1, 2)"
    ) { call in
      let value = receiver(call)
      let rank = value.shape.rank
      let order = try call.integers("sizes").map { try place($0, size: rank, of: "permute") }
      return session.wrap(try value.permuted(order))
    },
    FunctionDeclaration(
      name: "expand", arguments: [sizes], returns: "tensor",
      summary: "Repeated along dimensions of size 1 and new leading ones; -1 keeps a size.",
      example: "tensor{1, 2}:expand(3, 2)"
    ) { call in
      let value = receiver(call)
      let sizes = call.integers("sizes")
      let offset = sizes.count - value.shape.rank
      // -1 keeps a size.
      let kept = sizes.enumerated().map { d, size in
        size == -1 && d >= offset ? value.shape[d - offset] : size
      }
      return session.wrap(try value.expanded(to: Shape(kept)))
    },
    FunctionDeclaration(
      name: "slice",
      arguments: [
        Argument("dim", .integer, "The dimension."),
        Argument("first", .integer, "The first entry, from 1 or from -1 backwards."),
        Argument("last", .integer, default: -1, "The last entry, included."),
      ],
      returns: "tensor", summary: "Entries first to last of one dimension.",
      example: "tensor.arange(1, 9):slice(1, 2, 4)"
    ) { call in
      let value = receiver(call)
      let dimension = try call.dimension("dim", rank: value.shape.rank, of: "slice")
      let size = value.shape[dimension]
      let first = try place(call.integer("first"), size: size, of: "slice")
      let last = try place(call.integer("last"), size: size, of: "slice")
      guard first <= last else {
        throw MessageError("tensor:slice: first (\(first + 1)) is behind last (\(last + 1))")
      }
      return session.wrap(try value.sliced(dimension, first..<last + 1))
    },
    FunctionDeclaration(
      name: "index_select",
      arguments: [
        Argument("dim", .integer, "The dimension."),
        Argument("indices", .precise, "A list of indices from 1."),
      ],
      returns: "tensor", summary: "Entries of one dimension, by a list of indices.",
      example: "tensor{10, 20, 30}:index_select(1, {3, 1})"
    ) { call in
      let value = receiver(call)
      let dimension = try call.dimension("dim", rank: value.shape.rank, of: "index_select")
      let list = try indices(
        call.tensor("indices"), size: value.shape[dimension], of: "index_select")
      return session.wrap(
        try value.gathered(dimension, list.reshaped(to: Shape([list.shape.count]))))
    },
    FunctionDeclaration(
      name: "gather",
      arguments: [
        Argument("dim", .integer, "The dimension."),
        Argument("indices", .precise, "A tensor of indices from 1, with as many dimensions."),
      ],
      returns: "tensor",
      summary: "For each place of the indices the element that stands there along the dimension.",
      formula: "result[i][j] = x[i][indices[i][j]] for dim = 2",
      example: "tensor{{1, 2}, {3, 4}}:gather(2, {{2}, {1}})"
    ) { call in
      let value = receiver(call)
      let dimension = try call.dimension("dim", rank: value.shape.rank, of: "gather")
      return session.wrap(
        try value.gathered(
          along: dimension,
          indices(call.tensor("indices"), size: value.shape[dimension], of: "gather")))
    },
    FunctionDeclaration(
      name: "matmul", arguments: [Argument("other", .precise, "The right factor.")],
      returns: "tensor",
      summary: "The matrix product; vectors are rows on the left and columns on the right, "
        + "leading dimensions are batches.",
      example: "tensor{{1, 2}, {3, 4}}:matmul(tensor{1, 1})",
      pair: session.pair { try $0.matmul($1) }
    ) { call in
      let value = receiver(call)
      return session.wrap(try value.matmul(call.operand("other", like: value)))
    },
    FunctionDeclaration(
      name: "dot", arguments: [Argument("other", .precise, "A tensor of the same shape.")],
      returns: "tensor", summary: "The sum of products of all elements.",
      example: "tensor{1, 2}:dot(tensor{3, 4})"
    ) { call in
      let value = receiver(call)
      return session.wrap(try value.dot(call.operand("other", like: value)))
    },
  ]
}

/// Sizes of which one may be -1: it becomes what is left.
private func inferred(_ sizes: [Int], _ shape: Shape) throws -> Shape {
  guard let free = sizes.firstIndex(of: -1) else { return try Shape(sizes) }
  guard sizes.lastIndex(of: -1) == free else {
    throw MessageError("reshape: only one size may be -1")
  }
  let rest = sizes.enumerated().filter { $0.offset != free }.map(\.element)
  let known = try Shape(rest).count
  guard known > 0, shape.count % known == 0 else {
    throw TensorError.reshape(from: shape, to: sizes)
  }
  var sizes = sizes
  sizes[free] = shape.count / known
  return try Shape(sizes)
}

/// Indices from 1, or from -1 backwards, as int32 indices from 0. They are checked here if they are
/// known, and by the operation that uses them otherwise.
func indices(_ list: Value, size: Int, of operation: String) throws -> Value {
  guard let tensor = try list.known else {
    // Far outside is as good as outside.
    let whole = try list.clippedToWhole().clamped(-Double(size) - 1, Double(size) + 1)
    let places = try whole.less(than: 0).select(whole + Double(size), whole - 1)
    // What is no whole number becomes a place outside.
    return try list.dtype.isFloat
      ? whole.cast(to: list.dtype).equals(list).select(places, places.filled(-1)) : places
  }
  if tensor.count > 64, let places = try placesFromOne(list, size: size) { return places }
  let values = try (0..<tensor.count).map { k -> Int32 in
    guard let index = Int(exactly: tensor[k]) else {
      throw MessageError("\(operation): indices must be whole numbers, got \(tensor[k])")
    }
    guard let place = Int32(exactly: try place(index, size: size, of: operation)) else {
      throw MessageError(
        "\(operation): indices beyond \(Int32.max) are not supported, got \(index)")
    }
    return place
  }
  return .tensor(try Tensor(values, shape: tensor.shape))
}

/// The indices from 0 if all are whole numbers from 1 to size, as nearly always; nil if one by one has to
/// be looked at.
private func placesFromOne(_ list: Value, size: Int) throws -> Value? {
  let whole = try list.clippedToWhole()
  guard try whole.min().tensor().item() >= 1, try whole.max().tensor().item() <= Double(size) else {
    return nil
  }
  if list.dtype.isFloat {
    let isWhole = try whole.cast(to: list.dtype).equals(list)
    guard try isWhole.min().tensor().item() == 1 else { return nil }
  }
  return try whole - 1
}
