import LuaBridge
import Reachability
import Tensors

/// `margin`, `certified_accuracy` and `certified_radius`.
func certificateFunctions(_ session: Session) -> [FunctionDeclaration] {
  let data = [
    Argument("net", .model, "A network, or any function from a batch to logits."),
    Argument("x", .tensor, "Samples, one a row."), Argument("y", .tensor, "Classes from 1."),
  ]
  let radius = Argument("eps", .precise, "The l-infinity radius, or one for each feature.")
  let options = boundOptions(default: .zonotope) + [clipOption]
  let example = """
    local net = nn.Sequential{nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2)}
    local x, y = tensor{{1, 2}, {2, 1}}, tensor{1, 2}

    """
  return [
    FunctionDeclaration(
      name: "margin", arguments: data + [radius], options: options, returns: "tensor",
      summary:
        "For each row a certified lower bound of the margin, the logit of its class minus the largest "
        + "other logit, over all inputs within eps. Above 0 no such input changes the prediction. The "
        + "differences are bounded as a whole, not as logits first.",
      formula: "min over j of lower(z_y - z_j)",
      example: example + "print(reach.margin(net, x, y, 0.01))"
    ) { call in
      let certifier = try Certifier(call, session)
      return session.wrap(
        try certifier.margins(call.tensor("eps"), "margin"))
    },
    FunctionDeclaration(
      name: "certified_accuracy", arguments: data + [radius], options: options, returns: "number",
      summary:
        "The part of the samples whose certified margin is above 0: right, whatever is added.",
      example: example + "print(reach.certified_accuracy(net, x, y, 0.01))"
    ) { call in
      let certifier = try Certifier(call, session)
      let margins = try certifier.margins(
        call.tensor("eps"), "certified accuracy"
      ).tensor(for: "certified_accuracy").doubles
      guard !margins.isEmpty else { throw MessageError("certified_accuracy: there are no samples") }
      return .number(Double(margins.count { $0 > 0 }) / Double(margins.count))
    },
    FunctionDeclaration(
      name: "certified_radius", arguments: data,
      options: options + [
        Option("max_eps", .number(.positive), default: 1, "The largest radius that is tried."),
        Option("tolerance", .number(.positive), default: 1e-4, "How far the bisection goes."),
      ], returns: "tensor",
      summary:
        "For each row the largest l-infinity radius, to the tolerance, at which its margin is certified "
        + "to be above 0; at the radius that is returned it was. 0 for samples that are wrong.",
      example: example + "print(reach.certified_radius(net, x, y, {max_eps = 0.5}))"
    ) { call in
      let certifier = try Certifier(call, session)
      let search = try RadiusSearch(
        largest: call.number("max_eps"), tolerance: call.number("tolerance"))
      let radii = try certifier.radii(search)
      return session.wrap(tensor: try Tensor(radii, dtype: certifier.x.dtype))
    },
  ]
}
