import Layers
import LuaBridge
import Tensors

/// Methods of networks for targets that are numbers.
func regressionMethods() -> [FunctionDeclaration] {
  func method(
    _ name: String, _ summary: String, formula: String,
    _ measure: @escaping (Network, Value, Value) throws -> Double
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name,
      arguments: [
        Argument("x", .tensor, "A batch: samples along the leading dimension."),
        Argument("y", .precise, "Numbers: [n], or in the outputs' shape."),
      ], returns: "number", summary: summary, formula: formula,
      example: """
        local net = nn.Sequential{nn.Linear(2, 1)}
        print(net:\(name)(tensor{{1, 2}, {3, 4}}, tensor{0.5, 1.5}))
        """
    ) { call in
      let object: NetworkObject = call.receiver()
      return .number(try measure(object.network, call.tensor("x"), call.tensor("y")))
    }
  }
  return [
    method(
      "rmse", "How far the outputs are from targets that are numbers, element by element.",
      formula: "sqrt(mean (output - target)^2)"
    ) { try $0.rootMeanSquare($1, $2) },
    method(
      "r2",
      "The share of the targets' variance that the outputs explain, the mean of that of each output: 1 is perfect, "
        + "0 what the mean of the targets does.",
      formula: "1 - sum (output - target)^2 / sum (target - mean)^2"
    ) { try $0.determination($1, $2) },
  ]
}
