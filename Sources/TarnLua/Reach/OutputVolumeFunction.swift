import LuaBridge
import Reachability
import Settings
import Tensors
import Verification

private let volumeBracket = RecordDeclaration(
  "volume bracket", "Between which numbers the volume of each row's reachable set lies.",
  [
    RecordField("lower", "tensor", "[rows]: proved."),
    RecordField("upper", "tensor", "[rows]: proved."),
    RecordField("exact", "tensor", "[rows]: 1 where the two are one number to rounding, else 0."),
  ])

/// `reach.output_volume`.
func outputVolumeFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: OutputVolume.self, session,
    arguments: [
      Argument(
        "net", .model, "A network, or any function of one tensor, of at most three outputs."),
      Argument("set", .object("input set"), "From reach.ball or reach.box."),
    ], returns: .record(volumeBracket),
    note:
      "Networks of ReLU and few neurons are cut into their linear pieces; the union of the images of "
      + "these, of one or two outputs, is exact.",
    example: """
      local net = nn.Sequential{nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)}
      local v = reach.output_volume(net, reach.ball(tensor{{1, 2, 3}}, 0.1))
      print(v.lower, v.upper, v.exact)
      """
  ) { call, volume in
    var volume = volume
    volume.workers = Threads.count
    let set = call.object("set", as: InputSetObject.self).set
    try call.optionalObject("net", as: NetworkObject.self)?.checkEvaluation()
    let rows = set.lower.shape.rank > 0 ? set.lower.shape[0] : 0
    var results = [OutputVolume.Result](repeating: OutputVolume.Result(), count: rows)
    try session.keepingWhatIsKnown(call) {
      try DrawnNumbers.refused {
        try volume(call.model("net", session), set) { results[$0] = $1 }
      }
    }
    func column(_ number: (OutputVolume.Result) -> Double) throws -> LuaValue {
      session.wrap(tensor: try Tensor(results.map(number), dtype: .float64))
    }
    return .table(
      try session.lua.record(
        volumeBracket,
        [
          "lower": column(\.lower), "upper": column(\.upper),
          "exact": session.wrap(tensor: try Tensor(results.map { $0.isExact ? 1.0 : 0 })),
        ]))
  }
}
