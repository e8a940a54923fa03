import Settings
import Tensors

/// How bounds are computed.
public struct BoundOptions: Defaulted, Hashable, Sendable {
  public var domain: any AbstractDomain
  /// Whether bounds are widened by all that rounding can do, so that they hold for the function in exact
  /// arithmetic on its constants.
  public var isSound = false
  /// By what absolute values are smoothed: |w| becomes sqrt(w^2 + smooth^2), wherever a weight, a coefficient of a linear
  /// bound, or a generator per unit of its noise meets a radius. Bounds hold as before, are wider, and have derivatives
  /// where weights are 0, and where lines of S-shaped functions change their kind; with 0 they are what they were. Of
  /// measures it concerns those of widths.
  public var smooth = 0.0

  public init() { domain = IntervalDomain() }
  public init(_ domain: some AbstractDomain) { self.domain = domain }

  public static let about = About("bounds", "How bounds are computed.")
  public static let settings: [Setting<BoundOptions>] = settings(
    domain: \.domain, sound: \.isSound)

  /// The settings of bounds as those of a thing that has bounds in it.
  public static func settings<Owner>(
    domain: WritableKeyPath<Owner, any AbstractDomain> & Sendable,
    sound: WritableKeyPath<Owner, Bool> & Sendable
  ) -> [Setting<Owner>] {
    [
      .variant("domain", domain, of: abstractDomains, shown: true, "How sets are carried."),
      .flag(
        "sound", sound, "Widen bounds by all that rounding can do: they hold in exact arithmetic."),
    ]
  }

  public static func == (a: BoundOptions, b: BoundOptions) -> Bool {
    a.isSound == b.isSound && a.smooth == b.smooth && a.domain.equals(b.domain)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(isSound)
    hasher.combine(smooth)
    hasher.combine(AnyHashable(domain))
  }

  /// The same in another domain.
  func with(_ domain: some AbstractDomain) -> BoundOptions {
    var options = self
    options.domain = domain
    return options
  }

  /// The options for sets of a shape: where there is no set all domains know the same.
  func forSets(of shape: Shape) -> BoundOptions {
    shape.count == 0 && domain.givesBoxes ? with(IntervalDomain()) : self
  }
}
