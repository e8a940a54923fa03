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
      Option("measure", .measure, default: "log_volume", "How large a set is.")
    ],
    returns: "tensor",
    summary:
      "The size of the reachable set of each sample: how far its outputs can be moved by "
      + "perturbations of at most eps. Robustness is its inverse.",
    formula: "Wang et al. 2018, arXiv 1810.11726",
    example: "print(reach.sensitivity(nn.Sequential{nn.Linear(2, 2)}, tensor{{1, 2}}, 0.1))"
  ) { call in
    let x = call.tensor("x")
    let set = try Box.ball(x, epsilon: call.tensor("eps"))
    let image = try BoundedModel(call, session).image(of: set, call.boundOptions())
    return session.wrap(try image.measured(call.measure()))
  }
}
