import CKernels
import Synchronization
import Testing

/// The team of threads that shares the pieces of a job.
@Suite struct ThreadsTests {
  /// How often each piece was done, and whether a thread had a number out of range.
  private final class Count: Sendable {
    let pieces: [Cell]
    let threads: Int64
    let strays = Atomic<Int>(0)

    final class Cell: Sendable { let times = Atomic<Int>(0) }

    init(_ pieces: Int, _ threads: Int64) {
      self.pieces = (0..<pieces).map { _ in Cell() }
      self.threads = threads
    }
  }

  private static func run(pieces: Int, threads: Int64, jobs: Int) -> Bool {
    let count = Count(pieces, threads)
    withExtendedLifetime(count) {
      for _ in 0..<jobs {
        tarn_parallel(
          { context, piece, thread in
            let count = Unmanaged<Count>.fromOpaque(context!).takeUnretainedValue()
            count.pieces[Int(piece)].times.wrappingAdd(1, ordering: .relaxed)
            if thread < 0 || thread >= count.threads {
              count.strays.wrappingAdd(1, ordering: .relaxed)
            }
          }, Unmanaged.passUnretained(count).toOpaque(), Int64(pieces), threads)
      }
    }
    return count.strays.load(ordering: .relaxed) == 0
      && count.pieces.allSatisfy { $0.times.load(ordering: .relaxed) == jobs }
  }

  @Test func eachPieceIsDoneOnce() {
    for threads in [1, 2, 3, 5, 100] as [Int64] {
      for pieces in [1, 2, 3, 4, 5, 17, 64, 250] {
        #expect(Self.run(pieces: pieces, threads: threads, jobs: 200))
      }
    }
  }

  /// Jobs of several callers at once, of sizes that change from job to job.
  @Test func callersDoNotDisturbEachOther() async {
    let all = await withTaskGroup(of: Bool.self) { group in
      for caller in 0..<4 {
        group.addTask {
          (0..<2000).allSatisfy { k in
            Self.run(
              pieces: (k * 7 + caller) % 23 + 1, threads: Int64((k + caller) % 4 + 1), jobs: 3)
          }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(all)
  }
}
