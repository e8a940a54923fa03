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
        try value.reshaped(to: Shape(call.integers("sizes"), inferredFrom: value.shape)))
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
      let order = try call.integers("sizes").map {
        try LuaIndex.position($0, in: rank, of: "permute")
      }
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
      let first = try LuaIndex.position(call.integer("first"), in: size, of: "slice")
      let last = try LuaIndex.position(call.integer("last"), in: size, of: "slice")
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
      let list = try LuaIndex.positions(
        call.tensor("indices"), in: value.shape[dimension], of: "index_select")
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
          LuaIndex.positions(call.tensor("indices"), in: value.shape[dimension], of: "gather")))
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

extension Shape {
  /// Sizes of which one may be -1: it becomes what is left of `shape`.
  fileprivate init(_ sizes: [Int], inferredFrom shape: Shape) throws {
    var sizes = sizes
    if let free = sizes.firstIndex(of: -1) {
      guard sizes.lastIndex(of: -1) == free else {
        throw MessageError("reshape: only one size may be -1")
      }
      let rest = sizes.enumerated().filter { $0.offset != free }.map(\.element)
      let known = try Shape(rest).count
      guard known > 0, shape.count % known == 0 else {
        throw TensorError.reshape(from: shape, to: sizes)
      }
      sizes[free] = shape.count / known
    }
    try self.init(sizes)
  }
}
