import Foundation
import Plotting
import Testing

/// The numbers at axes: they differ, and they have room.
@Suite struct TicksTests {
  static let close: [[Double]] = [
    [0.69314710, 0.69314718, 0.69314725], [-44.326801, -44.326799, -44.326795],
    [1e9, 1e9 + 1, 1e9 + 2], [1_000_000, 1_000_004, 1_000_010], [1e-9, 1.00000003e-9],
    [3e20, 3.0000001e20],
  ]

  @Test(arguments: close) func numbersOfValuesThatLieCloseDiffer(values: [Double]) throws {
    let places = values.indices.map { Double($0) }
    let up = try Picture(Figure([Line(x: places, y: values)])).numbers().map(\.text)
    #expect(up.count > 2 && Set(up).count == up.count, "\(up)")
    let across = try Picture(Figure([Line(x: values, y: places)])).numbers(anchor: "middle")
    #expect(across.count > 1 && Set(across.map(\.text)).count == across.count, "\(across)")
    let colors = try Picture(Figure([Scatter(x: places, y: places, color: values)]))
      .numbers(anchor: "start").map(\.text)
    #expect(colors.count > 1 && Set(colors).count == colors.count, "\(colors)")
    let text = try Figure([Line(x: places, y: values)]).shown(on: Display())
    let shown = text.split(separator: "\n").compactMap {
      $0.contains("+") ? $0.split(separator: " ").first : nil
    }
    #expect(shown.count > 2 && Set(shown).count == shown.count, "\(text)")
  }

  @Test func fewDigitsStayAsTheyAre() throws {
    let script = try Figure([Line(x: [0.5, 0.75, 1.5], y: [10, 2000, 40000])]).script()
    #expect(script.contains("set format x '%h'") && script.contains("set format y '%h'"))
    #expect(!script.contains("tics 0.") && !script.contains("set ytics 5000"))
  }

  /// Letters are 0.6 of their size wide, or more.
  @Test(arguments: close + [[0, 100], [0, 12_000]]) func numbersDoNotCollide(values: [Double])
    throws
  {
    for width in [321, 800] {
      var figure = Figure([Line(x: values, y: values)])
      (figure.width, figure.height) = (width, max(100, width * 7 / 10))
      let picture = try Picture(figure)
      let size = try #require(
        picture.svg.firstMatch(of: /font-size="([\d.]+)"/).flatMap { Double($0.1) })
      let up = picture.numbers().map(\.y).sorted()
      for (a, b) in zip(up, up.dropFirst()) { #expect(b - a > size) }
      let across = picture.numbers(anchor: "middle").sorted { $0.x < $1.x }
      for (a, b) in zip(across, across.dropFirst()) {
        #expect(b.x - a.x > 0.6 * size * Double(max(a.text.count, b.text.count)), "\(width)")
      }
    }
  }

  @Test func numbersOfWholeDataAreWhole() throws {
    let line = Line(x: [1e9, 1e9 + 1, 1e9 + 2], y: [1, 3, 2])
    let script = try Figure([line]).script()
    #expect(script.contains("set format x '%.0f'") && script.contains("set xtics 1\n"))
  }

  @Test func longNumbersStayInThePicture() throws {
    let picture = try Picture(Figure([Line(x: [1e9, 1e9 + 2], y: [1, 2])]))
    let last = try #require(picture.numbers(anchor: "middle").map(\.x).max())
    #expect(last < 800 - 5 * 8)
    let bar = Figure([Scatter(x: [1, 2], y: [1, 2], color: [0.69314710, 0.69314725])])
    let numbers = try Picture(bar).numbers(anchor: "start")
    #expect(numbers.allSatisfy { $0.x + 8 * Double($0.text.count) < 800 })
  }

  @Test func ofTextsThatStandSideBySide() throws {
    var figure = Figure([Line(x: [-3000, 4000], y: [1, 2])])
    figure.below = [figure]
    figure.columns = 2
    let text = try figure.shown(on: Display(columns: 60, rows: 24))
    let numbers = try #require(text.split(separator: "\n").last)
    #expect(numbers.split(separator: " ").allSatisfy { Double($0) != nil }, "\(text)")
  }
}
