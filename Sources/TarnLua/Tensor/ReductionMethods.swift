import LuaBridge
import Tensors

/// Methods that fold dimensions.
func reductionMethods(_ session: Session) -> [FunctionDeclaration] {
  let dim = Argument(
    "dim", .either(.integer, .list(of: .integer)), optional: true,
    "A dimension or a list of them, from 1 or from -1 backwards; all if missing.")
  let keep = Option(
    "keepdim", .boolean, default: false, "Whether folded dimensions stay, with size 1.")

  func fold(
    _ name: String, _ summary: String,
    _ operation: @escaping (Value, [Int]?, Bool) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, arguments: [dim], options: [keep], returns: "tensor", summary: summary,
      example: "tensor{{1, 2}, {3, 4}}:\(name)(2)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      let dimensions = try call.optionalDimensions("dim", rank: value.shape.rank, of: name)
      return session.wrap(try operation(value, dimensions, call.boolean("keepdim")))
    }
  }
  func along(
    _ name: String, _ summary: String, _ operation: @escaping (Value, Int) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name,
      arguments: [
        Argument("dim", .integer, default: -1, "The dimension, from 1 or from -1 backwards.")
      ],
      returns: "tensor", summary: summary, example: "tensor{{1, 2}, {4, 3}}:\(name)(2)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      let dimension = try call.dimension("dim", rank: value.shape.rank, of: name)
      return session.wrap(try operation(value, dimension))
    }
  }
  func extreme(
    _ name: String, _ summary: String, _ operation: @escaping (Value, Int) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name,
      arguments: [Argument("dim", .integer, optional: true, "The dimension; all if missing.")],
      returns: "tensor", summary: summary, example: "tensor{{1, 2}, {4, 3}}:\(name)(2)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      if call.has("dim") {
        let dimension = try call.dimension("dim", rank: value.shape.rank, of: name)
        return session.wrap(try operation(value, dimension) + 1)
      }
      let flat = try value.reshaped(to: Shape([value.shape.count]))
      return session.wrap(try operation(flat, 0) + 1)
    }
  }
  return [
    fold("sum", "The sum.") { try $0.sum($1, keep: $2) },
    fold("mean", "The mean.") { try $0.mean($1, keep: $2) },
    fold("max", "The largest element; equal ones share the derivative.") {
      try $0.max($1, keep: $2)
    },
    fold("min", "The smallest element; equal ones share the derivative.") {
      try $0.min($1, keep: $2)
    },
    fold("prod", "The product.") { try $0.product($1, keep: $2) },
    fold("var", "The variance, with n - 1 in the denominator.") {
      try $0.variance($1, keep: $2)
    },
    fold("std", "The standard deviation, with n - 1 in the denominator.") {
      try $0.variance($1, keep: $2).sqrt()
    },
    fold("norm", "The Euclidean norm.") { try $0.norm($1, keep: $2) },
    fold("logsumexp", "The logarithm of the sum of exponentials, without overflow.") {
      try $0.logSumExp($1, keep: $2)
    },
    along("softmax", "Exponentials divided by their sum.") { try $0.softmax($1) },
    along("log_softmax", "The logarithm of softmax, without overflow.") { try $0.logSoftmax($1) },
    along("cumsum", "Running sums.") { try $0.cumulativeSum($1) },
    along("argsort", "The order that sorts upwards, from 1; stable.") { try $0.argSorted($1) + 1 },
    extreme("argmax", "The place of the largest element, from 1; the first of equal ones.") {
      try $0.argMax($1)
    },
    extreme("argmin", "The place of the smallest element, from 1; the first of equal ones.") {
      try (-$0).argMax($1)
    },
    FunctionDeclaration(
      name: "sort",
      arguments: [Argument("dim", .integer, default: -1, "The dimension.")], returns: "table",
      summary: "Sorted upwards: {values, indices}.",
      example: "print(tensor{3, 1, 2}:sort().values)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      let dimension = try call.dimension("dim", rank: value.shape.rank, of: "sort")
      let order = try value.argSorted(dimension)
      return .table(
        try session.lua.table(fields: [
          "values": session.wrap(try value.gathered(along: dimension, order)),
          "indices": session.wrap(try order + 1),
        ]))
    },
  ]
}
