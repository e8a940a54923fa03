/// What is known of a part: linear functions below those that are asked about, and below others that are not
/// positive there.
struct PartRelaxation {
  /// The part's box; rows are relative to its lower end.
  let box: Contraction
  /// Below the functions.
  let functions: [Contraction.Row]
  /// Bounds of the functions by other means.
  let floors: [Double]
  /// Not positive where the part's phases are right.
  let phases: [Contraction.Row]
  /// Where to split it; nil if it cannot be.
  let split: Split?
  let hidden: HiddenBounds?

  enum Split {
    case input(Int)
    case neuron(layer: Int, neuron: Int, point: Double)
  }
}

/// What bounds functions on parts of a box. Memory of one thread.
protocol PartBounds: AnyObject {
  var inputs: Int { get }
  /// Parts, or points, that are done at once.
  var capacity: Int { get }

  func relaxed(_ parts: [Part]) throws -> [PartRelaxation]

  /// The functions at points: [count, functions].
  func values(at points: [[Double]]) throws -> [[Double]]
}

extension PartBounds {
  /// The functions near a point, as far as they are smooth there: rows relative to it.
  func tangents(at point: [Double]) throws -> [Contraction.Row] {
    try relaxed([Part(lower: point, upper: point)])[0].functions
  }
}
