/// Searches all rotations and reflections that lay one cluster of identical points onto another.
///
/// A few points of the first, the reference, fix an orientation: d - 1 of them in d dimensions, up to a
/// reflection. Wherever the second has points at the same radii and angles, they are laid onto each other, and
/// then every point must meet one of its own. So no copy is missed, however symmetric the clusters are.
struct CopySearch {
  private let target: PointCluster
  /// What each point may be off by, in the end.
  private let tolerance: Double
  /// What it may be off by while only the reference has been laid onto its image.
  private let loose: Double
  private let reference: [Int]
  private let frame: OrthonormalBasis
  /// The reference leaves a reflection open, and the target is not flat.
  private let hasReflection: Bool
  /// All points lie in fewer dimensions than space has.
  let isFlat: Bool

  /// Nil where the tolerance is too wide to tell points apart.
  init?(_ target: PointCluster, tolerance: Double) {
    self.init(orienting: target, tolerance: tolerance)
    guard target.count == 1 || 2 * loose < target.smallestDistance() else { return nil }
  }

  /// One that is asked for orientations alone.
  init(orienting target: PointCluster, tolerance: Double) {
    self.target = target
    self.tolerance = tolerance
    let d = target.dimension
    let flat = max(4 * tolerance, 1e-9 * target.size)
    var (reference, basis) = ([Int](), OrthonormalBasis())
    // How much an error of the reference grows.
    var growth = 1.0
    while reference.count < d {
      let heights = (0..<target.count).map { CopySearch.height(of: target.point($0), over: basis) }
      guard let highest = heights.max(), highest > flat else { break }
      if reference.count == d - 1 {
        reference.append(-1)
        break
      }
      // Of those that stand out, one with few others like it.
      var best: (point: Int, alike: Int)?
      for i in 0..<target.count where heights[i] >= 0.5 * highest {
        let alike = (0..<target.count).filter {
          CopySearch.isAlike(target, i, target, $0, reference, reference, tolerance)
        }.count
        if alike < best?.alike ?? .max { best = (i, alike) }
      }
      guard let best else { break }
      growth *= 1 + 2 * target.size / heights[best.point]
      reference.append(best.point)
      basis.add(target.point(best.point), tolerance: 0)
    }
    hasReflection = reference.last == -1
    isFlat = !hasReflection
    self.reference = reference.filter { $0 >= 0 }
    basis.complete(d)
    frame = basis
    loose = 4 * tolerance * growth + 1e-12 * target.size
  }

  private static func height(of point: [Double], over basis: OrthonormalBasis) -> Double {
    var rest = point
    basis.remove(from: &rest)
    return rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Whether a point stands to points before it as another one does in its cluster.
  private static func isAlike(
    _ a: PointCluster, _ i: Int, _ b: PointCluster, _ j: Int, _ before: [Int], _ images: [Int],
    _ tolerance: Double
  ) -> Bool {
    let bound = 4 * tolerance + 1e-12 * a.size
    guard abs(a.radii[i] - b.radii[j]) <= bound else { return false }
    for (p, q) in zip(before, images)
    where abs(a.product(i, p) - b.product(j, q)) > 2 * bound * a.size { return false }
    return true
  }

  /// Calls `visit` for every way in which the second cluster lies on the target: which of its points lies on each
  /// point of the target, and the rotation that is best for that. Ends when it returns false.
  func run(_ other: PointCluster, _ visit: (_ order: [Int], _ rotation: [Double]) -> Bool) {
    orientations(of: other) { rotation in
      guard let order = meet(other, rotation) else { return true }
      return visit(
        order,
        OrthogonalFit.rotation(
          other.points, to: target.points, order: order, dimension: target.dimension))
    }
  }

  /// Calls `visit` with every rotation that lays points onto the reference which stand to each other as it does.
  /// Ends when it returns false.
  func orientations(of other: PointCluster, _ visit: (_ rotation: [Double]) -> Bool) {
    guard other.count == target.count else { return }
    var images: [Int] = []
    _ = extend(&images, other, visit)
  }

  private func extend(
    _ images: inout [Int], _ other: PointCluster, _ visit: ([Double]) -> Bool
  ) -> Bool {
    guard images.count < reference.count else { return lay(images, other, visit) }
    let before = Array(reference[..<images.count])
    for j in 0..<other.count
    where !images.contains(j)
      && CopySearch.isAlike(
        target, reference[images.count], other, j, before, images, tolerance)
    {
      images.append(j)
      let goesOn = extend(&images, other, visit)
      images.removeLast()
      if !goesOn { return false }
    }
    return true
  }

  /// Lays the images of the reference onto it.
  private func lay(
    _ images: [Int], _ other: PointCluster, _ visit: ([Double]) -> Bool
  ) -> Bool {
    let d = target.dimension
    var basis = OrthonormalBasis()
    for image in images {
      guard basis.add(other.point(image), tolerance: 0) else { return true }
    }
    basis.complete(d)
    for sign in hasReflection ? [1.0, -1.0] : [1.0] {
      var rotation = [Double](repeating: 0, count: d * d)
      for (k, (to, from)) in zip(frame.vectors, basis.vectors).enumerated() {
        let factor = k == d - 1 ? sign : 1
        for l in 0..<d { for m in 0..<d { rotation[l * d + m] += factor * to[l] * from[m] } }
      }
      if !visit(rotation) { return false }
    }
    return true
  }

  /// The point of the other cluster that each point of the target meets; nil if one meets none.
  private func meet(_ other: PointCluster, _ rotation: [Double]) -> [Int]? {
    let (d, n) = (target.dimension, target.count)
    var turned = [Double](repeating: 0, count: n * d)
    for j in 0..<n {
      for k in 0..<d {
        var sum = 0.0
        for l in 0..<d { sum += rotation[k * d + l] * other.points[j * d + l] }
        turned[j * d + k] = sum
      }
    }
    var order = [Int](repeating: -1, count: n)
    var isTaken = [Bool](repeating: false, count: n)
    for i in 0..<n {
      for j in 0..<n where !isTaken[j] && abs(target.radii[i] - other.radii[j]) <= loose {
        var square = 0.0
        for k in 0..<d {
          let difference = target.points[i * d + k] - turned[j * d + k]
          square += difference * difference
        }
        if square <= loose * loose {
          order[i] = j
          isTaken[j] = true
          break
        }
      }
      if order[i] < 0 { return nil }
    }
    return order
  }
}
