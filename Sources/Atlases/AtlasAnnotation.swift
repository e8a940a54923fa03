import Foundation
import GRDB
import Tensors

/// Numbers of points, computed on one thread.
public protocol Annotator: AnyObject {
  func numbers(at x: [Double]) throws -> [Double]
}

extension Atlas {
  /// Computes the column `name` at points by number, on several threads, and stores it piece by piece: an interruption loses at
  /// most half a second of it.
  /// - Parameters:
  ///   - makeAnnotator: called once on each thread.
  ///   - progress: called on the calling thread with the number of points done.
  public func annotate(
    _ name: String, points ids: [Int], width: Int, workers: Int, progress: (Int) throws -> Void,
    _ makeAnnotator: @Sendable () throws -> any Annotator
  ) throws {
    try requireOpen()
    let slots = (0..<max(1, workers)).map { _ in Guarded<(any Annotator)?>(nil) }
    var (next, size) = (0, 256)
    while next < ids.count {
      let begin = ContinuousClock.now
      let part = Array(ids[next..<min(next + size, ids.count)])
      let points = try coordinates(of: part)
      let done = try Cancellation.asking {
        try progress(next)
      } _: {
        try Team.map(
          Array(zip(part, points)), chunk: 16, workers: slots.count
        ) { worker, pairs in
          try slots[worker].withLock { slot in
            let annotator = try slot ?? makeAnnotator()
            slot = annotator
            return try pairs.map { pair in
              try Cancellation.check()
              return (id: pair.0, numbers: try annotator.numbers(at: pair.1))
            }
          }
        }
      }
      try annotate(name, width: width, done)
      next += part.count
      // Pieces of about half a second.
      let seconds = (ContinuousClock.now - begin) / .seconds(0.25)
      size = max(16, min(16384, Int(Double(size) * min(4, 1 / max(1e-3, seconds)))))
    }
    try progress(ids.count)
  }

  /// The coordinates of points by number, in the order given.
  public func coordinates(of ids: [Int]) throws -> [[Double]] {
    try requireOpen()
    return try file.read { database in try ids.map { try coordinates(of: $0, database) } }
  }

  func coordinates(of id: Int, _ database: Database) throws -> [Double] {
    let statement = try database.cachedStatement(
      sql: "SELECT x FROM coordinates WHERE point = ?")
    guard let data = try Data.fetchOne(statement, arguments: [id]) else {
      throw AtlasError.unknownMinimum(id: id, count: count)
    }
    return try coordinates(data, of: "point \(id)")
  }
}
