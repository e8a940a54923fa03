import Settings
import Testing

struct BoundsTests {
  @Test(arguments: [
    (Bounds.any, "a number"), (.finite, "a finite number"), (.positive, "a number > 0"),
    (.nonNegative, "a number >= 0"), (.closed(0...1), "a number >= 0 and <= 1"),
    (.halfOpen(0..<1), "a number >= 0 and < 1"), (.atMost(-2.5), "a number <= -2.5"),
  ])
  func saysWhatItAccepts(bounds: Bounds, text: String) {
    #expect(bounds.description == text)
  }

  @Test func edges() {
    #expect(Bounds.any.contains(.nan) && Bounds.any.contains(.infinity))
    #expect(!Bounds.finite.contains(.nan) && !Bounds.finite.contains(.infinity))
    #expect(!Bounds.positive.contains(0) && Bounds.positive.contains(.leastNonzeroMagnitude))
    #expect(Bounds.closed(0...1).contains(0) && Bounds.closed(0...1).contains(1))
    #expect(!Bounds.halfOpen(0..<1).contains(1) && !Bounds.open(0, 1).contains(0))
    #expect(!Bounds.closed(0...1).contains(.nan))
  }
}
