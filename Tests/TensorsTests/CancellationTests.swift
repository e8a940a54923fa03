import Foundation
import Tensors
import Testing

@Suite struct CancellationTests {
  private struct Stop: Error {}

  @Test("Work asks what was said around it, outer questions first, and nothing afterwards")
  func questions() throws {
    var asked: [String] = []
    try Cancellation.asking {
      asked.append("outer")
    } _: {
      try Cancellation.asking {
        asked.append("inner")
      } _: {
        try Cancellation.check()
      }
      try Cancellation.check()
    }
    try Cancellation.check()
    #expect(asked == ["outer", "inner", "outer"])
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        throw Stop()
      } _: {
        try Cancellation.check()
      }
    }
  }

  @Test("What works on a thread of its own gives its result, or is left behind")
  func leftBehind() throws {
    #expect(try LeftBehind.run { 42 } == 42)
    #expect(throws: Stop.self) { try LeftBehind.run { () throws -> Int in throw Stop() } }
    let gate = DispatchSemaphore(value: 0)
    var asked = 0
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        asked += 1
        if asked > 1 { throw Stop() }
      } _: {
        _ = try LeftBehind.run {
          gate.wait()
          return 1
        }
      }
    }
    #expect(LeftBehind.isAtWork)
    gate.signal()
    // What is cancelled already ends where it is.
    let thread = pthread_self()
    #expect(
      try Cancellation.asking {
        throw Stop()
      } _: {
        try LeftBehind.run { pthread_self() == thread }
      })
  }

  @Test("The earlier of two times holds")
  func times() throws {
    #expect(throws: OutOfTime.self) {
      try Cancellation.within(seconds: 0) {
        try Cancellation.within(seconds: 1000) { try Cancellation.check() }
      }
    }
    try Cancellation.within(seconds: nil) { try Cancellation.check() }
    try Cancellation.within(seconds: 1e300) { try Cancellation.check() }
  }
}
