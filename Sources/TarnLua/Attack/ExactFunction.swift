import LuaBridge
import Reachability
import Settings
import Tensors
import Verification

private let exactResult = RecordDeclaration(
  "exact distance", "lower <= true distance <= upper for each sample.",
  [
    RecordField("distance", "tensor", "[n]: upper where solved, else NaN."),
    RecordField("lower", "tensor", "[n]: proved."),
    RecordField("upper", "tensor", "[n]: attained by adversarial; infinite where none is known."),
    RecordField("adversarial", "tensor", "The inputs, in the shape of x; NaN where none is known."),
    RecordField("status", .list(.choice(["solved", "timeout"])), "Of each sample."),
    RecordField("splits", "integer", "Branches, over all samples."),
  ])

/// `attack.exact`.
func exactFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: ExactDistance.self, session, arguments: attackArguments, options: [clipOption],
    returns: .record(exactResult),
    note:
      "lower <= true distance <= upper for each sample, proved against rounding for the network in real arithmetic. "
      + "Where the status is solved, the two are within the tolerance, and distance = upper is attained by adversarial, "
      + "which the network, in double precision, gives another class; it is 0 where the sample is wrong already, and "
      + "infinite where no valid input is of another class. Elsewhere, where time, Ctrl-C or max_eps ended the search, "
      + "the status is timeout and distance is NaN.",
    example: """
      local net = nn.Sequential{nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)}
      print(attack.exact(net, tensor{{1, 2}}, tensor{1}).distance)
      """
  ) { call, exact in
    var exact = exact
    exact.workers = Threads.count
    let model = try call.attacked(session)
    let (x, y) = (try call.tensor("x").floating().tensor(for: "exact"), call.tensor("y"))
    var results = [ExactDistance.Result](
      repeating: ExactDistance.Result(), count: x.shape.rank > 0 ? x.shape[0] : 0)
    try session.keepingWhatIsKnown(call) {
      try DrawnNumbers.refused {
        try exact(model, x, y.tensor(for: "exact"), clip: call.clip()) { results[$0] = $1 }
      }
    }
    func column(_ number: (ExactDistance.Result) -> Double) throws -> LuaValue {
      session.wrap(tensor: try Tensor(results.map(number), dtype: .float64))
    }
    let features = x.shape.count / max(results.count, 1)
    let adversarial = results.flatMap {
      $0.adversarial ?? [Double](repeating: .nan, count: features)
    }
    return .table(
      try session.lua.record(
        exactResult,
        [
          "distance": column { $0.isSolved ? $0.upper : .nan }, "lower": column(\.lower),
          "upper": column(\.upper),
          "adversarial": session.wrap(
            tensor: try Tensor(adversarial, shape: x.shape, dtype: .float64)),
          "status": .table(
            try session.lua.table(results.map { .string($0.isSolved ? "solved" : "timeout") })),
          "splits": .integer(results.reduce(0) { $0 + $1.splits }),
        ]))
  }
}

extension Session {
  /// Work that tells what it finds as it goes: Ctrl-C ends it, and what is known stands.
  /// - Returns: whether it came to its end.
  @discardableResult
  func keepingWhatIsKnown(_ call: Call, _ work: () throws -> Void) throws -> Bool {
    do {
      try work()
      return true
    } catch is Interrupted {
      Interrupt.clear()
      warn("\(call.functionName): interrupted; this is what was known by then")
      return false
    }
  }
}
