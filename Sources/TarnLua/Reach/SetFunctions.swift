import LuaBridge
import Reachability
import Regions
import Tensors

/// `ball` and `box`: sets of inputs.
func setFunctions(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "ball",
      arguments: [
        Argument("x", .tensor, "Centers, one a row."),
        Argument("eps", .precise, "The radius, or one for each feature."),
      ],
      options: [
        Option("norm", .oneOf(["inf"]), default: "inf", "The norm."),
        clipOption,
      ], returns: "input set",
      summary: "All inputs within eps of x in the l-infinity norm; not clipped unless asked.",
      example: "reach.ball(tensor{{0.2, 0.9}}, 0.1, {clip = {0, 1}})"
    ) { call in
      let (clip, x) = (try call.clip(), call.tensor("x"))
      return .object(
        InputSetObject(
          try .ball(x, epsilon: call.tensor("eps"), clip: clip)))
    },
    FunctionDeclaration(
      name: "box",
      arguments: [
        Argument("lower", .tensor, "Lower bounds, one set a row."),
        Argument("upper", .tensor, "Upper bounds."),
      ], returns: "input set", summary: "All inputs between two bounds.",
      example: "reach.box(tensor{{0, 0}}, tensor{{1, 2}})"
    ) { call in
      .object(
        InputSetObject(try Box(lower: call.tensor("lower"), upper: call.tensor("upper"))))
    },
  ]
}

/// The option `clip` of functions that know a range of valid inputs.
var clipOption: Option {
  Option(
    "clip", .list(of: .precise), "{low, high}: the range of valid inputs, numbers or tensors.")
}

extension Call {
  /// What `clipOption` declared.
  func clip() throws -> Clip? {
    guard has("clip") else { return nil }
    let ends = values("clip", as: Value.self)
    guard ends.count == 2 else {
      throw MessageError("\(functionName): option 'clip' must be {low, high}")
    }
    return try Clip(low: ends[0], high: ends[1])
  }
}
