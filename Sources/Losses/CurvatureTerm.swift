import Regions
import Settings
import Tensors

/// The mean over samples of |g(x + z) - g(x)|^2, g the gradient of the sample's cross-entropy by its inputs, and
/// z = h sign(g(x)) / |sign(g(x))|_2 taken as it is: the curvature along the direction of an attack, by a difference
/// (Moosavi-Dezfooli et al. 2019, CURE, whose 1 / h^2 is in the weight).
public struct CurvatureTerm: DeclaredTerm, SampleTerm, Defaulted {
  public var length: Scheduled = 1.5

  public init() {}
  public init(length: Scheduled) { self.length = length }

  public static let about = About(
    "curvature",
    "The mean squared change of the gradient of cross-entropy by the inputs over a step of length h "
      + "along its signs; of a network in training mode as it evaluates. The square is not divided by "
      + "h^2.", source: "Moosavi-Dezfooli et al. 2019")
  public static let settings: [Setting<CurvatureTerm>] = [
    .scheduled(
      "h", \.length, .positive, "The l2 length of the step: a number or a schedule.")
  ]

  public func values(_ context: LossContext) throws -> Value {
    let x = try context.samples(for: name)
    let here = try context.crossEntropyGradient(at: x, for: name)
    // Where the gradient is zero there is no direction, and no step.
    let direction = try Norm.l2.ascent(here.stopGradient().sign())
    let step = try direction * length.value(x.dtype)
    let there = try context.crossEntropyGradient(at: x + step, for: name)
    return try (there - here).squaredLengths()
  }
}
