import CMPIShims
import Foundation
import Synchronization
import Tensors

/// The processes that run one script together. All functions but `rank`, `ranks` and `isAgreed` belong to the main thread.
///
/// Whatever is collective begins and ends with a meeting: every rank says where it is, and whether it has failed. So an
/// error of one is an error of all, and ranks that have gone apart are told so instead of waiting for each other.
public final class World: Sendable {
  public let rank: Int
  public let ranks: Int
  private let state = Mutex(State())

  private struct State {
    /// Meetings so far: the same number on all ranks.
    var meetings: Int64 = 0
    /// A transfer was given up half way: nothing can be said to the others any more.
    var isBroken = false
    var hasEnded = false
    /// The last error that all ranks had.
    var agreed = ""
  }

  private static let shared = Mutex(World(rank: 0, ranks: 1))
  public static var current: World { solitude ?? shared.withLock { $0 } }
  @TaskLocal private static var solitude: World?

  /// Work that one rank does for itself, whatever the others do.
  public static func alone<Result>(_ work: () throws -> Result) rethrows -> Result {
    try $solitude.withValue(World(rank: 0, ranks: 1), operation: work)
  }

  private init(rank: Int, ranks: Int) {
    self.rank = rank
    self.ranks = ranks
  }

  /// Finds the others, if mpirun or srun has started some; to be called once, before anything else.
  /// - Returns: a note, where it is not certain what was meant.
  /// - Throws: `RankError.noLibrary`.
  public static func start() throws -> String? {
    let launch = Launch()
    guard launch != .alone else { return nil }
    if let problem = tarn_mpi_start().map({ String(cString: $0) }) {
      guard launch == .perhapsUnderMPI else { throw RankError.noLibrary(message: problem) }
      return
        "srun has started several tasks and Open MPI cannot be loaded: they run independently (\(problem))"
    }
    // Programs that this one starts are none of the ranks.
    for name in ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK"] { unsetenv(name) }
    let world = World(rank: Int(tarn_mpi_rank()), ranks: Int(tarn_mpi_size()))
    shared.withLock { $0 = world }
    _ = on_exit({ status, _ in World.current.end(status) }, nil)
    return nil
  }

  /// Whether a text tells an error that all ranks have: one of them may keep it to itself.
  public func isAgreed(_ text: String) -> Bool {
    let agreed = state.withLock { $0.agreed }
    return !agreed.isEmpty && text.contains(agreed)
  }

  // MARK: Meetings

  private static let placeBytes = 256
  private static let recordBytes = 1024

  /// Waits until all ranks are here.
  /// - Parameters:
  ///   - place: what is being done, in words.
  ///   - failure: why this rank cannot go on.
  /// - Throws: `RankError` on all ranks if one of them has failed, or is elsewhere; on that one its own error.
  public func meet(at place: String, _ failure: (any Error)? = nil) throws {
    guard ranks > 1 else {
      if let failure { throw failure }
      return
    }
    let text = failure.map { ($0 as? RankError) == .alarmed ? "" : "\($0)" }
    let records = try exchange(World.record(place, text, hasFailed: failure != nil))
    guard let error = World.verdict(records) else { return }
    if case .failed(let first, let message) = error {
      state.withLock { $0.agreed = message }
      if first == rank, let failure { throw failure }
    } else {
      state.withLock { $0.agreed = "\(error)" }
    }
    throw error
  }

  /// What is wrong with a meeting; nil if nothing is.
  private static func verdict(_ records: [ArraySlice<UInt8>]) -> RankError? {
    let failures = records.map { record -> String? in
      record.first == 1 ? text(record, placeBytes..<recordBytes) : nil
    }
    // One who was only told to stop has nothing to say.
    let first =
      failures.firstIndex { $0?.isEmpty == false } ?? failures.firstIndex { $0 != nil }
    if let first, let message = failures[first] {
      return .failed(rank: first, message: message.isEmpty ? "stopped" : message)
    }
    let places = records.map { text($0, 1..<placeBytes) }
    guard let other = places.firstIndex(where: { $0 != places[0] }) else { return nil }
    return .apart(rank: 0, place: places[0], other: other, otherPlace: places[other])
  }

  /// A piece of work that all ranks do; if it fails on one it has failed on all.
  public func together(at place: String, _ body: () throws -> Void) throws {
    var failure: (any Error)?
    do { try body() } catch { failure = error }
    try meet(at: place, failure)
    if let failure { throw failure }
  }

  private static func record(_ place: String, _ failure: String?, hasFailed: Bool) -> [UInt8] {
    var record = [UInt8](repeating: 0, count: recordBytes)
    record[0] = hasFailed ? 1 : 0
    for (k, byte) in place.utf8.prefix(placeBytes - 2).enumerated() { record[1 + k] = byte }
    for (k, byte) in (failure ?? "").utf8.prefix(recordBytes - placeBytes - 1).enumerated() {
      record[placeBytes + k] = byte
    }
    return record
  }

  private static func text(_ record: ArraySlice<UInt8>, _ range: Range<Int>) -> String {
    let start = record.startIndex
    let bytes = record[start + range.lowerBound..<start + range.upperBound].prefix { $0 != 0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func exchange(_ own: [UInt8], within seconds: Double? = nil) throws -> [ArraySlice<UInt8>]
  {
    let all = TransferBuffer(count: ranks * own.count)
    let mine = TransferBuffer(own)
    try wait([all, mine], within: seconds) {
      tarn_mpi_gather_all(mine.start, Int32(own.count), all.start)
    }
    state.withLock { $0.meetings += 1 }
    let bytes = [UInt8](UnsafeRawBufferPointer(start: all.start, count: all.count))
    return (0..<ranks).map { bytes[$0 * own.count..<($0 + 1) * own.count] }
  }

  // MARK: Bytes

  /// Transfers of more are cut: MPI counts with 32 bits.
  private static let piece = 1 << 28

  /// The bytes of rank 0 on all ranks. On others `own` is not looked at.
  public func broadcast(_ own: Data) throws -> Data {
    guard ranks > 1 else { return own }
    let size = TransferBuffer(number: rank == 0 ? Int64(own.count) : 0)
    try wait([size]) { tarn_mpi_broadcast(size.start, 8) }
    let buffer =
      rank == 0 ? TransferBuffer(own) : TransferBuffer(count: Int(size.number))
    try inPieces(of: buffer) { tarn_mpi_broadcast($0, $1) }
    return rank == 0 ? own : buffer.data
  }

  /// Brings the bytes of all ranks to rank 0, one rank after another, its own first. An error of `take` is thrown when all
  /// have been received.
  public func collect(_ own: Data, _ take: (_ rank: Int, Data) throws -> Void) throws {
    guard rank == 0 else {
      let size = TransferBuffer(number: Int64(own.count))
      try wait([size]) { tarn_mpi_send(size.start, 8, 0, 1) }
      return try inPieces(of: TransferBuffer(own)) { tarn_mpi_send($0, $1, 0, 2) }
    }
    var failure: (any Error)?
    do { try take(0, own) } catch { failure = error }
    for other in 1..<max(1, ranks) {
      let size = TransferBuffer(number: 0)
      try wait([size]) { tarn_mpi_receive(size.start, 8, Int32(other), 1) }
      let buffer = TransferBuffer(count: Int(size.number))
      try inPieces(of: buffer) { tarn_mpi_receive($0, $1, Int32(other), 2) }
      if failure == nil {
        do { try take(other, buffer.data) } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }

  private func inPieces(
    of buffer: TransferBuffer, _ begin: (UnsafeMutableRawPointer, Int32) -> UnsafeMutableRawPointer?
  ) throws {
    for start in stride(from: 0, to: buffer.count, by: World.piece) {
      let count = min(World.piece, buffer.count - start)
      try wait([buffer]) { begin(buffer.start + start, Int32(count)) }
    }
  }

  /// Waits for the end of a transfer. What it points at is kept for ever where it is given up.
  private func wait(
    _ buffers: [TransferBuffer], within seconds: Double? = nil,
    _ begin: () -> UnsafeMutableRawPointer?
  ) throws {
    guard !state.withLock({ $0.isBroken }) else { throw RankError.transfer }
    var transfer = begin()
    func giveUp() {
      for buffer in buffers { buffer.keep() }
      state.withLock { $0.isBroken = true }
    }
    guard transfer != nil else {
      giveUp()
      throw RankError.transfer
    }
    let start = ContinuousClock.now
    var pause: UInt32 = 20
    while true {
      switch tarn_mpi_test(&transfer) {
      case 1: return
      case 0: break
      default:
        giveUp()
        throw RankError.transfer
      }
      if let seconds, ContinuousClock.now - start > .seconds(seconds) {
        giveUp()
        throw RankError.alarmed
      }
      do { try Cancellation.check() } catch {
        giveUp()
        throw error
      }
      usleep(pause)
      pause = min(5000, pause + pause / 4)
    }
  }

  // MARK: Alarm

  private static let alarm: Int32 = 3

  /// Tells the others that this rank will not bring its part: they stop, and come to the next meeting.
  public func raiseAlarm() {
    guard ranks > 1 else { return }
    let number = state.withLock { $0.meetings }
    for other in 0..<ranks where other != rank {
      let buffer = TransferBuffer(number: number)
      buffer.keep()
      _ = tarn_mpi_send(buffer.start, 8, Int32(other), World.alarm)
    }
  }

  /// - Throws: `RankError.alarmed` if another rank has raised the alarm since the last meeting.
  public func checkAlarm() throws {
    guard ranks > 1 else { return }
    var number: Int64 = 0
    while tarn_mpi_poll(World.alarm, &number) {
      if number == state.withLock({ $0.meetings }) { throw RankError.alarmed }
    }
  }

  // MARK: The end

  private static let end = "the end of the script"

  /// Where the program ends: in order if all ranks do, otherwise one takes the others with it.
  private func end(_ status: Int32) {
    guard ranks > 1,
      !state.withLock({ state in
        defer { state.hasEnded = true }
        return state.hasEnded
      })
    else { return }
    let text = status == 0 ? nil : "the script has ended with status \(status)"
    if text != nil { raiseAlarm() }
    let record = World.record(World.end, text, hasFailed: text != nil)
    let records = try? exchange(record, within: status == 0 ? nil : 3)
    let areAllHere = records?.allSatisfy { World.text($0, 1..<World.placeBytes) == World.end }
    guard areAllHere == true else {
      // The others go on with something that this rank would have to take part in.
      if status == 0, let error = records.flatMap(World.verdict) {
        let text = "tarn: \(error)\n"
        _ = text.withCString { write(2, $0, strlen($0)) }
      }
      return tarn_mpi_abort(status == 0 ? 1 : status)
    }
    tarn_mpi_finish()
  }
}
