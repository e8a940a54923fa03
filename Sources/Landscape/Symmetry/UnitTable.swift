/// A layer of units as flat tables, for loops without arrays of arrays.
struct UnitTable: Sendable, Equatable {
  let units: Int
  /// Parameters of a unit.
  let width: Int
  /// The first of a unit's outgoing weights.
  let outgoing: Int
  /// Row-major units x width: where the parameters are.
  let slots: [Int]
  /// Where runs of parameters end that change their signs together; one run ends at `outgoing`.
  let ends: [Int]
  /// How many runs the incoming parameters are.
  let incomingRuns: Int
  /// Row-major elements x runs, the identity first: whether the run changes its sign.
  let flips: [Bool]
  let elements: Int
  let mirror: HiddenLayer.Mirror?

  /// Nil if the units are not alike; `UnitSymmetry.validate` says which.
  init?(_ layer: HiddenLayer) {
    guard let first = layer.units.first else { return nil }
    let (incoming, width) = (first.incoming.count, first.parameters.count)
    guard
      layer.units.allSatisfy({
        $0.incoming.count == incoming && $0.outgoing.count == width - incoming
      }),
      layer.units.allSatisfy({ $0.parameters.allSatisfy { $0 >= 0 } }),
      layer.signs.allSatisfy({ $0.count == width }),
      layer.scalings.allSatisfy({ $0.count == width }),
      layer.mirror.map({ mirror in
        mirror.biases.count == width - incoming && mirror.biases.allSatisfy { $0 >= 0 }
      }) ?? true
    else { return nil }
    units = layer.units.count
    self.width = width
    outgoing = incoming
    slots = layer.units.flatMap(\.parameters)
    var ends: [Int] = []
    for place in 0..<width {
      let isEnd =
        place + 1 == width || place + 1 == incoming
        || layer.signs.contains { $0[place] != $0[place + 1] }
      if isEnd { ends.append(place + 1) }
    }
    self.ends = ends
    incomingRuns = ends.filter { $0 <= incoming }.count
    flips = ends.map { _ in false } + layer.signs.flatMap { signs in ends.map { signs[$0 - 1] } }
    elements = layer.signs.count + 1
    mirror = layer.mirror
  }

  var largestIndex: Int { max(slots.max() ?? 0, mirror?.biases.max() ?? 0) }

  /// The parameters of all units side by side.
  func gather(_ x: UnsafePointer<Double>, into vectors: UnsafeMutablePointer<Double>) {
    slots.withUnsafeBufferPointer { slots in
      for (k, slot) in slots.enumerated() { vectors[k] = x[slot] }
    }
  }

  /// The least squared distance of two units over some of their runs, and the element of the sign group
  /// that gives it (the first of equal ones).
  @inline(__always)
  func nearest(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, runs: Range<Int>,
    _ ends: UnsafePointer<Int>, _ flips: UnsafePointer<Bool>,
    _ sums: UnsafeMutablePointer<Double>
  ) -> (square: Double, element: Int) {
    let count = self.ends.count
    for run in runs {
      var (same, opposite) = (0.0, 0.0)
      for k in (run == 0 ? 0 : ends[run - 1])..<ends[run] {
        let (difference, sum) = (a[k] - b[k], a[k] + b[k])
        same += difference * difference
        opposite += sum * sum
      }
      sums[2 * run] = same
      sums[2 * run + 1] = opposite
    }
    var best = (square: Double.infinity, element: 0)
    for element in 0..<elements {
      var square = 0.0
      for run in runs { square += sums[2 * run + (flips[element * count + run] ? 1 : 0)] }
      if square < best.square { best = (square, element) }
    }
    return best
  }
}
