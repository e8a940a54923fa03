import Plotting
import Testing

@Suite struct ImagesTests {
  @Test func picturesStandSideBySide() throws {
    let images = Images(
      pixels: [0, 1, 2, 3, 4, 5, 6, 7], channels: 1, height: 2, width: 2, labels: ["a", "b"],
      columns: 2)
    let script = try Figure([images], color: Axis(palette: .gray)).script()
    #expect(script.contains("0 -1 0\n1 -1 1\n2 -1 NaN\n3 -1 4\n4 -1 5\n"))
    #expect(script.contains("with image") && script.contains("set label 'a' noenhanced at 0.5,"))
    #expect(script.contains("set cbrange [0:7]") && script.contains("unset colorbox"))
    _ = try Gnuplot().run(Figure([images]).script(for: .png))
  }

  @Test func colorsAreRedGreenBlue() throws {
    let images = Images(pixels: [0, 0.5, 1], channels: 3, height: 1, width: 1)
    #expect(try Figure([images]).script().contains("0 -1 0 128 255\n"))
  }

  @Test func shapesMustFit() {
    for (count, channels, labels) in [(3, 1, []), (4, 2, []), (0, 1, []), (4, 1, ["a", "b"])] {
      let images = Images(
        pixels: [Double](repeating: 1, count: count), channels: channels, height: 2, width: 2,
        labels: labels)
      #expect(throws: PlotError.self) { try Figure([images]).script() }
    }
  }

  @Test func areReadableAsCharacters() throws {
    let images = Images(pixels: [0, 1, 1, 0], channels: 1, height: 2, width: 2)
    let text = try Figure([images]).shown(on: Display())
    #expect(text.contains("....") && text.contains("@@@@"))
  }

  @Test func charactersNeedNoScale() throws {
    let pixels = (0..<48).map { Double($0 % 5) }
    let images = Images(pixels: pixels, channels: 1, height: 4, width: 4, columns: 2)
    #expect(try !Figure([images]).shown(on: Display()).contains("#%@"))
  }

  @Test func heightsFit() {
    let row = Images(
      pixels: [Double](repeating: 0, count: 64), channels: 1, height: 4, width: 4, columns: 4)
    #expect((150...300).contains(row.fittingHeight(width: 800, titleLines: 0)))
    let column = Images(
      pixels: [Double](repeating: 0, count: 64), channels: 1, height: 4, width: 4, columns: 1)
    #expect(column.fittingHeight(width: 800, titleLines: 0) > 3000)
  }
}
