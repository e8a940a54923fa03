import Landscape
import Tensors

/// The lowest way between two minima.
public struct AtlasPath: Sendable {
  /// The minima and transition states on it, by number, in turn, both ends included.
  public var stations: [Int]
  /// Of the stations.
  public var energies: [Double]
  /// Points along the steepest descents from the transition states, from the first minimum to the last, all in one piece.
  public var points: [[Double]]
  public var pointEnergies: [Double]
  /// The length of the way up to each point, Euclidean.
  public var distances: [Double]
  /// The highest energy on it.
  public var barrier: Double
}

extension Atlas {
  /// The lowest way between two minima over known transition states, with points along it; nil where they are not
  /// connected. Where the way leads over images of the points that are stored, these are mapped so that they fit.
  public func path(from start: Int, to goal: Int) throws -> AtlasPath? {
    let (first, last) = (try minimum(start), try minimum(goal))
    guard let way = LowestPath.find(from: start, to: goal, try links()) else { return nil }
    var path = AtlasPath(
      stations: [start], energies: [first.energy], points: [first.x],
      pointEnergies: [first.energy], distances: [0], barrier: max(first.energy, last.energy))
    guard !way.isEmpty else { return path }
    try requireEnergy()
    let finder = try SaddleFinder(
      surface: surface, symmetry: symmetry, options: SaddleOptions(), quench: options.quench)
    var here = start
    for link in way {
      try Cancellation.check()
      let next = link.first == here ? link.second : link.first
      try append(link, from: here, to: next, finder, to: &path)
      here = next
    }
    return path
  }

  private func append(
    _ link: SaddleLink, from here: Int, to next: Int, _ finder: SaddleFinder,
    to path: inout AtlasPath
  ) throws {
    let stored = try saddle(link.id)
    guard case .saddle(let point, let mode)? = try finder.confirm(stored.x) else {
      throw AtlasError.damaged(path: self.path, what: "point \(link.id) is no transition state")
    }
    var ways = try [true, false].map {
      try finder.wayDown(from: point, mode: mode, isAhead: $0).points
    }
    let ends = [try minimum(here), try minimum(next)]
    // Which way leads back is told by what lies at its end.
    func miss(_ way: Int, _ end: Int) -> Double {
      ways[way].last.map { symmetry.distance($0.x, ends[end].x) } ?? .infinity
    }
    if miss(0, 0) + miss(1, 1) > miss(0, 1) + miss(1, 0) { ways.swapAt(0, 1) }
    var chain: [(x: [Double], energy: Double)] = []
    if let bottom = ways[0].last {
      chain.append((symmetry.aligned(ends[0].x, to: bottom.x), ends[0].energy))
    }
    chain += ways[0].reversed()
    chain.append((point.x, point.energy))
    chain += ways[1]
    if let bottom = ways[1].last {
      chain.append((symmetry.aligned(ends[1].x, to: bottom.x), ends[1].energy))
    }
    path.join(chain, symmetry)
    path.stations += [link.id, next]
    path.energies += [link.energy, ends[1].energy]
    path.barrier = max(path.barrier, link.energy)
  }
}

extension AtlasPath {
  /// Goes on along a chain that begins at an image of where the path has ended: all that was before is mapped onto that
  /// image's side, point by point, each next to the one after it.
  mutating func join(_ chain: [(x: [Double], energy: Double)], _ symmetry: any Symmetry) {
    guard let begin = chain.first else { return }
    var next = begin.x
    for k in points.indices.reversed() {
      points[k] = symmetry.aligned(points[k], to: next)
      next = points[k]
    }
    for (x, energy) in chain.dropFirst() {
      points.append(x)
      pointEnergies.append(energy)
    }
    distances = [0]
    for k in points.indices.dropFirst() {
      var square = 0.0
      for i in points[k].indices {
        square += (points[k][i] - points[k - 1][i]) * (points[k][i] - points[k - 1][i])
      }
      distances.append(distances[k - 1] + square.squareRoot())
    }
  }
}
