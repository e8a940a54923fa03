import Foundation
import GRDB
import Landscape
import Ranks

/// One atlas of several processes. Rank 0 has the file. The others have copies of it, which become the same whenever ranks have
/// brought together what they found: whatever a script asks, all ranks answer alike.
extension Atlas {
  static func openTogether(_ path: String, _ parts: Parts, shards: String?) throws -> Atlas {
    let world = World.current
    let place = "the opening of the atlas \(path)"
    let files = RankFiles(of: path, rank: world.rank, folder: shards)
    var atlas: Atlas?
    var bytes = Data()
    try world.together(at: place) {
      guard world.rank == 0 else { return }
      let made = try Atlas(AtlasFile(path: path), parts, rankFiles: files)
      bytes = try made.file.bytes()
      atlas = made
    }
    bytes = try world.broadcast(bytes)
    try world.together(at: place) {
      guard world.rank > 0 else { return }
      files.removeCopy()
      let file = try AtlasFile(path: files.copy, called: path)
      try file.replace(with: AtlasFile(bytes: bytes, called: path))
      atlas = try Atlas(file, parts, rankFiles: files)
    }
    guard let atlas else { throw RankError.transfer }
    return atlas
  }

  /// All ranks take over what rank 0 has.
  func takeOver() throws {
    let world = World.current
    let place = "the copying of the atlas \(path)"
    var bytes = Data()
    try world.together(at: place) { if world.rank == 0 { bytes = try file.bytes() } }
    bytes = try world.broadcast(bytes)
    try world.together(at: place) {
      guard world.rank > 0 else { return }
      try file.replace(with: AtlasFile(bytes: bytes, called: path))
      try reload()
    }
  }

  /// Brings together what the ranks have found, each of them as an atlas: rank 0 stores it in one transaction, in the order of
  /// ranks, and the others take it over.
  func bringTogether(_ found: Data) throws {
    let world = World.current
    var shards: [AtlasFile] = []
    try world.together(at: "the merging of \(path)") {
      try world.collect(found) { rank, bytes in
        shards.append(try AtlasFile(bytes: bytes, called: "\(path), shard of rank \(rank)"))
      }
      if world.rank == 0 { _ = try take(from: shards, like: path) }
    }
    try takeOver()
  }
}
