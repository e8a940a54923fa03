import Reachability
import Tensors

/// Narrows one sample's bracket by complete search: of few inputs the exact distance, of many the verifier at radii
/// between.
struct CompleteBracket {
  private let samples: LabelledSamples
  private let sample: Int
  private let model: Model
  private let x: Tensor
  private let options: RobustnessBracket

  /// Up to so many inputs the distance itself is sought.
  private static let fewInputs = 64
  private static let leastSeconds = 0.02

  init(
    _ samples: LabelledSamples, _ sample: Int, model: Model, x: Tensor, _ options: RobustnessBracket
  ) {
    self.samples = samples
    self.sample = sample
    self.model = model
    self.x = x
    self.options = options
  }

  func callAsFunction(_ bracket: inout SampleBracket) throws {
    if samples.bounds.function.inputs <= CompleteBracket.fewInputs {
      try seekDistance(&bracket)
    } else {
      try bisect(&bracket)
    }
  }

  private func seekDistance(_ bracket: inout SampleBracket) throws {
    let reach = samples.reach(sample)
    let largest = min(bracket.attacked * (1 + 1e-9), reach)
    var search = DistanceSearch(
      samples.bounds, center: samples.points[sample], label: samples.labels[sample],
      lower: samples.lower(sample), upper: samples.upper(sample),
      largest: largest.isFinite ? largest : nil,
      tolerance: 0.5 * options.tolerance * max(bracket.certified, 1e-6))
    defer {
      bracket.certify(search.result.lower, by: .complete)
      bracket.attack(search.result.upper, by: .complete)
    }
    try search.run()
  }

  /// The verifier at radii from the certified one up: each question may take a part of the time that is left. Where one
  /// takes longer, the next is easier.
  private func bisect(_ bracket: inout SampleBracket) throws {
    let isSingle = x.dtype == .float32
    let shape = try Shape(Array(x.shape.dimensions.dropFirst()))
    let subject = try Subject(model, sample: shape, isSingle: isSingle)
    let end = ContinuousClock.now + .seconds(options.timeout - bracket.seconds)
    var high = min(bracket.attacked, samples.reach(sample))
    if !high.isFinite { high = max(2 * (options.radii.max() ?? 1), 1) }
    while true {
      let left = (end - ContinuousClock.now) / .seconds(1)
      guard left > CompleteBracket.leastSeconds else { return }
      let low = bracket.certified
      let wanted = options.radii.filter { bracket.isOpen($0) && $0 < high }.min()
      guard wanted != nil || high > low * (1 + 0.5 * options.tolerance) else { return }
      let radius = wanted ?? (low > 0 ? (low * high).squareRoot() : high / 2)
      var verifier = VerifierOptions(
        timeout: max(0.4 * left, 2 * CompleteBracket.leastSeconds), workers: options.workers)
      verifier.seed = options.seed
      let verdict = try Verifier(verifier)(subject, specification(within: radius))
      switch verdict.status {
      case .unsat: bracket.certify(radius, by: .complete)
      case .sat:
        if let found = verdict.counterexample {
          bracket.attack(samples.distance(sample, to: found.inputs), by: .complete)
        }
        high = min(high, bracket.attacked, radius)
      case .timeout, .unknown: high = min(high, radius)
      }
    }
  }

  /// That some other logit is no smaller within a radius.
  private func specification(within radius: Double) -> Specification {
    let (center, label) = (samples.points[sample], samples.labels[sample])
    let (low, high) = (samples.lower(sample), samples.upper(sample))
    let outputs = samples.bounds.function.outputs
    let conditions = (0..<outputs).filter { $0 != label }.map { other in
      var coefficients = [Double](repeating: 0, count: outputs)
      (coefficients[label], coefficients[other]) = (1, -1)
      return Specification.Condition(rows: [
        Specification.Row(coefficients: coefficients, bound: 0, isStrict: other > label)
      ])
    }
    func ends(_ lower: (Double) -> Double, _ upper: (Double) -> Double) -> ([Double], [Double]) {
      (
        center.indices.map { max(low[$0], lower(center[$0] - radius)) },
        center.indices.map { min(high[$0], upper(center[$0] + radius)) }
      )
    }
    let outer = ends(\.nextDown, \.nextUp)
    let inner = ends({ $0.nextUp }, { $0.nextDown })
    return Specification(
      "the ball of radius \(radius)", inputs: center.count, outputs: outputs,
      cases: [
        Specification.Case(
          lower: outer.0, upper: outer.1, innerLower: inner.0, innerUpper: inner.1,
          conditions: conditions)
      ])
  }
}

extension Specification {
  /// One that was not read from a file.
  init(_ text: String, inputs: Int, outputs: Int, cases: [Case]) {
    path = ""
    self.text = text
    self.inputs = inputs
    self.outputs = outputs
    self.cases = cases
  }
}
