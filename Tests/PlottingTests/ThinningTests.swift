import Foundation
import Plotting
import Testing

@Suite struct ThinningTests {
  /// The points that a figure of one mark draws; nil for a gap.
  private func drawn(_ mark: some Mark, x: Axis = Axis(), y: Axis = Axis()) throws -> [(
    x: Double, y: Double
  )?] {
    let script = try Figure([mark], x: x, y: y).script()
    let lines = script.split(separator: "\n")
    let isInline = script.contains("'-'")
    let start = try #require(
      lines.lastIndex {
        isInline ? $0.hasPrefix("plot ") || $0.contains("'-'") : $0.hasPrefix("$data1")
      })
    let end = try #require(lines.lastIndex { $0 == (isInline ? "e" : "EOD") })
    return lines[(start + 1)..<end].compactMap { line -> (x: Double, y: Double)?? in
      let numbers = line.split(separator: " ").compactMap { Double($0) }
      guard numbers.count >= 2 else { return nil }
      return .some(numbers[0].isNaN ? nil : (numbers[0], numbers[1]))
    }
  }

  private func noise(_ count: Int, _ factor: Double = 78.233) -> [Double] {
    (0..<count).map {
      let value = sin(Double($0) * factor) * 43758.5453
      return value - value.rounded(.down)
    }
  }

  @Test func smallOnesAreDrawnWhole() throws {
    let y = noise(4000)
    let points = try drawn(Line(x: (0..<4000).map(Double.init), y: y))
    #expect(points.compactMap { $0?.y } == y)
    let script = try Figure([Line(x: [1, 2], y: [1, 2])]).script()
    #expect(!script.contains("#  ") && !script.contains("'-'"))
  }

  @Test("In each column of pixels, the lowest and the highest point are those of all data")
  func extremesStay() throws {
    let count = 200_000
    let x = (0..<count).map(Double.init)
    var y = noise(count)
    y[77_777] = 9
    y[77_778] = -9
    let points = try drawn(Line(x: x, y: y)).compactMap { $0 }
    #expect(points.count < 8_000)
    #expect(points.map(\.x) == points.map(\.x).sorted())
    var all = [Int: (Double, Double)]()
    var kept = [Int: (Double, Double)]()
    func add(_ y: Double, at x: Double, to ends: inout [Int: (Double, Double)]) {
      let column = Int(x / Double(count - 1) * 800)
      let old = ends[column] ?? (y, y)
      ends[column] = (min(old.0, y), max(old.1, y))
    }
    for place in x.indices { add(y[place], at: x[place], to: &all) }
    for point in points { add(point.y, at: point.x, to: &kept) }
    #expect(all.count == kept.count)
    for (column, ends) in all { #expect(kept[column] ?? (0, 0) == ends) }
  }

  @Test func gapsStay() throws {
    var y = noise(50_000)
    for place in 20_000..<25_000 { y[place] = .nan }
    let points = try drawn(Line(x: (0..<50_000).map(Double.init), y: y))
    let gap = try #require(points.firstIndex { $0 == nil })
    #expect(points.count { $0 == nil } == 1)
    #expect(points[gap - 1]?.x == 19_999 && points[gap + 1]?.x == 25_000)
  }

  @Test func linesToAndFroAreBounded() throws {
    let line = Line(x: noise(300_000), y: noise(300_000, 12.9898))
    let points = try drawn(line)
    #expect(points.count < 100_000)
    let kept = points.compactMap { $0 }
    #expect(kept.map(\.x).max() == line.x.max() && kept.map(\.y).min() == line.y.min())
  }

  @Test("Near each point, within what a point covers, one is drawn")
  func pointsInCells() throws {
    let (x, y) = (noise(100_000), noise(100_000, 12.9898).map { $0 * $0 * $0 })
    let points = try drawn(Scatter(x: x, y: y)).compactMap { $0 }
    #expect(points.count < 60_000)
    #expect(points.map(\.x).min() == x.min() && points.map(\.y).max() == y.max())
    // Cells of about three pixels.
    func cell(_ x: Double, _ y: Double) -> (Int, Int) { (Int(x * 270), Int(y * 190)) }
    var isDrawn = Set<Int>()
    for point in points {
      let (column, row) = cell(point.x, point.y)
      isDrawn.insert(column * 1000 + row)
    }
    let lost = zip(x, y).count { x, y in
      let (column, row) = cell(x, y)
      return !(column - 1...column + 1).contains { column in
        (row - 1...row + 1).contains { isDrawn.contains(column * 1000 + $0) }
      }
    }
    #expect(lost == 0)
  }

  @Test func transparentPointsAreAsDarkTogether() throws {
    var scatter = Scatter(
      x: noise(20_000).map { $0.rounded() }, y: [Double](repeating: 1, count: 20_000))
    scatter.style.alpha = 0.5
    let script = try Figure([scatter]).script()
    // Two places, each under thousands of points: nothing shows through.
    #expect(script.contains("linecolor rgb variable"))
    #expect(script.contains("0 1 \(0x0072B2)\n"))
  }

  @Test func theScriptSaysIt() throws {
    let script = try Figure([Line(x: noise(90_000), y: noise(90_000), label: "a\nb")]).script()
    #expect(script.contains("# line 'a b' of 90000 points, of which "))
  }

  @Test(arguments: [1e-300, 1e300]) func extremeNumbersDoNotTrap(size: Double) throws {
    let x = noise(20_000).map { $0 * size - size / 2 }
    _ = try Figure([Line(x: x, y: x), Scatter(x: x, y: x)]).script()
    let one = [Double](repeating: size, count: 20_000)
    _ = try Figure([Line(x: one, y: x), Scatter(x: x, y: one)]).script()
    let axis = Axis(logarithmic: true)
    _ = try Figure([Line(x: x.map(abs), y: x), Scatter(x: x.map(abs), y: x)], x: axis, y: axis)
      .script()
    let zoom = Axis(range: 0...1)
    _ = try Figure([Line(x: x, y: x), Scatter(x: x, y: x)], x: zoom, y: zoom).script()
  }
}
