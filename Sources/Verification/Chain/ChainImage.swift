import Reachability
import Tensors

/// Bounds of a chain's outputs on one box, as the searches compute them.
package final class ChainImage {
  /// A hidden neuron that is known to be on one side of zero.
  package typealias Decision = SplitBounds.Decision

  private let box: (lower: [Double], upper: [Double])
  private let chain: Chain
  private let root: ChainBounds

  /// Nil for graphs that are no chains.
  /// - Parameter isRectified: whether all neurons must be rectifiers, as those that are to be decided; else they may be
  ///   S-shaped.
  package init?(
    _ graph: Graph, lower: [Double], upper: [Double], isSound: Bool, isRectified: Bool = true
  ) throws {
    guard
      let chain = try Chain(graph, lower: lower, isSound: isSound, isRectified: isRectified)
    else { return nil }
    self.chain = chain
    box = (lower, upper)
    let count = chain.outputs
    // Each output, and its negative.
    let rows = [1.0, -1].flatMap { sign in
      (0..<count).map { k in
        Specification.Row(
          coefficients: (0..<count).map { $0 == k ? sign : 0 }, bound: 0, isStrict: false)
      }
    }
    root = try ChainBounds(
      chain, chain.layers[chain.layers.count - 1].merged(rows), boxes: 1, isSound: isSound)
    root.load(0, lower: lower, upper: upper)
    root.run(1, inherited: [nil])
  }

  /// Of the outputs, by one backward pass each.
  package var bounds: (lower: [Double], upper: [Double]) {
    ends((0..<2 * chain.outputs).map { root.bound(0, $0) })
  }

  /// Of what goes into the rectifiers, layer by layer.
  package var hidden: [(lower: [Double], upper: [Double])] {
    root.relaxations.map { relaxation in
      (
        (0..<relaxation.count).map { relaxation.lower[$0] },
        (0..<relaxation.count).map { relaxation.upper[$0] }
      )
    }
  }

  /// Of the outputs on the part of the box where the decisions are right, with lines optimized.
  package func split(
    steps: Int, _ decisions: [Decision] = []
  ) throws -> (lower: [Double], upper: [Double]) {
    var lines = (0..<2 * chain.outputs).map {
      SplitBounds.Line(
        row: $0, decisions: decisions, multipliers: decisions.map { _ in 0 },
        bound: root.floors[$0].isNaN ? -.infinity : root.floors[$0])
    }
    let bounds = try SplitBounds(
      chain, root.property, depth: chain.hidden.count, root.relaxations, lower: box.lower,
      upper: box.upper, lines: lines.count, error: root.error)
    bounds.run(&lines, steps: steps)
    return ends(lines.map(\.bound))
  }

  private func ends(_ found: [Double]) -> (lower: [Double], upper: [Double]) {
    // NaN is no bound at all.
    let lowest = found.map { $0.isNaN ? -.infinity : $0 }
    return (Array(lowest[..<chain.outputs]), lowest[chain.outputs...].map { -$0 })
  }
}
