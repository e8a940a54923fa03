import Tensors
import Testing

@Suite struct CancellationTests {
  private struct Stop: Error {}

  @Test("Work asks what was said around it, outer questions first, and nothing afterwards")
  func questions() throws {
    var asked: [String] = []
    try Cancellation.asking({ asked.append("outer") }) {
      try Cancellation.asking({ asked.append("inner") }) { try Cancellation.check() }
      try Cancellation.check()
    }
    try Cancellation.check()
    #expect(asked == ["outer", "inner", "outer"])
    #expect(throws: Stop.self) {
      try Cancellation.asking({ throw Stop() }) { try Cancellation.check() }
    }
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
