import Foundation
import Synchronization
import Tensors
import Testing

@Suite struct TeamTests {
  private struct Failure: Error, Equatable { let task: Int }

  @Test("Results are in the order of the parts", arguments: [1, 2, 5, 100])
  func order(_ workers: Int) throws {
    let parts = Array(0..<103)
    let squares = try Team.map(parts, chunk: 4, workers: workers) { worker, some in
      #expect(worker < workers)
      return some.map { $0 * $0 }
    }
    #expect(squares == parts.map { $0 * $0 })
  }

  @Test("Of several failures the first in the list is thrown, whoever was first to fail")
  func failures() {
    for _ in 0..<50 {
      #expect(throws: Failure(task: 3)) {
        try Team.run(tasks: 40, workers: 4) { _, task in
          if task % 7 == 3 { throw Failure(task: task) }
          for _ in 0..<20 { try Cancellation.check() }
        }
      }
    }
  }

  @Test("Tasks after one that failed end where they check")
  func endless() {
    #expect(throws: Failure(task: 0)) {
      try Team.run(tasks: 2, workers: 2) { _, task in
        if task == 0 { throw Failure(task: 0) }
        while true { try Cancellation.check() }
      }
    }
  }

  @Test(
    "The thread that calls asks, and what it hears ends tasks on all threads", arguments: [1, 3])
  func interruption(_ workers: Int) {
    struct Stop: Error {}
    let caller = ObjectIdentifier(Thread.current)
    var calls = 0
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        #expect(ObjectIdentifier(Thread.current) == caller)
        calls += 1
        if calls == 3 { throw Stop() }
      } _: {
        try Team.run(tasks: 3, workers: workers) { _, _ in
          while true { try Cancellation.check() }
        }
      }
    }
    #expect(calls == 3)
  }

  @Test("A thread that waits for the others asks as well")
  func waiting() {
    struct Stop: Error {}
    let caller = ObjectIdentifier(Thread.current)
    let begin = ContinuousClock.now
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        if ContinuousClock.now - begin > .milliseconds(100) { throw Stop() }
      } _: {
        try Team.run(tasks: 2, workers: 2) { _, _ in
          if ObjectIdentifier(Thread.current) == caller { return }
          while true { try Cancellation.check() }
        }
        // Alone, where others had the team.
        while true { try Cancellation.check() }
      }
    }
  }

  @Test("Time runs out on every thread")
  func time() {
    #expect(throws: OutOfTime.self) {
      try Cancellation.within(seconds: 0.05) {
        try Team.run(tasks: 4, workers: 4) { _, _ in while true { try Cancellation.check() } }
      }
    }
  }

  @Test("A job inside a task is done by the task's thread")
  func nested() throws {
    let count = Atomic<Int>(0)
    try Team.run(tasks: 4, workers: 4) { _, _ in
      let thread = ObjectIdentifier(Thread.current)
      try Team.run(tasks: 8, workers: 4) { _, _ in
        count.wrappingAdd(1, ordering: .relaxed)
        #expect(ObjectIdentifier(Thread.current) == thread)
      }
    }
    #expect(count.load(ordering: .relaxed) == 32)
  }

}
