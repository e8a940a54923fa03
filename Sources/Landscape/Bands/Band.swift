/// Images between two points, ends included, with their energies and gradients.
package struct Band: Sendable {
  package internal(set) var images: [[Double]]
  package internal(set) var energies: [Double]
  var gradients: [[Double]]

  /// Evenly along a straight line.
  init(from start: [Double], to end: [Double], images count: Int) {
    let last = Double(count + 1)
    images = (0..<count + 2).map { k in
      let share = Double(k) / last
      return start.indices.map { (1 - share) * start[$0] + share * end[$0] }
    }
    energies = [Double](repeating: .nan, count: count + 2)
    gradients = [[Double]](repeating: [], count: count + 2)
  }

  /// The images between the ends.
  var inner: Range<Int> { 1..<images.count - 1 }

  mutating func evaluate(_ k: Int, _ evaluations: Evaluations) throws {
    let position = try evaluations.position(images[k])
    energies[k] = position.energy
    gradients[k] = position.gradient
  }

  /// The unit tangent at an inner image, from the neighbour that lies higher (Henkelman and Jonsson, J. Chem. Phys. 113,
  /// 2000).
  func tangent(_ k: Int) -> [Double] {
    let ahead = images[k + 1].adding(-1, images[k])
    let back = images[k].adding(-1, images[k - 1])
    let (before, here, after) = (energies[k - 1], energies[k], energies[k + 1])
    var tangent: [Double]
    if after > here, here > before {
      tangent = ahead
    } else if after < here, here < before {
      tangent = back
    } else {
      let (most, least) = (
        max(abs(after - here), abs(before - here)), min(abs(after - here), abs(before - here))
      )
      let isRising = after > before
      tangent = ahead.scaled(by: isRising ? most : least)
        .adding(isRising ? least : most, back)
    }
    var length = tangent.length
    if !(length > 0) {
      tangent = images[k + 1].adding(-1, images[k - 1])
      length = tangent.length
    }
    return length > 0 ? tangent.scaled(by: 1 / length) : tangent
  }

  /// Spreads the images evenly along the polygon through them.
  mutating func redistribute() {
    let lengths = (1..<images.count).map { images[$0].adding(-1, images[$0 - 1]).length }
    let total = lengths.reduce(0, +)
    guard total > 0, total.isFinite else { return }
    let old = images
    var (segment, passed) = (0, 0.0)
    for k in inner {
      let wanted = total * Double(k) / Double(images.count - 1)
      while segment < lengths.count - 1, passed + lengths[segment] < wanted {
        passed += lengths[segment]
        segment += 1
      }
      let share = lengths[segment] > 0 ? (wanted - passed) / lengths[segment] : 0
      images[k] = old[segment].scaled(by: 1 - share).adding(share, old[segment + 1])
    }
  }

  /// One more image after number `k`, half way to the next.
  mutating func insert(after k: Int) {
    images.insert(images[k].scaled(by: 0.5).adding(0.5, images[k + 1]), at: k + 1)
    energies.insert(.nan, at: k + 1)
    gradients.insert([], at: k + 1)
  }

  /// The inner images that lie higher than both neighbours, highest first.
  package var maxima: [Int] {
    inner.filter { energies[$0] >= energies[$0 - 1] && energies[$0] > energies[$0 + 1] }
      .sorted { energies[$0] > energies[$1] }
  }

  var isFinite: Bool { energies.allSatisfy(\.isFinite) }
}
