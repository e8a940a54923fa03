import LuaBridge
import Reachability
import Settings
import Tensors
import Verification

private let rangeRecord = RecordDeclaration(
  "output range", "Ranges of outputs over sets of inputs, proved and attained.",
  [
    RecordField("lower", "tensor", "[rows, outputs]: proved, against rounding too."),
    RecordField("upper", "tensor", "[rows, outputs]: proved."),
    RecordField("inner_lower", "tensor", "[rows, outputs]: attained at argmin; NaN if unknown."),
    RecordField("inner_upper", "tensor", "[rows, outputs]: attained at argmax."),
    RecordField("argmin", "tensor", "[rows, outputs, features...]: inputs."),
    RecordField("argmax", "tensor", "[rows, outputs, features...]: inputs."),
    RecordField(
      "status", .choice(["solved", "timeout", "interrupted"]),
      "solved: all ranges are known to the tolerance; interrupted: by Ctrl-C."),
    RecordField("seconds", "number", "Time taken."), RecordField("splits", "integer", "Branches."),
  ])

/// `reach.range`.
func rangeFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: ExactRange.self, session,
    arguments: [
      Argument("net", .model, "A network, or any function of one tensor."),
      Argument("set", .object("input set"), "From reach.ball or reach.box."),
    ],
    options: [
      Option(
        "of", .tensor,
        "A matrix: each of its rows is a linear combination of the outputs, whose range is asked for instead of that of "
          + "each output.")
    ],
    returns: .record(rangeRecord),
    note:
      "Networks are computed in double precision.",
    example: """
      local net = nn.Sequential{nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)}
      local r = reach.range(net, reach.ball(tensor{{1, 2}}, 0.1))
      print(r.lower, r.inner_lower, r.status)
      """
  ) { call, range in
    var range = range
    range.workers = Threads.count
    let set = call.object("set", as: InputSetObject.self).set
    try call.optionalObject("net", as: NetworkObject.self)?.checkEvaluation()
    let matrix = try call.optionalTensor("of")?.tensor(for: "range")
    let combinations = try matrix.map { try rows(of: $0, call) }
    let (shape, begin) = (set.lower.shape, ContinuousClock.now)
    var ranges: [ExactRange.Result?] = []
    var count = combinations?.count ?? 0
    let isWhole = try session.keepingWhatIsKnown(call) {
      try DrawnNumbers.refused {
        try range(
          call.model("net", session), set, rows: combinations,
          prepare: {
            count = $0
            ranges = .init(repeating: nil, count: shape[0])
          }
        ) { ranges[$0] = $1 }
      }
    }
    let features = shape.count / max(shape[0], 1)
    func numbers(_ part: (ExactRange.Result) -> [Double], _ unknown: Double) throws -> LuaValue {
      let all = ranges.flatMap { $0.map(part) ?? [Double](repeating: unknown, count: count) }
      return session.wrap(
        tensor: try Tensor(all, shape: Shape([ranges.count, count]), dtype: .float64))
    }
    func places(_ part: (ExactRange.Result) -> [[Double]]) throws -> LuaValue {
      let all = ranges.flatMap {
        $0.map { part($0).flatMap { $0 } }
          ?? [Double](repeating: .nan, count: count * features)
      }
      return session.wrap(
        tensor: try Tensor(
          all, shape: Shape([ranges.count, count] + shape.dimensions.dropFirst()), dtype: .float64))
    }
    let isSolved = ranges.allSatisfy { $0?.isSolved ?? false }
    return .table(
      try session.lua.record(
        rangeRecord,
        [
          "lower": numbers(\.lower, -.infinity), "upper": numbers(\.upper, .infinity),
          "inner_lower": numbers(\.innerLower, .nan), "inner_upper": numbers(\.innerUpper, .nan),
          "argmin": places(\.least), "argmax": places(\.greatest),
          "status": .string(isSolved ? "solved" : isWhole ? "timeout" : "interrupted"),
          "seconds": .number((ContinuousClock.now - begin) / .seconds(1)),
          "splits": .integer(ranges.reduce(0) { $0 + ($1?.splits ?? 0) }),
        ]))
  }
}

/// The rows of a matrix, or a vector as one row.
private func rows(of matrix: Tensor, _ call: Call) throws -> [[Double]] {
  guard matrix.shape.rank == 1 || matrix.shape.rank == 2, matrix.shape.count > 0 else {
    throw TensorError.shapes(
      operation: "\(call.functionName): option 'of'", got: [matrix.shape],
      expected: "a matrix [combinations, outputs]")
  }
  let numbers = matrix.doubles
  guard numbers.allSatisfy(\.isFinite) else {
    throw MessageError("\(call.functionName): option 'of' must be finite numbers")
  }
  let width = matrix.shape[matrix.shape.rank - 1]
  return stride(from: 0, to: numbers.count, by: width).map { Array(numbers[$0..<$0 + width]) }
}
