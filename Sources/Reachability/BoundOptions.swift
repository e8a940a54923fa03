import Tensors

/// How bounds are computed.
public struct BoundOptions: Hashable, Sendable {
  public var domain: Domain
  /// The line a zonotope takes for an activation.
  public var slope: Slope = .minimax
  /// The number of generators beyond which a zonotope is reduced; nil for as many as there are.
  public var maxGenerators: Int?
  /// Whether bounds are widened by all that rounding can do, so that they hold for the function in exact
  /// arithmetic on its constants.
  public var isSound = false
  /// Steps of the optimization of lines, for `alphaCrown`.
  public var iterations = 20
  /// The domains of an intersection.
  public var parts: [Domain] = [.interval, .zonotope, .crown]

  public init(_ domain: Domain = .interval) { self.domain = domain }

  /// The same in another domain.
  func with(_ domain: Domain) -> BoundOptions {
    var options = self
    options.domain = domain
    return options
  }

  /// The options for sets of a shape: where there is no set all domains know the same.
  func forSets(of shape: Shape) -> BoundOptions {
    shape.count == 0 && domain != .zonotope ? with(.interval) : self
  }
}
