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
      let (range, x) = (try clipRange(call), call.tensor("x"))
      return .object(
        InputSetObject(
          try .ball(x, epsilon: call.tensor("eps"), range: range)))
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

/// The option `clip` of functions that make balls.
var clipOption: Option {
  Option("clip", .list(of: .number), "{low, high}: the range of valid inputs.")
}

/// What `clipOption` declared.
func clipRange(_ call: Call) throws -> ClosedRange<Double>? {
  guard call.has("clip") else { return nil }
  let ends = call.numbers("clip")
  guard ends.count == 2, ends[0] <= ends[1] else {
    throw MessageError("option 'clip' must be {low, high} with low <= high")
  }
  return ends[0]...ends[1]
}
