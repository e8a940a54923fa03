import Tensors

/// All sets of samples that a rectified unit can be active on: the cells of the arrangement of the planes x_n . u = 0 in space.
///
/// In exact arithmetic. The coordinate planes are added, so that every cell has an edge in which two planes meet; cells that they cut
/// are given twice and counted once. Around an edge r with the planes Z through it, cells lie on both sides of each of their
/// two halves, r + d and r - d.
package struct ActivationPatterns {
  /// Bit n: sample n is active.
  package let patterns: [UInt32]

  /// - Parameter samples: at most 32, each with the factor of the bias as its third component.
  package init(_ samples: [SIMD3<Double>]) throws {
    precondition(samples.count <= 32, "a bit for each sample")
    let exact = samples.map(ExactVector.init)
    // One plane of those that are the same.
    var planes: [ExactVector] = []
    let axes = [SIMD3<Double>(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)].map(ExactVector.init)
    for plane in exact + axes where !plane.isZero {
      if !planes.contains(where: { $0.cross(plane).isZero }) { planes.append(plane) }
    }
    var found: Set<UInt32> = []
    let mask = samples.count == 32 ? UInt32.max : (1 << samples.count) - 1
    for i in planes.indices {
      try Cancellation.check()
      for j in 0..<i {
        let edge = planes[i].cross(planes[j])
        let signs = exact.map { $0.dot(edge).sign }
        // The planes that meet there, those of which no sample is either.
        for plane in planes where plane.dot(edge).sign == 0 {
          let along = plane.cross(edge)
          for side in [1, -1] {
            var cells: (UInt32, UInt32) = (0, 0)
            for (n, sample) in exact.enumerated() {
              var sign = signs[n]
              if sign == 0 { sign = side * sample.dot(along).sign }
              let bit: UInt32 = 1 << n
              if sign > 0 {
                cells.0 |= bit
                cells.1 |= bit
              } else if sign == 0, !sample.isZero {
                // In the plane itself: active on one side of it.
                if sample.dot(plane).sign > 0 { cells.0 |= bit } else { cells.1 |= bit }
              }
            }
            for cell in [cells.0, cells.1] {
              found.insert(cell)
              // Of the opposite edge, whatever the zero sample does.
              found.insert(ActivationPatterns.opposite(cell, exact) & mask)
            }
          }
        }
      }
    }
    patterns = found.sorted()
  }

  private static func opposite(_ cell: UInt32, _ samples: [ExactVector]) -> UInt32 {
    var other = ~cell
    for (n, sample) in samples.enumerated() where sample.isZero { other &= ~(1 << UInt32(n)) }
    return other
  }
}
