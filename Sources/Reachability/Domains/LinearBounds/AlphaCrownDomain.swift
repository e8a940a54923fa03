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
    let inputs = [set.lower, set.upper] + captured
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
      try AlphaCrownDriver(graph, options, iterations)
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
    try crown.eachRow(lower, upper, captured) { set, known in
      let chosen = crown.chosen(known)
      let lists = try chosen.filter { $0.list != nil }.flatMap { stage in
        try [stage.list!, stage.places].map { try Tensor($0, shape: Shape([$0.count])) }
      }
      let optimizer = try optimizer(chosen.map { ($0.stage, $0.list != nil) }, lists.map(\.type))
      let found = try optimizer.optimized([set.0, set.1] + known.points + lists)
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
    let first = crown.row.graph.inputs.count + 1
    let made = try LineOptimizer(
      crown.row.graph, crown.options, iterations,
      { analysis, inputs in
        var place = first
        for (stage, any) in stages {
          analysis.elements[stage] =
            any
            ? ChosenElements(list: inputs[place], places: inputs[place + 1])
            : ChosenElements(list: nil, places: nil)
          if any { place += 2 }
        }
      }, extra: lists)
    optimizers.withLock { $0[key] = made }
    return made
  }
}

/// One step of the optimization as functions of values. The state is the best bounds so far, the
/// numbers that choose lines, and Adam's two moments of their gradient.
final class LineOptimization {
  private let graph: Graph
  private let options: BoundOptions
  private let elements: ((LinearAnalysis, [Value]) -> Void)?
  private let choices = LineChoices()

  /// - Parameter elements: sets what an analysis bounds, from the inputs; nil for all.
  init(
    _ graph: Graph, _ options: BoundOptions, _ elements: ((LinearAnalysis, [Value]) -> Void)?
  ) {
    self.graph = graph
    self.options = options
    self.elements = elements
  }

  /// Adam's step size, and what its moments are divided by, for the k-th step from 0.
  static func rates(_ step: Int, _ dtype: DType) throws -> [Tensor] {
    let rates = LineSteps.rates(step)
    return try [0.5 * rates.size, rates.first, rates.second].map {
      try Tensor(scalar: $0, dtype: dtype)
    }
  }

  private func problem(_ inputs: [Value]) -> (set: Interval, captured: [Value]) {
    (
      Interval(lower: inputs[0], upper: inputs[1], roundsOutward: options.isSound),
      Array(inputs[2..<graph.inputs.count + 1])
    )
  }

  private func bounds(_ inputs: [Value]) throws -> Interval {
    let (set, captured) = problem(inputs)
    let analysis = try LinearAnalysis(graph, set, captured, isRefined: true)
    analysis.choices = choices
    elements?(analysis, inputs)
    return try analysis.refined(graph.outputs[0])
  }

  /// - Parameter inputs: lower and upper bounds of the set, and what the graph depends on besides.
  func start(_ inputs: [Value]) throws -> [Value] {
    choices.numbers = nil
    let (set, captured) = problem(inputs)
    let found = try LinearBounds.rough(graph, set, captured).met(with: bounds(inputs))
    guard choices.count > 0 else { return [found.lower, found.upper] }
    let start = try choices.start
    return [found.lower, found.upper, start, try start.filled(0), try start.filled(0)]
  }

  /// - Parameter rates: three numbers, see `rates`.
  func step(_ inputs: [Value], _ state: [Value], _ rates: [Value]) throws -> [Value] {
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
    let move = try first / rates[1] / ((second / rates[2]).sqrt() + LineSteps.tiny) * rates[0]
    // The number itself is kept in its range: a bound inside the function would stop the derivative there.
    let numbers = try (state[2] - move).clamped(0, 1).stopGradient()
    let best = try Interval(lower: state[0], upper: state[1]).met(with: found!)
    return [best.lower, best.upper, numbers, first, second]
  }
}

/// The optimization on known values: two plans, one for the start and one that is repeated.
struct LineOptimizer: PreparedBounds {
  private let first: Plan
  private let step: Plan
  private let iterations: Int

  init(
    _ graph: Graph, _ options: BoundOptions, _ iterations: Int,
    _ elements: ((LinearAnalysis, [Value]) -> Void)?,
    extra: [TensorType] = []
  ) throws {
    let problem = LineOptimization(graph, options, elements)
    let types = [graph.inputTypes[0]] + graph.inputTypes + extra
    let start = try Trace.graph(types) { try problem.start($0) }
    first = try Plan.cached(start.graph)
    self.iterations = iterations
    let state = start.graph.outputTypes
    let scalar = TensorType(Shape(unchecked: []), types[0].dtype)
    step = try Plan.cached(
      try Trace.graph(types + state + [scalar, scalar, scalar]) { values in
        let (inputs, rest) = (Array(values[..<types.count]), values[types.count...])
        return try problem.step(
          inputs, Array(rest.prefix(state.count)), Array(rest.suffix(3)))
      }.graph)
  }

  /// - Parameter inputs: the set's bounds, and all else that the problem depends on.
  func optimized(_ inputs: [Tensor]) throws -> (lower: Tensor, upper: Tensor) {
    var state = try first(inputs)
    if state.count > 2 {
      for k in 0..<iterations {
        try Checkpoint.poll()
        state = try step(inputs + state + LineOptimization.rates(k, inputs[0].dtype))
      }
    }
    return (state[0], state[1])
  }

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let found = try optimized([lower, upper] + captured)
    return ReachableSet(
      lower: .tensor(found.lower), upper: .tensor(found.upper), domain: AlphaCrownDomain.about.name)
  }
}
