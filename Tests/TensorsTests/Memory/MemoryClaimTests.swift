import Tensors
import Testing

struct MemoryClaimTests {
  @Test func claimsCountWhileTheyLive() throws {
    let claim = try MemoryClaim(100 << 20)
    #expect(claim.bytes >= 100 << 20)
    #expect(Memory.other >= 100 << 20)
    #expect(Memory.inUse >= 100 << 20)
    let before = claim.bytes
    try claim.grow(to: 1)
    #expect(claim.bytes == before)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let claim = try MemoryClaim(10)
    let before = claim.bytes
    #expect(throws: TensorError.self) { try claim.grow(to: .max) }
    #expect(throws: TensorError.self) { try claim.grow(toItems: .max / 2, of: 1024) }
    #expect(throws: TensorError.self) { try Memory.requireRoom(for: Memory.limit + 1) }
    #expect(claim.bytes == before)
    try claim.grow(to: 1000)
  }

  /// Long recordings took a time that grew with the square of their length.
  @Test func recordingsFindWhatTheyHave() throws {
    let type = TensorType(try Shape([1]), .float32)
    let (graph, _) = try Trace.graph([type]) { values in
      var x = values[0]
      for _ in 0..<20_000 { x = try x.sigmoid() }
      let again = try values[0].sigmoid()
      return [x, again]
    }
    #expect(graph.nodes.count == 20_001)
  }
}
