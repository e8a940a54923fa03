/// What leaves an energy unchanged: two points that it maps onto each other are one minimum.
public protocol Symmetry: Sendable {
  /// What an atlas records, and compares when it is opened again.
  var summary: String { get }

  /// The parameters of each hidden unit (indices from 0), for moves that draw a unit anew.
  var unitParameters: [[Int]] { get }

  /// Throws if the symmetry does not fit points of `dimension` coordinates.
  func validate(dimension: Int) throws

  /// The Euclidean distance of a from the nearest image of b.
  func distance(_ a: [Double], _ b: [Double]) -> Double

  /// How many distinct images `x` has (the size of its orbit); infinity beyond 1.8e308.
  /// Coordinates closer than `tolerance` count as equal.
  func multiplicity(of x: [Double], tolerance: Double) -> Double
}

extension Symmetry {
  public var unitParameters: [[Int]] { [] }
  public func validate(dimension: Int) throws {}
}

/// No symmetry: points are equal only to themselves.
public struct NoSymmetry: Symmetry {
  public init() {}
  public var summary: String { "none" }
  public func distance(_ a: [Double], _ b: [Double]) -> Double {
    euclideanDistance(a, b)
  }
  public func multiplicity(of x: [Double], tolerance: Double) -> Double { 1 }
}

/// |a - b|; infinity if the lengths differ.
func euclideanDistance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var sum = 0.0
  for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) }
  return sum.squareRoot()
}
