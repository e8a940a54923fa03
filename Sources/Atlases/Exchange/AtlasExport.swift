import DataIO
import Foundation
import Landscape
import Tensors

extension Atlas {
  /// Writes the minima and the transition states for another program, in the order of their numbers: a file for `csv` (and a
  /// second one beside it where there are transition states) and `pele`, and a folder for `pathsample` and `topsearch`,
  /// which is made if it is not there. Files appear when they are complete.
  /// - Returns: how many of both were written. topsearch knows one transition state for each pair of minima: the lowest.
  @discardableResult
  public func export(
    _ format: ExchangeFormat, to path: String
  ) throws -> (minima: Int, saddles: Int) {
    try requireOpen()
    let points = try ExportedPoints(self)
    guard !points.minima.isEmpty else { throw ExchangeError.nothingToExport(path: self.path) }
    switch format {
    case .csv: try writeCSV(points, to: path)
    case .pele: try writePele(points, to: path)
    case .pathsample: try writePathsample(points, to: try folder(path))
    case .topsearch:
      let lowest = try points.lowestBetweenPairs(self)
      try writeTopsearch(lowest, to: try folder(path))
      return (lowest.minima.count, lowest.saddles.count)
    }
    return (points.minima.count, points.saddles.count)
  }

  private func folder(_ path: String) throws -> URL {
    do {
      let url = URL(fileURLWithPath: path, isDirectory: true)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      return url
    } catch {
      throw DataError.unwritable(
        path: path, reason: "a folder is expected there, and cannot be made")
    }
  }

  /// Calls `body` with all minima, some at a time.
  func forEach(_ ids: [Int], _ body: (Minimum) throws -> Void) throws {
    try forEach(ids, read: fetch, body)
  }

  /// Calls `body` with all transition states, some at a time.
  func forEachSaddle(_ ids: [Int], _ body: (Saddle) throws -> Void) throws {
    try forEach(ids, read: fetchSaddles, body)
  }

  private func forEach<Point>(
    _ ids: [Int], read: ([Int]) throws -> [Point], _ body: (Point) throws -> Void
  ) throws {
    for start in stride(from: 0, to: ids.count, by: Atlas.chunk) {
      try Cancellation.check()
      for point in try read(Array(ids[start..<min(start + Atlas.chunk, ids.count)])) {
        try body(point)
      }
    }
  }

  /// A column of a width; nil if there is none, or not for all of the points.
  func completeColumn(_ name: String, width: Int, of ids: [Int]) throws -> [Double]? {
    guard try columnNames().contains(name) else { return nil }
    let column = try vectors(name, of: ids)
    return column.width == width && column.values.allSatisfy(\.isFinite) ? column.values : nil
  }

  /// Orders of the point groups: as another program told them, or as many images as the symmetry has of a point in general over
  /// those that it has of the point. nil where that is beyond floating point.
  func pointGroupOrders(_ ids: [Int]) throws -> [Int?] {
    if let told = try completeColumn(PathsampleFiles.order, width: 1, of: ids) {
      return told.map { Int(exactly: $0) }
    }
    let general = symmetry.multiplicity(of: generalPoint, tolerance: 1e-12)
    return try vectors("multiplicity", of: ids).values.map {
      let order = (general / $0).rounded()
      return order >= 1 ? Int(exactly: order) : nil
    }
  }

  /// A point that no symmetry maps onto itself.
  private var generalPoint: [Double] {
    var random = CounterRandom(seed: 0, stream: 1)
    return (0..<surface.dimension).map { _ in random.symmetric() }
  }
}

/// The numbers of the points that are written, in the order of writing.
struct ExportedPoints {
  let minima: [Int]
  private(set) var saddles: [Int]
  /// Where each minimum stands, from 0.
  private let places: [Int: Int]
  private let path: String

  init(_ atlas: Atlas) throws {
    minima = try atlas.ids(order: .id)
    saddles = atlas.knownSaddles.ids.sorted()
    places = saddles.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: zip(minima, 0...))
    path = atlas.path
  }

  /// Where the minima below a transition state stand.
  func ends(of saddle: Saddle) throws -> (first: Int, second: Int) {
    (try place(saddle.minima.first, below: saddle), try place(saddle.minima.second, below: saddle))
  }

  private func place(_ id: Int, below saddle: Saddle) throws -> Int {
    guard let place = places[id] else {
      throw AtlasError.damaged(
        path: path, what: "transition state \(saddle.id) stands above \(id), which is no minimum")
    }
    return place
  }

  /// Of the transition states only the lowest one between each two minima.
  func lowestBetweenPairs(_ atlas: Atlas) throws -> ExportedPoints {
    var pairs = Set<MinimumPair>()
    var lowest = self
    // In order of energy.
    lowest.saddles = try atlas.links()
      .filter { pairs.insert(MinimumPair($0.first, $0.second)).inserted }.map(\.id).sorted()
    return lowest
  }
}
