import Foundation
import GRDB
import Landscape
import Ranks

/// A search by several processes: each does its share of the chains or tasks in a file of its own, sees nothing of the others
/// meanwhile, and what they have found is merged before the call returns.
///
/// Nothing else is written to the atlas itself: a process that is killed leaves it as the last call left it, and its
/// shard beside it. The same script then goes on with all shards, and ends with what it would have ended with.
extension Atlas {
  func runTogether<S: AtlasSearch>(
    _ call: SearchCall<S>, progress: (SearchProgress) throws -> Void
  ) throws -> SearchOutcome<S> {
    let world = World.current
    let place = "\(call.request.kind) of the atlas \(path)"
    var agreement: (finished: RunRecord?, repetition: Int) = (nil, 0)
    try world.together(at: place) {
      try requireEnergy()
      if file.isReadOnly { throw AtlasError.readOnly(path: path) }
      if world.rank == 0 {
        agreement = try RunRecord.agreement(call.request, ranks: world.ranks, in: self)
      }
    }
    let words = try world.broadcast(
      Data("\(agreement.repetition) \(agreement.finished?.id ?? 0) \(newestID)".utf8))
    let numbers = String(decoding: words, as: UTF8.self).split(separator: " ").compactMap {
      Int($0)
    }
    guard numbers.count == 3 else { throw RankError.transfer }
    // Single quenches of ranks of different machines may have come to different ends.
    if try world.disagree(newestID != numbers[2]) { try takeOver() }
    if numbers[1] > 0 {
      let record = try file.read { try RunRecord.stored(numbers[1], $0, path: path) }
      discardMergedShard()
      return try recognised(record, call)
    }
    return try search(call, repetition: numbers[0], place, progress)
  }

  private func search<S: AtlasSearch>(
    _ call: SearchCall<S>, repetition: Int, _ place: String,
    _ progress: (SearchProgress) throws -> Void
  ) throws -> SearchOutcome<S> {
    let world = World.current
    let share = Share(rank: world.rank, ranks: world.ranks)
    let (minimaBefore, saddlesBefore) = (count, saddleCount)
    var (found, header) = (Data(), ShareHeader())
    try world.together(at: place) {
      do {
        let shard = try openShard()
        defer { try? shard.close() }
        var record = try RunRecord.begin(call.request, share, repetition: repetition, in: shard)
        let done = try shard.carryOut(call, &record) {
          try world.checkAlarm()
          if world.rank == 0 { try progress($0) }
        }
        header = ShareHeader(
          tasks: done.tasks, isResumed: done.isResumed, examples: done.examples)
        found = try shard.unmerged()
      } catch {
        world.raiseAlarm()
        throw error
      }
    }
    let headers = try world.headers(header)
    try bringTogether(found)
    rankFiles?.removeShard()
    let first = try file.read {
      try RunRecord.stored(call.request, repetition, ranks: world.ranks, $0, path: path)
    }
    var outcome = try recognised(first, call)
    outcome.isResumed = headers.contains(where: \.isResumed)
    outcome.tasks = headers.map(\.tasks).reduce(0, +)
    outcome.examples = Array(headers.flatMap(\.examples).prefix(8))
    // What two ranks have found is new once.
    (outcome.newMinima, outcome.newSaddles) = (count - minimaBefore, saddleCount - saddlesBefore)
    return outcome
  }

  /// The shard of an interrupted search, or a copy of the atlas to begin one with.
  private func openShard() throws -> Atlas {
    guard let rankFiles else { throw AtlasError.closed(path: path) }
    if rankFiles.hasShard {
      let shard = try Atlas(AtlasFile(path: rankFiles.shard), parts)
      if shard.uuid == uuid, try !isMerged(shard) { return shard }
      try shard.close()
      rankFiles.removeShard()
    }
    let file = try AtlasFile(path: rankFiles.shard)
    try file.replace(with: AtlasFile(bytes: self.file.bytes(), called: path))
    try file.write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO meta (key, value)
          SELECT '\(Atlas.shardKey)', COALESCE(MAX(id), 0) FROM runs
          """)
    }
    return try Atlas(file, parts)
  }

  /// The last run of the atlas when the shard was made from it.
  private static let shardKey = "shard_begins_after_run"

  private func discardMergedShard() {
    guard let rankFiles, rankFiles.hasShard,
      let shard = try? Atlas(AtlasFile(path: rankFiles.shard), parts)
    else { return }
    let isMerged = shard.uuid != uuid || (try? isMerged(shard)) == true
    try? shard.close()
    if isMerged { rankFiles.removeShard() }
  }

  /// Whether the atlas has all that a shard has.
  private func isMerged(_ shard: Atlas) throws -> Bool {
    let own = try shard.file.read { database in
      try Row.fetchAll(
        database, sql: "SELECT uuid, accepted FROM runs WHERE id > \(Atlas.firstRun)")
    }
    return try file.read { database in
      try own.allSatisfy { row in
        let row = StoredRow(row, of: shard.path)
        return try Bool.fetchOne(
          database, sql: "SELECT accepted >= ? FROM runs WHERE uuid = ?",
          arguments: [try row.count("accepted"), try row.value("uuid", as: String.self)]) ?? false
      }
    }
  }

  private static let firstRun =
    "COALESCE((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '\(shardKey)'), 0)"

  /// Of a shard, what was found since it was made: an atlas with its own runs and the points that they came to.
  private func unmerged() throws -> Data {
    let copy = try AtlasFile(bytes: file.bytes(), called: path)
    try copy.write { database in
      try database.execute(
        sql: """
          DELETE FROM runs WHERE id <= \(Atlas.firstRun);
          DELETE FROM columns;
          DELETE FROM chains;
          DELETE FROM visits WHERE run NOT IN (SELECT id FROM runs);
          DELETE FROM attempts WHERE run NOT IN (SELECT id FROM runs);
          DELETE FROM saddles WHERE point NOT IN (SELECT point FROM visits);
          DELETE FROM points WHERE id NOT IN (
            SELECT point FROM visits UNION SELECT first FROM saddles UNION SELECT second FROM saddles
            UNION SELECT first FROM attempts UNION SELECT second FROM attempts);
          DELETE FROM coordinates WHERE point NOT IN (SELECT id FROM points);
          DELETE FROM annotations;
          DELETE FROM meta WHERE key = '\(Atlas.shardKey)';
          """)
    }
    return try copy.compacted()
  }
}

/// What is told of a share beside what it found.
private struct ShareHeader: Codable {
  var tasks = 0
  var isResumed = false
  var examples: [FailedQuench] = []
}

extension World {
  /// Whether anything differs on any rank.
  fileprivate func disagree(_ differs: Bool) throws -> Bool {
    var any = false
    try collect(Data([differs ? 1 : 0])) { if $1 == Data([1]) { any = true } }
    return try broadcast(Data([any ? 1 : 0])) == Data([1])
  }

  /// Those of all ranks, on all ranks.
  fileprivate func headers(_ own: ShareHeader) throws -> [ShareHeader] {
    let encoder = JSONEncoder()
    // Failed quenches may have no finite energy.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var all: [ShareHeader] = []
    try collect(encoder.encode(own)) { all.append(try decoder.decode(ShareHeader.self, from: $1)) }
    return try decoder.decode([ShareHeader].self, from: broadcast(encoder.encode(all)))
  }
}
