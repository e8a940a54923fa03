import Regions
import Settings
import Tensors

/// Linear bounds whose lines are optimized for narrow bounds of the outputs, by Adam on all choices
/// together (Xu et al. 2021, alpha-CROWN). The result is the narrowest that was seen, so never wider
/// than CROWN's.
public struct AlphaCrownDomain: AbstractDomain {
  /// Steps of the optimization.
  public var iterations = 20

  public init() {}
  public init(iterations: Int) { self.iterations = iterations }

  public static let about = About(
    "alpha_crown", "Linear bounds with optimized slopes.",
    source: "Xu et al. 2021, alpha-CROWN")
  public static let settings: [Setting<AlphaCrownDomain>] = [
    .integer(
      "iterations", \.iterations, 1...Int.max, "Steps in which alpha_crown optimizes its lines.")
  ]

  public var marginParts: [any AbstractDomain] { [self, IntervalDomain()] }

  public func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    guard Trace.current != nil else {
      let driver = try prepared(graph, options)
      return try driver(
        lower: set.lower.tensor(), upper: set.upper.tensor(), captured.map { try $0.tensor() })
    }
    let problem = LineOptimization(try graph.expanded(), options, nil)
    let inputs = LineOptimization.Inputs(lower: set.lower, upper: set.upper, captured: captured)
    var state = try problem.start(inputs)
    for step in 0..<iterations {
      let rates = try LineOptimization.rates(step, set.lower.dtype).map { Value.tensor($0) }
      state = try problem.step(inputs, state, rates)
    }
    let found = ReachableSet(lower: state[0], upper: state[1], domain: name)
    return try graph.isExpanded
      ? found.met(with: IntervalDomain().image(of: graph, on: set, captured, options)) : found
  }

  public func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    let bounds: any PreparedBounds =
      try (options.smooth > 0 ? nil : AlphaCrownDriver(graph, options, iterations))
      ?? LineOptimizer(graph.expanded(), options, iterations, nil)
    return try IntervalsKept(bounds, graph, options)
  }

  public func driven(_ graph: Graph, _ options: BoundOptions) throws -> (any PreparedBounds)? {
    try AlphaCrownDriver(graph, options, iterations, small: 0)
      .map { try IntervalsKept($0, graph, options) }
  }
}

extension AbstractDomain where Self == AlphaCrownDomain {
  public static var alphaCrown: Self { Self() }
}

/// The optimization row by row, from CROWN's bounds: lines are chosen only where neurons may change
/// their sign.
struct AlphaCrownDriver: PreparedBounds {
  private let crown: CrownDriver
  private let iterations: Int
  private let optimizers = Guarded<[[Int]: LineOptimizer]>([:])

  init?(
    _ graph: Graph, _ options: BoundOptions, _ iterations: Int, small: Int = CrownDriver.small
  ) throws {
    guard let crown = try CrownDriver(graph, options, small: small) else { return nil }
    self.crown = crown
    self.iterations = iterations
  }

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    try crown.eachRow(lower, upper, captured) { known in
      let chosen = crown.chosen(known)
      let lists = try chosen.filter { $0.list != nil }.flatMap { stage in
        try [stage.list!, stage.places].map { try Tensor($0, shape: Shape([$0.count])) }
      }
      let optimizer = try optimizer(chosen.map { ($0.stage, $0.list != nil) }, lists.map(\.type))
      let found = try optimizer.optimized(
        known.lower, known.upper, known.points, lists)
      return [found.lower, found.upper]
    }
  }

  /// - Parameters:
  ///   - stages: those of which not all elements are bounded, and whether any is.
  ///   - lists: the types of the elements' lists and places.
  private func optimizer(
    _ stages: [(stage: Int, any: Bool)], _ lists: [TensorType]
  ) throws -> LineOptimizer {
    let key = stages.flatMap { [$0.stage, $0.any ? 1 : 0] } + lists.map(\.shape.count)
    if let known = optimizers.withLock({ $0[key] }) { return known }
    let made = try LineOptimizer(
      crown.row.graph, crown.options, iterations,
      { analysis, lists in
        var rest = lists.makeIterator()
        for (stage, any) in stages {
          analysis.elements[stage] =
            any
            ? ChosenElements(list: rest.next(), places: rest.next())
            : ChosenElements(list: nil, places: nil)
        }
      }, lists: lists)
    optimizers.withLock { $0[key] = made }
    return made
  }
}

/// One step of the optimization as functions of values. The state is the best bounds so far, the
/// numbers that choose lines, and Adam's two moments of their gradient.
final class LineOptimization {
  private let graph: Graph
  private let options: BoundOptions
  private let elements: ((LinearAnalysis, _ lists: [Value]) -> Void)?
  private let choices = LineChoices()

  /// - Parameter elements: sets what an analysis bounds, from the lists; nil for all.
  init(
    _ graph: Graph, _ options: BoundOptions, _ elements: ((LinearAnalysis, [Value]) -> Void)?
  ) {
    self.graph = graph
    self.options = options
    self.elements = elements
  }

  /// Adam's step size, what its moments are divided by, and the part of the step that points of contact take, for
  /// the k-th step from 0.
  static func rates(_ step: Int, _ dtype: DType) throws -> [Tensor] {
    let rates = LineSteps.rates(step)
    return try [
      0.5 * rates.size, rates.first, rates.second, LineSteps.ofTangents(step),
    ].map {
      try Tensor(scalar: $0, dtype: dtype)
    }
  }

  /// What the optimization depends on: the set, and the graph's inputs after the first.
  struct Inputs {
    let lower: Value
    let upper: Value
    let captured: [Value]
    /// The elements of stages that are bounded, and their places.
    var lists: [Value] = []
  }

  private func set(_ inputs: Inputs) -> Interval {
    Interval(lower: inputs.lower, upper: inputs.upper, options)
  }

  private func bounds(_ inputs: Inputs) throws -> Interval {
    let analysis = try LinearAnalysis(graph, set(inputs), inputs.captured, isRefined: true)
    analysis.choices = choices
    elements?(analysis, inputs.lists)
    return try analysis.refined(graph.outputs[0])
  }

  func start(_ inputs: Inputs) throws -> [Value] {
    choices.numbers = nil
    let found = try LinearBounds.rough(graph, set(inputs), inputs.captured)
      .met(with: bounds(inputs))
    guard choices.count > 0 else { return [found.lower, found.upper] }
    let start = try choices.start
    return [found.lower, found.upper, start, try start.filled(0), try start.filled(0)]
  }

  /// - Parameter rates: four numbers, see `rates`.
  func step(_ inputs: Inputs, _ state: [Value], _ rates: [Value]) throws -> [Value] {
    guard state.count > 2 else { return state }
    var found: Interval?
    let slope = try valueAndGradient(
      of: { numbers in
        self.choices.numbers = numbers[0]
        let bounds = try self.bounds(inputs)
        found = bounds
        let widths = try bounds.upper - bounds.lower
        return try widths.finite(or: widths.filled(0)).sum()
      }, at: [state[2]]
    ).gradient.stopGradient()
    // Where nothing is known there is no direction; numbers that lead nowhere else stay as they are.
    let gradient = try slope.finite(or: slope.filled(0))
    let (one, two) = (LineSteps.first, LineSteps.second)
    let first = try state[3] * one.kept + gradient * one.taken
    let second = try state[4] * two.kept + gradient.square() * two.taken
    var move = try first / rates[1] / ((second / rates[2]).sqrt() + LineSteps.tiny) * rates[0]
    if let steps = try choices.steps(contact: rates[3]) { move = try move * steps }
    // The number itself is kept in its range: a bound inside the function would stop the derivative there.
    let numbers = try (state[2] - move).clamped(0, 1).stopGradient()
    let best = try Interval(lower: state[0], upper: state[1]).met(with: found!)
    return [best.lower, best.upper, numbers, first, second]
  }
}

/// The optimization on known values: two plans, one for the start and one that is repeated.
struct LineOptimizer: PreparedBounds {
  private enum Input: CaseIterable { case lower, upper, captured, lists, state, rates }

  private let first: Plan
  private let step: Plan
  private let stepInputs: Packing<Input>
  private let iterations: Int

  /// - Parameter lists: the types of the lists that `elements` gets.
  init(
    _ graph: Graph, _ options: BoundOptions, _ iterations: Int,
    _ elements: ((LinearAnalysis, [Value]) -> Void)?, lists: [TensorType] = []
  ) throws {
    let problem = LineOptimization(graph, options, elements)
    let set = graph.inputTypes[0]
    func packing(state: [TensorType], rates: [TensorType]) -> Packing<Input> {
      Packing { input in
        switch input {
        case .lower, .upper: [set]
        case .captured: Array(graph.inputTypes.dropFirst())
        case .lists: lists
        case .state: state
        case .rates: rates
        }
      }
    }
    func inputs(_ values: Packing<Input>.Unpacked<Value>) -> LineOptimization.Inputs {
      LineOptimization.Inputs(
        lower: values.one(.lower), upper: values.one(.upper), captured: values[.captured],
        lists: values[.lists])
    }
    let startInputs = packing(state: [], rates: [])
    let start = try Trace.graph(startInputs.types) {
      try problem.start(inputs(startInputs.unpacked($0)))
    }
    first = try Plan.cached(start.graph)
    self.iterations = iterations
    let scalar = TensorType(Shape(unchecked: []), set.dtype)
    let stepInputs = packing(
      state: start.graph.outputTypes, rates: Array(repeating: scalar, count: 4))
    self.stepInputs = stepInputs
    step = try Plan.cached(
      try Trace.graph(stepInputs.types) { values in
        let values = stepInputs.unpacked(values)
        return try problem.step(inputs(values), values[.state], values[.rates])
      }.graph)
  }

  /// - Parameter lists: see `LineOptimization.Inputs`.
  func optimized(
    _ lower: Tensor, _ upper: Tensor, _ captured: [Tensor], _ lists: [Tensor] = []
  ) throws -> (lower: Tensor, upper: Tensor) {
    func inputs(state: [Tensor], rates: [Tensor]) -> [Tensor] {
      stepInputs.packed { input in
        switch input {
        case .lower: [lower]
        case .upper: [upper]
        case .captured: captured
        case .lists: lists
        case .state: state
        case .rates: rates
        }
      }
    }
    var state = try first(inputs(state: [], rates: []))
    if state.count > 2 {
      for k in 0..<iterations {
        try Cancellation.check()
        state = try step(
          inputs(state: state, rates: LineOptimization.rates(k, lower.dtype)))
      }
    }
    return (state[0], state[1])
  }

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let found = try optimized(lower, upper, captured)
    return ReachableSet(
      lower: .tensor(found.lower), upper: .tensor(found.upper), domain: AlphaCrownDomain.about.name)
  }
}
