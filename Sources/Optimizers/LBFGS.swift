import CKernels
import Tensors

/// The limited-memory BFGS minimiser of the energy-landscape codes (GMIN, OPTIM): no line search unless asked for.
///
/// A step is the quasi-Newton step of Nocedal's two-loop recursion (Math. Comp. 35, 1980), at most
/// `maximumStepLength` long; if it raises the energy by more than `maximumEnergyRise` it is divided
/// by ten, up to ten times, and then the memory is forgotten and the descent starts again from the
/// gradient. Nearly every step costs one evaluation. The Wolfe conditions are not enforced, so a
/// step may end where the curvature along it is negative; such pairs are remembered too, and a
/// direction that points uphill is reversed. With `LineSearch.strongWolfe` or `.moreThuente` they hold at every step.
///
/// An instance owns its working memory for one dimension and one thread at a time, and allocates
/// nothing while it minimises but the result.
public final class LBFGS {
  public let dimension: Int
  public let options: Options

  private let vectors: LBFGSVectors
  /// 1 / (s . y), the product of y with the s of the pair before, and the coefficient of the first loop, pair by pair.
  private let inverseProducts: UnsafeMutablePointer<Double>
  private let neighbourProducts: UnsafeMutablePointer<Double>
  private let coefficients: UnsafeMutablePointer<Double>

  /// The pair written next, and how many there are.
  private var head = 0
  private var pairs = 0
  /// (s . y) / (y . y) of the newest pair: the initial inverse Hessian is this times one.
  private var curvatureScale = 1.0
  /// How long the last step was, if along it the gradient did not change: the next may begin as long.
  private var reach = 0.0
  /// Where the last minimisation ended; nil before there was one.
  private var end: End?

  /// An accepted point: the first of the two vectors that hold it and its gradient, and what was found there.
  private struct End {
    var place: Int
    var value: Double
    var norm: Double
  }

  private static let divisionLimit = 10
  /// Steps without a lower energy or a smaller gradient after which only rounding is left.
  private var stagnationLimit: Int { options.lineSearch == .moreThuente ? 20 : 500 }
  private var steps: Int { 5 }
  private var changes: Int { 5 + options.memory }
  /// The pair written last.
  private var newest: Int { head == 0 ? options.memory - 1 : head - 1 }

  public init(dimension: Int, options: Options = Options()) throws {
    try options.checkSettings()
    guard dimension >= 1, dimension < 1 << 32 else {
      throw LBFGSError.dimension(dimension)
    }
    self.dimension = dimension
    self.options = options
    vectors = try LBFGSVectors(count: 5 + 2 * options.memory, dimension: dimension)
    inverseProducts = .allocate(capacity: options.memory)
    neighbourProducts = .allocate(capacity: options.memory)
    coefficients = .allocate(capacity: options.memory)
    inverseProducts.initialize(repeating: 0, count: options.memory)
    neighbourProducts.initialize(repeating: 0, count: options.memory)
    coefficients.initialize(repeating: 0, count: options.memory)
  }

  deinit {
    inverseProducts.deallocate()
    neighbourProducts.deallocate()
    coefficients.deallocate()
  }

  /// Minimises from `start`, to the tolerance of the options unless another is given.
  ///
  /// It is cancelled (`Cancellation`) once in `checkInterval` evaluations at most; that, and what the
  /// objective throws, ends the minimisation. Throws `LBFGSError` if the start has another
  /// dimension, or if it, its energy or its gradient is not finite.
  public func minimize(
    _ objective: any DifferentiableObjective, from start: [Double], tolerance: Double? = nil
  ) throws -> Result {
    end = nil
    try place(start)
    let (x, gradient) = (vectors[0], vectors[1])
    let value = try objective.valueAndGradient(x.coordinates, gradient.coordinates)
    let norm = gradient.maximumNorm(vectors.blocks)
    try requireFinite(value, norm, gradient.coordinates)
    forget()
    return try run(
      objective, from: End(place: 0, value: value, norm: norm), evaluations: 1,
      tolerance: tolerance ?? options.tolerance)
  }

  /// Goes on from where the last minimisation ended, with all that it remembers, to another tolerance. The result
  /// counts the steps and evaluations of this call. The last call must have given a result.
  public func resume(
    _ objective: any DifferentiableObjective, tolerance: Double
  ) throws -> Result {
    guard let end else { preconditionFailure("a minimisation to resume") }
    return try run(objective, from: end, evaluations: 0, tolerance: tolerance)
  }

  private func run(
    _ objective: any DifferentiableObjective, from start: End, evaluations spent: Int,
    tolerance: Double
  ) throws -> Result {
    let blocks = vectors.blocks
    end = nil
    // Accepted point and trial point exchange places, so nothing is copied.
    var (here, there) = (start.place, 2 - start.place)
    var (x, gradient) = (vectors[here], vectors[here + 1])
    var (trial, trialGradient) = (vectors[there], vectors[there + 1])
    let direction = vectors[4]
    var (value, norm) = (start.value, start.norm)
    var evaluations = spent
    var accepted = 0
    var (lowestValue, lowestNorm, lastProgress) = (value, norm, 0)

    func finish(_ status: Status) -> Result {
      end = End(place: here, value: value, norm: norm)
      return Result(
        x: Array(UnsafeBufferPointer(start: x.coordinates, count: dimension)), value: value,
        gradient: Array(UnsafeBufferPointer(start: gradient.coordinates, count: dimension)),
        gradientNorm: norm, steps: accepted, evaluations: evaluations, status: status)
    }

    /// The point so far along the direction becomes the trial point.
    func evaluate(_ scale: Double) throws -> Double {
      trial.set(x, plus: scale, direction, blocks)
      let found = try objective.valueAndGradient(trial.coordinates, trialGradient.coordinates)
      evaluations += 1
      if evaluations % options.checkInterval == 0 { try Cancellation.check() }
      return found
    }

    while norm >= tolerance {
      if accepted >= options.maximumSteps { return finish(.maxSteps) }
      setDirection(direction, against: gradient)
      let ceiling = value + options.maximumEnergyRise * max(1, value.magnitude)
      var scale = 1.0
      var isAccepted = false
      var newValue = value
      var newNorm = norm
      if options.lineSearch != .none {
        let slope = direction.dot(gradient, blocks)
        let length = direction.dot(direction, blocks).squareRoot()
        let longest = max(1, options.maximumStepLength / length)
        func along(_ scale: Double) throws -> (value: Double, slope: Double) {
          newValue = try evaluate(scale)
          newNorm = trialGradient.maximumNorm(blocks)
          guard newValue.isFinite, newNorm.isFinite else { return (.infinity, 0) }
          return (newValue, trialGradient.dot(direction, blocks))
        }
        isAccepted =
          options.lineSearch == .strongWolfe
          ? try StrongWolfe(value: value, slope: slope, longest: longest).run(along)
          : try MoreThuente(value: value, slope: slope, longest: longest).run(along)
      }
      // Where rounding leaves a line search nothing to see, a step without one may still do.
      for _ in 0...LBFGS.divisionLimit where !isAccepted {
        newValue = try evaluate(scale)
        newNorm = trialGradient.maximumNorm(blocks)
        // False for NaN. Minus infinity is no energy either.
        isAccepted = newValue <= ceiling && newValue.isFinite && newNorm.isFinite
        scale /= 10
      }
      guard isAccepted else {
        if pairs > 0 {
          forget()
          continue
        }
        // This was the steepest descent already: nothing else is left to try.
        return finish(newValue.isFinite && newNorm.isFinite ? .stuck : .notFinite)
      }
      guard remember(from: x, gradient, to: trial, trialGradient) else {
        // The step was lost in the rounding of x: it would be taken for ever.
        if pairs > 0 {
          forget()
          continue
        }
        return finish(.stuck)
      }
      swap(&x, &trial)
      swap(&gradient, &trialGradient)
      swap(&here, &there)
      value = newValue
      norm = newNorm
      accepted += 1
      if value < lowestValue || norm < lowestNorm {
        lowestValue = min(lowestValue, value)
        lowestNorm = min(lowestNorm, norm)
        lastProgress = accepted
      } else if accepted - lastProgress >= stagnationLimit {
        return finish(.stuck)
      }
    }
    return finish(.converged)
  }

  /// Writes the next step (not its negative) to `direction`.
  private func setDirection(
    _ direction: LBFGSVectors.Vector, against gradient: LBFGSVectors.Vector
  ) {
    let blocks = vectors.blocks
    var length = Double.nan
    if pairs > 0 {
      applyInverseHessian(to: direction, of: gradient)
      length = direction.dot(direction, blocks).squareRoot()
      if !length.isFinite { forget() }
    }
    if pairs == 0 {
      let slope = gradient.dot(gradient, blocks).squareRoot()
      // A line search finds the length, from whatever first guess.
      let isSearched = options.lineSearch == .moreThuente
      let scale = isSearched ? max(options.initialScale, reach) : options.initialScale
      let factor = isSearched ? 1 / slope : min(slope, 1 / slope)
      direction.set(-scale * factor, gradient, blocks)
      length = scale * (isSearched ? 1 : min(slope * slope, 1))
    }
    // Without a line search y . s may be negative and the direction uphill.
    let slope = direction.dot(gradient, blocks)
    var factor = slope > 0 ? -1.0 : 1.0
    if length > options.maximumStepLength { factor *= options.maximumStepLength / length }
    if factor != 1 { direction.set(factor, direction, blocks) }
  }

  /// direction = - H gradient
  private func applyInverseHessian(
    to direction: LBFGSVectors.Vector, of gradient: LBFGSVectors.Vector
  ) {
    tarn_lbfgs_step(
      direction.coordinates, gradient.coordinates, vectors[steps].coordinates,
      vectors[changes].coordinates, inverseProducts, neighbourProducts, coefficients,
      Int64(vectors.blocks), Int64(options.memory), Int64(newest), Int64(pairs), curvatureScale)
  }

  /// Keeps the pair if it tells of the curvature; false if the step did not move at all.
  private func remember(
    from x: LBFGSVectors.Vector, _ gradient: LBFGSVectors.Vector,
    to newX: LBFGSVectors.Vector, _ newGradient: LBFGSVectors.Vector
  ) -> Bool {
    let blocks = vectors.blocks
    let step = vectors[steps + head]
    let change = vectors[changes + head]
    step.set(newX, minus: x, blocks)
    change.set(newGradient, minus: gradient, blocks)
    let product = step.dot(change, blocks)
    let square = change.dot(change, blocks)
    let inverse = 1 / product
    reach = 0
    guard inverse.isFinite, square > 0, (product / square).isFinite else {
      if square == 0 { reach = step.dot(step, blocks).squareRoot() }
      return step.maximumNorm(blocks) > 0
    }
    inverseProducts[head] = inverse
    if pairs > 0 { neighbourProducts[head] = change.dot(vectors[steps + newest], blocks) }
    curvatureScale = product / square
    head = head + 1 == options.memory ? 0 : head + 1
    pairs = min(pairs + 1, options.memory)
    return true
  }

  private func forget() {
    pairs = 0
    head = 0
  }

  private func place(_ start: [Double]) throws {
    guard start.count == dimension else {
      throw LBFGSError.dimensionMismatch(expected: dimension, got: start.count)
    }
    if let index = start.firstIndex(where: { !$0.isFinite }) {
      throw LBFGSError.startNotFinite(index: index, value: start[index])
    }
    start.withUnsafeBufferPointer {
      vectors[0].coordinates.update(from: $0.baseAddress!, count: dimension)
    }
  }

  private func requireFinite(
    _ value: Double, _ norm: Double, _ gradient: UnsafePointer<Double>
  ) throws {
    guard value.isFinite else { throw LBFGSError.valueNotFiniteAtStart(value: value) }
    guard !norm.isFinite else { return }
    let index = (0..<dimension).first { !gradient[$0].isFinite } ?? 0
    throw LBFGSError.gradientNotFiniteAtStart(index: index, value: gradient[index])
  }
}
