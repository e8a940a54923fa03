import Tensors

/// Enclosures of an energy and its derivatives, for one thread.
final class EnclosedEvaluator {
  let energy: EnclosedEnergy
  private let gradient: Workspace
  private let products: Workspace
  private let switches: Workspace?
  private var centers: [Double]
  private var radii: [Double]

  init(_ energy: EnclosedEnergy) throws {
    self.energy = energy
    gradient = try energy.gradient.makeWorkspace(threads: 1)
    products = try energy.products.makeWorkspace(threads: 1)
    switches = try energy.switches?.makeWorkspace(threads: 1)
    let size = max(energy.block * energy.dimension, energy.switchCount)
    centers = [Double](repeating: 0, count: size)
    radii = centers
  }

  /// Bounds of the energy at a point, nil where they are not finite, and its gradient there.
  func gradient(at x: [Double]) throws -> (energy: ClosedRange<Double>?, gradient: Enclosure) {
    let n = energy.dimension
    var ends = (0.0, 0.0)
    try x.withUnsafeBytes { x in
      try centers.withUnsafeMutableBytes { centers in
        try radii.withUnsafeMutableBytes { radii in
          try withUnsafeMutablePointer(to: &ends.0) { center in
            try withUnsafeMutablePointer(to: &ends.1) { radius in
              gradient.setInput(0, x.baseAddress!)
              gradient.setOutput(0, center)
              gradient.setOutput(1, radius)
              gradient.setOutput(2, centers.baseAddress!)
              gradient.setOutput(3, radii.baseAddress!)
              try gradient.run()
            }
          }
        }
      }
    }
    let range =
      ends.0.isFinite && ends.1.isFinite
      ? (ends.0 - ends.1).nextDown...(ends.0 + ends.1).nextUp : nil
    return (range, enclosure(n))
  }

  /// The products of directions [m, n] with the Hessian on a box, row by row.
  func products(_ directions: Matrix, on box: Enclosure) throws -> Enclosure {
    let (n, block) = (energy.dimension, energy.block)
    var result = Enclosure(center: [], radius: [])
    // The last block is filled up with zeros.
    var part = [Double](repeating: 0, count: block * n)
    for first in stride(from: 0, to: directions.rows, by: block) {
      try Cancellation.check()
      let count = min(block, directions.rows - first)
      for k in 0..<count * n { part[k] = directions.elements[first * n + k] }
      for k in count * n..<block * n { part[k] = 0 }
      try run(products, box, part)
      result.center += centers[..<(count * n)]
      result.radius += radii[..<(count * n)]
    }
    return result
  }

  /// Whether on the box nothing of which the energy is put together switches.
  func isSmooth(on box: Enclosure) throws -> Bool {
    guard let switches else { return true }
    try run(switches, box, [])
    return (0..<energy.switchCount).allSatisfy { abs(centers[$0]) > radii[$0] }
  }

  private func enclosure(_ count: Int) -> Enclosure {
    Enclosure(center: Array(centers[..<count]), radius: Array(radii[..<count]))
  }

  private func run(
    _ workspace: Workspace, _ box: Enclosure, _ directions: [Double]
  ) throws {
    try box.center.withUnsafeBytes { from in
      try box.radius.withUnsafeBytes { to in
        try directions.withUnsafeBytes { directions in
          try centers.withUnsafeMutableBytes { centers in
            try radii.withUnsafeMutableBytes { radii in
              workspace.setInput(0, from.baseAddress!)
              workspace.setInput(1, to.baseAddress!)
              if workspace === products { workspace.setInput(2, directions.baseAddress!) }
              workspace.setOutput(0, centers.baseAddress!)
              workspace.setOutput(1, radii.baseAddress!)
              try workspace.run()
            }
          }
        }
      }
    }
  }
}
