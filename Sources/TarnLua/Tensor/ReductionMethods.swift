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
  /// What keeps the shape: the option says what is so anyway.
  func along(
    _ name: String, _ summary: String, _ operation: @escaping (Value, [Int]) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name,
      arguments: [
        Argument(
          "dim", .either(.integer, .list(of: .integer)), default: -1,
          "A dimension or a list of them, from 1 or from -1 backwards.")
      ],
      options: [Option("keepdim", .boolean, default: true, "The shape is kept in any case.")],
      returns: "tensor", summary: summary, example: "tensor{{1, 2}, {4, 3}}:\(name)(2)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      let dimensions = try call.optionalDimensions("dim", rank: value.shape.rank, of: name)
      return session.wrap(try operation(value, dimensions ?? []))
    }
  }
  func extreme(
    _ name: String, _ summary: String, _ operation: @escaping (Value, Int) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, arguments: [dim], options: [keep], returns: "tensor",
      summary: summary + " Of several dimensions it counts through all of them.",
      example: "tensor{{1, 2}, {4, 3}}:\(name)(2)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      let rank = value.shape.rank
      let folded = try call.optionalDimensions("dim", rank: rank, of: name) ?? Array(0..<rank)
      let others = (0..<rank).filter { !folded.contains($0) }
      let sizes = others.map { value.shape[$0] }
      let count = folded.reduce(1) { $0 * value.shape[$1] }
      let lines = try value.permuted(others + folded.sorted()).reshaped(to: Shape(sizes + [count]))
      let places = try operation(lines, others.count) + 1
      guard call.boolean("keepdim") else { return session.wrap(places) }
      let kept = value.shape.dimensions.enumerated().map {
        folded.contains($0.offset) ? 1 : $0.element
      }
      return session.wrap(try places.reshaped(to: Shape(kept)))
    }
  }
  return [
    fold("sum", "The sum. Of int32 it is exact, in float64.") { try $0.sum($1, keep: $2) },
    fold("mean", "The mean.") { try $0.mean($1, keep: $2) },
    fold("max", "The largest element; equal ones share the derivative.") {
      try $0.max($1, keep: $2)
    },
    fold("min", "The smallest element; equal ones share the derivative.") {
      try $0.min($1, keep: $2)
    },
    fold("prod", "The product. Of int32 it is exact, in float64.") { try $0.product($1, keep: $2) },
    fold("var", "The variance, with n - 1 in the denominator.") {
      try $0.variance($1, keep: $2)
    },
    fold("std", "The standard deviation, with n - 1 in the denominator; derivative 0 at 0.") {
      try $0.standardDeviation($1, keep: $2)
    },
    fold("norm", "The Euclidean norm; derivative 0 at 0.") { try $0.norm($1, keep: $2) },
    fold("logsumexp", "The logarithm of the sum of exponentials, without overflow.") {
      try $0.logSumExp($1, keep: $2)
    },
    along("softmax", "Exponentials divided by their sum.") { try $0.softmax($1) },
    along("log_softmax", "The logarithm of softmax, without overflow.") { try $0.logSoftmax($1) },
    along(
      "cumsum",
      "Running sums, of int32 in float64; along several dimensions one after the other."
    ) {
      try $1.reduce($0) { try $0.cumulativeSum($1) }
    },
    extreme("argmax", "The place of the largest element, from 1; the first of equal ones.") {
      try $0.argMax($1)
    },
    extreme("argmin", "The place of the smallest element, from 1; the first of equal ones.") {
      try $0.argMin($1)
    },
  ]
}
