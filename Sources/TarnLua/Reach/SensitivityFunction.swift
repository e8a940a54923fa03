import LuaBridge
import Reachability
import Regions
import Tensors

func sensitivityFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "sensitivity",
    arguments: [
      Argument("net", .model, "A network, or any function of one tensor."),
      Argument("x", .tensor, "Samples, one a row."),
      Argument("eps", .precise, "The radius, or one for each feature."),
    ],
    options: boundOptions(default: .zonotope) + [
      Option("measure", .measure, default: "log_volume", "How large a set is."),
      Option(
        "refine", .integer(1...1_000_000), default: 1,
        "Parts into which each sample's set is cut; what is measured is the hull of their images, and never larger than "
          + "the image of the whole."),
    ],
    returns: "tensor",
    summary:
      "The size of the reachable set of each sample: how far its outputs can be moved by "
      + "perturbations of at most eps. Robustness is its inverse.",
    formula: "Wang et al. 2018, arXiv 1810.11726",
    example: "print(reach.sensitivity(nn.Sequential{nn.Linear(2, 2)}, tensor{{1, 2}}, 0.1))"
  ) { call -> LuaValue in
    let x = call.tensor("x")
    let set = try Box.ball(x, epsilon: call.tensor("eps"))
    let (bounded, options) = (BoundedModel(call, session), try call.boundOptions())
    let image = try bounded.image(of: set, options)
    let size = try image.measured(call.measure())
    guard call.integer("refine") > 1 else { return session.wrap(size) }
    let hull = try Refinement(parts: call.integer("refine")).hull(
      of: set, image, steepness: steepness(of: bounded.model, at: x)
    ) { try bounded.image(of: $0, options) }
    let refined = try hull.knowing { try bounded.model(x) }.measured(call.measure())
    return session.wrap(try size.minimum(refined))
  }
}

/// How much each feature of each sample moves the outputs: the largest derivative of any of the first few. Nil where the
/// function has none.
private func steepness(of model: Model, at x: Value) throws -> Tensor? {
  let outputs = try model(x)
  guard outputs.shape.rank > 0, outputs.shape[0] == x.shape[0], outputs.shape.count > 0 else {
    return nil
  }
  let size = outputs.shape.count / outputs.shape[0]
  let flat = try Shape([outputs.shape[0], size])
  var largest: Value?
  for k in 0..<min(size, 16) {
    let slopes = try valueAndGradient(
      of: { try model($0[0]).reshaped(to: flat).sliced(1, k..<k + 1).sum([0, 1]) },
      at: [x.floating()]
    ).gradient.abs()
    largest = try largest.map { try $0.maximum(slopes) } ?? slopes
  }
  guard let found = try largest?.tensor(for: "refine"), found.doubles.allSatisfy(\.isFinite),
    found.doubles.contains(where: { $0 > 0 })
  else { return nil }
  return found
}
