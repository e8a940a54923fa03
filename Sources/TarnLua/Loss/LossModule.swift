import Losses
import LuaBridge
import Reachability
import Tensors

/// The module `loss`: terms that combine.
func lossModule(_ session: Session) -> ModuleDeclaration {
  let use = "(nn.Sequential{nn.Linear(2, 2)}, tensor{{1, 2}}, tensor{1})"
  let bias = Option("bias", .boolean, default: true, "Whether biases count.")
  let lambda = Argument("lambda", .number(.nonNegative), "The weight.")
  return ModuleDeclaration(
    name: "loss", summary: "Loss terms: task, regularisers, sensitivity.",
    functions: [
      FunctionDeclaration(
        name: "cross_entropy",
        options: [
          Option(
            "label_smoothing", .number(.halfOpen(0..<1)), default: 0, "What other classes get.")
        ],
        returns: "loss", summary: "The mean of -log softmax(logits)[class]; classes start at 1.",
        formula: "mean_n (logsumexp(z_n) - z_n[y_n])", example: "print(loss.cross_entropy()\(use))"
      ) { call in
        .object(LossObject(CrossEntropy(labelSmoothing: call.number("label_smoothing"))))
      },
      FunctionDeclaration(
        name: "mse", returns: "loss", summary: "The mean of squared differences to the targets.",
        example: "print(loss.mse()(nn.Sequential{nn.Linear(2, 1)}, tensor{{1, 2}}, tensor{{1}}))"
      ) { _ in .object(LossObject(MeanSquaredError())) },
      FunctionDeclaration(
        name: "l2", arguments: [lambda], options: [bias], returns: "loss",
        summary: "lambda times the sum of squares of the parameters, without a factor 1/2.",
        example: "print(loss.l2(1e-3)\(use))"
      ) { call in .object(LossObject(L2(call.number("lambda"), bias: call.boolean("bias")))) },
      FunctionDeclaration(
        name: "l1", arguments: [lambda], options: [bias], returns: "loss",
        summary: "lambda times the sum of absolute values of the parameters.",
        example: "print(loss.l1(1e-3)\(use))"
      ) { call in .object(LossObject(L1(call.number("lambda"), bias: call.boolean("bias")))) },
      FunctionDeclaration(
        name: "sensitivity",
        options: [
          Option(
            "eps", .scheduled(.nonNegative), required: true,
            "The l-infinity radius: a number or a schedule.")
        ] + boundOptions(default: .interval) + [
          Option(
            "measure", .oneOf(Measure.allCases.filter(\.isDifferentiable).map(\.rawValue)),
            default: "geometric_width", "How large a set is; any measure with a derivative.")
        ],
        returns: "loss",
        summary:
          "The size of the set of outputs reachable when every input moves by at most eps, averaged "
          + "over the samples; of a network in training mode as it evaluates. Cross-entropy plus a log-volume has no lower bound: scaling the logits to "
          + "zero sends it to minus infinity; geometric_width does not have that fault.",
        formula: "Wang et al. 2018, arXiv 1810.11726",
        example: "print(loss.sensitivity{eps = 0.1}\(use))"
      ) { call in
        let measure = call.measure()
        if measure.isLogarithm {
          session.warn(
            "loss.sensitivity: a log-volume has no lower bound; training may scale the logits to zero"
          )
        }
        let epsilon = try call.scheduled("eps", of: "loss.sensitivity")
        return .object(
          LossObject(
            try SensitivityTerm(epsilon: epsilon, options: call.boundOptions(), measure: measure)))
      },
      FunctionDeclaration(
        name: "custom",
        arguments: [
          Argument("name", .string, "Its name in tables."),
          Argument("f", .function, "function(net, x, y): a scalar tensor."),
        ], returns: "loss", summary: "A term written in Lua.",
        example:
          "print(loss.custom(\"size\", function(net, x, y) return net(x):abs():mean() end)\(use))"
      ) { call in
        let function = call.function("f")
        return .object(
          LossObject(
            CustomTerm(call.string("name")) { net, x, y in
              let results = try function.call([
                .object(NetworkObject(net)), .object(TensorObject(x)), .object(TensorObject(y)),
              ])
              return try Value(lua: results.first ?? .nil, "the result of a custom loss")
            }))
      },
    ])
}
