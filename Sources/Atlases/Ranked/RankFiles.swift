import Foundation
import Ranks

/// Where the processes that search together keep what is theirs: each a shard, an ordinary atlas with what it has found in a
/// search that has not ended, and all but the first a copy of the atlas itself.
struct RankFiles: Sendable {
  let rank: Int
  private let stem: String

  /// - Parameter folder: of all files; that of the atlas unless given.
  init(of path: String, rank: Int, folder: String?) {
    self.rank = rank
    if path == AtlasFile.memoryPath {
      stem = path
    } else if let folder {
      stem =
        URL(fileURLWithPath: folder).appending(
          path: URL(fileURLWithPath: path).lastPathComponent
        ).path
    } else {
      stem = path
    }
  }

  private var isInMemory: Bool { stem == AtlasFile.memoryPath }

  /// Stays where a search was interrupted, and is gone on with.
  var shard: String { isInMemory ? stem : "\(stem).rank-\(rank)" }

  /// Is made anew whenever the atlas is opened.
  var copy: String { isInMemory ? stem : "\(stem).copy-\(rank)" }

  var hasShard: Bool { !isInMemory && FileManager.default.fileExists(atPath: shard) }

  func removeShard() { remove(shard) }

  func removeCopy() { if rank > 0 { remove(copy) } }

  private func remove(_ path: String) {
    guard !isInMemory else { return }
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}
