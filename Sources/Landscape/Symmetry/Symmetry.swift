/// What leaves an energy unchanged: two points that it maps onto each other are one minimum.
///
/// Images that lie apart (permutations, signs) and images that form curves (shifts, rotations, rescaling) are
/// both part of it. All functions are pure, and may be called on any thread.
public protocol Symmetry: Sendable {
  /// What an atlas records, and compares when it is opened again.
  var summary: String { get }

  /// Hidden units, those together that may change places.
  var unitLayers: [[HiddenUnit]] { get }

  /// Throws if the symmetry does not fit points of `dimension` coordinates.
  func validate(dimension: Int) throws

  /// The image of b that lies nearest to a. A point aligned to itself is itself, bit for bit, and so is an exact
  /// copy (permuted, signs changed).
  func aligned(_ b: [Double], to a: [Double]) -> [Double]

  /// The Euclidean distance of a from the nearest image of b.
  func distance(_ a: [Double], _ b: [Double]) -> Double

  /// That distance if it is at most `tolerance`, otherwise nil: known sooner than how far apart they are.
  func distance(_ a: [Double], _ b: [Double], within tolerance: Double) -> Double?

  /// The image of `x` that stands for its curve of images: what is a free choice along continuous symmetries is
  /// fixed (the mean of output biases is 0, units are balanced, the centre of mass lies at the origin). `x` itself where
  /// there are none. Atlases store and compare such images only.
  func representative(of x: [Double]) -> [Double]

  /// Hidden units of which parallel ones may share their weights in any way, where there are some.
  var homogeneousUnits: HomogeneousUnits? { get }

  /// An orthonormal basis of the directions at `x` along which the energy cannot change, row by row: tangents of the
  /// continuous symmetries. Empty where there are none.
  func zeroModes(at x: [Double]) -> [[Double]]

  /// The fields that zero modes are made of, where they are known. Empty unless given.
  func tangents(at x: [Double]) -> SymmetryTangents

  /// Two numbers that all images of a representative share, and that change by no more than the distance of two
  /// points: points whose numbers differ by more than the tolerance are not images of each other.
  func invariants(of x: [Double]) -> SymmetryInvariants

  /// How many distinct images `x` has apart from continuous symmetries (the size of its orbit); infinity beyond 1.8e308.
  /// Coordinates closer than `tolerance` count as equal.
  func multiplicity(of x: [Double], tolerance: Double) -> Double
}

/// Two functions of a point that a symmetry leaves as they are, with a Lipschitz constant of 1.
public struct SymmetryInvariants: Sendable, Equatable {
  public var first: Double
  public var second: Double

  public init(_ first: Double, _ second: Double) {
    self.first = first
    self.second = second
  }
}

extension Symmetry {
  public var unitLayers: [[HiddenUnit]] { [] }
  /// The parameters of each hidden unit (indices from 0), for moves that draw a unit anew.
  public var unitParameters: [[Int]] { unitLayers.flatMap { $0.map(\.parameters) } }
  public var homogeneousUnits: HomogeneousUnits? { nil }
  public func validate(dimension: Int) throws {}

  public func distance(_ a: [Double], _ b: [Double]) -> Double {
    euclideanDistance(a, aligned(b, to: a))
  }

  public func distance(_ a: [Double], _ b: [Double], within tolerance: Double) -> Double? {
    let distance = distance(a, b)
    return distance <= tolerance ? distance : nil
  }

  public func representative(of x: [Double]) -> [Double] { x }
  public func zeroModes(at x: [Double]) -> [[Double]] { [] }
  public func tangents(at x: [Double]) -> SymmetryTangents { SymmetryTangents() }
}

/// No symmetry: points are equal only to themselves.
public struct NoSymmetry: Symmetry {
  public init() {}
  public var summary: String { "none" }
  public func aligned(_ b: [Double], to a: [Double]) -> [Double] { b }
  public func multiplicity(of x: [Double], tolerance: Double) -> Double { 1 }

  public func invariants(of x: [Double]) -> SymmetryInvariants {
    SymmetryInvariants(projectionsOf: x)
  }
}

extension SymmetryInvariants {
  /// Projections on two unit vectors: all components alike, and of alternating sign.
  init(projectionsOf x: [Double]) {
    var (sum, difference) = (0.0, 0.0)
    for (k, value) in x.enumerated() {
      sum += value
      difference += k.isMultiple(of: 2) ? value : -value
    }
    let root = Double(max(1, x.count)).squareRoot()
    self.init(sum / root, difference / root)
  }
}

/// |a - b|; infinity if the lengths differ.
func euclideanDistance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var sum = 0.0
  for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) }
  return sum.squareRoot()
}
