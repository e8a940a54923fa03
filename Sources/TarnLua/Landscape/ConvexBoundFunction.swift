import Certificates
import Layers
import LuaBridge
import NetworkLandscape
import Tensors

private let convexBoundRecord = RecordDeclaration(
  "convex bound", "Between which values the least loss of a two-layer ReLU network lies.",
  [
    RecordField("lower", "number", "No such network is below it: a feasible dual, rounded down."),
    RecordField(
      "upper", "number",
      "The loss of a network of the program, which that of `units` or more hidden units can have."),
    RecordField("gap", "number", "Between the two, relative."),
    RecordField("units", "integer", "Hidden units of that network."),
    RecordField("patterns", "integer", "Activation patterns of the data."),
    RecordField("rounds", "integer", "In which patterns were added."),
  ])

/// `landscape.convex_bound`: what no two-layer ReLU network can go below.
func convexBoundFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "convex_bound",
    arguments: [
      Argument(
        "net", .network,
        "nn.Linear(1 or 2, any), nn.ReLU(), nn.Linear(any, 1); of it only that counts, and which biases there are."
      ),
      Argument(
        "data", .either(.object("dataset"), .table),
        "At most 20 samples: a data set, or a table {x =, y =}."),
      Argument("lambda", .number(.positive), "The weight of the sum of squares of all parameters."),
    ], returns: .record(convexBoundRecord),
    summary:
      "A lower bound of loss.mse() + loss.l2(lambda) over all parameters of a two-layer ReLU network, of whatever width: the value "
      + "of a feasible dual of the convex program over all activation patterns, rounded down.",
    formula: "Pilanci and Ergen 2020, Neural Networks are Convex Regularizers",
    example: """
      local net = nn.Sequential{nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1)}
      local xor = {x = tensor{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, y = tensor{0, 1, 1, 0}}
      local b = landscape.convex_bound(net, xor, 0.01)
      print(b.lower, b.gap)
      """
  ) { call in
    let layers = try convexLayers(call.network("net"))
    let samples = try call.samples()
    let x = try samples.x.tensor(for: "convex_bound")
    let y = try samples.y.cast(to: .float64).tensor(for: "convex_bound").doubles
    let inputs = layers.first.inputs
    guard x.shape.rank == 2, x.shape[1] == inputs else {
      throw MessageError(
        "convex_bound: data.x has shape \(x.shape), expected [n, \(inputs)] as the network takes")
    }
    let numbers = x.doubles
    do {
      let bound = try ConvexBound(
        ConvexBound.Problem(
          x: (0..<x.shape[0]).map { Array(numbers[$0 * inputs..<($0 + 1) * inputs]) }, y: y,
          lambda: call.number("lambda"), hasHiddenBias: layers.first.hasBias,
          hasOutputBias: layers.last.hasBias))
      return .table(
        try session.lua.record(
          convexBoundRecord,
          [
            "lower": .number(bound.lower), "upper": .number(bound.upper), "gap": .number(bound.gap),
            "units": .integer(bound.units), "patterns": .integer(bound.patterns),
            "rounds": .integer(bound.rounds),
          ]))
    } catch let error as ConvexBoundError { throw MessageError("convex_bound: \(error)") }
  }
}

/// The two linear layers of the network.
private func convexLayers(_ network: Network) throws -> (first: Linear, last: Linear) {
  let layers = network.layers
  guard layers.count == 3, let first = layers[0] as? Linear, layers[1] is ReLU,
    let last = layers[2] as? Linear, (1...2).contains(first.inputs), last.outputs == 1
  else {
    throw MessageError(
      "convex_bound: the network is \(layers.map(\.name).joined(separator: ", ")), expected Linear(1 or 2 -> m), ReLU, "
        + "Linear(m -> 1)")
  }
  return (first, last)
}
