import Plotting
import Testing

@Suite struct DisplayTests {
  @Test(arguments: [
    ("\u{1B}[?62;4;6c", true), ("\u{1B}[?64;1;2;4c", true), ("\u{1B}[?1;2c", false),
    ("\u{1B}[?4c", false), ("\u{1B}[?62;14;40c", false), ("", false), ("c", false),
    ("\u{1B}[?", false), ("abc\u{1B}[?62;4c", true), ("c\u{1B}[?62;4", false),
  ]) func attributesOfTheTerminal(answer: String, understands: Bool) {
    #expect(Display.listsSixels(answer: answer) == understands)
  }
}
