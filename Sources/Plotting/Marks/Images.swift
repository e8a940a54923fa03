/// Pictures side by side, gray or in color.
public struct Images: Mark, Equatable {
  /// Picture by picture, channel by channel, row by row from above.
  public var pixels: [Double]
  public var channels: Int
  public var height: Int
  public var width: Int
  /// Written above them; empty for none.
  public var labels: [String]
  /// Pictures side by side; nil for as many as make the whole nearly as wide as it is high.
  public var columns: Int?

  /// Of all pictures together.
  public static let greatestCount = 1_000_000

  public init(
    pixels: [Double], channels: Int, height: Int, width: Int, labels: [String] = [],
    columns: Int? = nil
  ) {
    self.pixels = pixels
    self.channels = channels
    self.height = height
    self.width = width
    self.labels = labels
    self.columns = columns
  }

  private var count: Int { pixels.count / max(1, channels * height * width) }

  /// How the pictures stand on a sheet, in their pixels.
  private var sheet: (columns: Int, gap: Int, above: Int, width: Int, height: Int) {
    let across = min(
      max(1, count),
      columns
        ?? max(1, Int((1.4 * Double(count * height) / Double(width)).squareRoot().rounded(.up))))
    let gap = max(1, width / 12)
    let above = labels.isEmpty ? gap : max(gap, height * 3 / 10)
    let lines = (count + across - 1) / across
    return (across, gap, above, across * (width + gap) - gap, lines * (height + above))
  }

  /// How high a figure of such a width is that leaves little paper around the pictures.
  public func fittingHeight(width: Int, titleLines: Int) -> Int {
    let sheet = sheet
    let share = Double(sheet.height) / Double(max(1, sheet.width))
    // The title, and what gnuplot leaves at the ends.
    let ends = Double(width) / 20 * (1 + Double(titleLines))
    let height = 0.95 * Double(width) * share + ends
    return Int(
      max(Double(Figure.sizes.lowerBound), min(Double(Figure.sizes.upperBound), height)).rounded())
  }

  public func write(to script: inout Script, axes: Axes) throws {
    try check()
    guard let ends = axes.color.range ?? finiteRange(pixels.lazy.filter(axes.color.holds)) else {
      throw PlotError.noData(kind: "images", label: "", given: pixels.count)
    }
    let sheet = sheet
    let (across, gap, above) = (sheet.columns, sheet.gap, sheet.above)
    let range =
      channels == 3 && axes.color.range == nil && ends.lowerBound >= 0
        && ends.upperBound <= 1 ? 0...1 : ends
    var rows: [[Double]] = []
    let total = (width: sheet.width, height: sheet.height)
    for y in 0..<total.height {
      for x in 0..<total.width {
        let (line, column) = (y / (height + above), x / (width + gap))
        let (i, j) = (y % (height + above) - above, x % (width + gap))
        let picture = line * across + column
        let isInside = i >= 0 && j < width && picture < count
        let values = (0..<channels).map { channel in
          isInside ? pixels[((picture * channels + channel) * height + i) * width + j] : .nan
        }
        rows.append([Double(x), -Double(y)] + shown(values, range))
      }
      rows.append([])
    }
    script.requireBarePicture()
    script.requireTightAxes()
    if script.isText {
      script.addShades(
        characters(rows, total, script), axis: Axis(range: channels == 3 ? 0...255 : range))
      return
    }
    let data = script.addData(rows)
    if channels == 3 {
      script.addClause("\(data) using 1:2:3:4:5 with rgbimage")
    } else {
      script.requireColorBar(for: [range.lowerBound, range.upperBound])
      script.addClause("\(data) using 1:2:3 with image")
    }
    script.addCommand("set size ratio -1")
    for (picture, label) in labels.enumerated() {
      let x = Double(picture % across * (width + gap)) + Double(width - 1) / 2
      let y =
        -Double(picture / across * (height + above) + above) + 0.5 + 0.18 * Double(height) * 0.6
      let room = script.width / across / 8
      script.addCommand(
        "set label \(GnuplotText.quoted(GnuplotText.elided(label, to: max(4, room)))) noenhanced at "
          + "\(GnuplotText.number(x)),\(GnuplotText.number(y)) center front textcolor '#222222'")
    }
  }

  private func check() throws {
    guard [1, 3].contains(channels), height > 0, width > 0, count > 0,
      pixels.count == count * channels * height * width
    else {
      throw PlotError.value(
        what: "images", got: "\(pixels.count) values of \(channels) x \(height) x \(width)",
        expected: "1 or 3 channels, and at least one image")
    }
    guard labels.isEmpty || labels.count == count else {
      throw PlotError.lengthMismatch(
        kind: "images", first: "images", firstCount: count, second: "labels",
        secondCount: labels.count)
    }
    guard pixels.count <= Images.greatestCount else {
      throw PlotError.value(
        what: "images", got: "\(pixels.count) pixels",
        expected: "at most \(Images.greatestCount); show fewer of them")
    }
  }

  /// Red, green and blue from 0 to 255, white outside; the gray value as it is.
  private func shown(_ values: [Double], _ range: ClosedRange<Double>) -> [Double] {
    guard values.count == 3 else { return values }
    let span = range.upperBound - range.lowerBound
    return values.map {
      guard $0.isFinite else { return 255 }
      let share = span > 0 ? ($0 - range.lowerBound) / span : 0.5
      return (255 * max(0, min(1, share))).rounded()
    }
  }

  /// Of rows of pixels those that fall on characters, each with its lightness.
  private func characters(
    _ rows: [[Double]], _ total: (width: Int, height: Int), _ script: Script
  ) -> [[Double]] {
    let pixels = rows.filter { !$0.isEmpty }
    let (across, down) = (2 * script.width, 2 * script.height)
    return (0...down).flatMap { v in
      (0...across).compactMap { u -> [Double]? in
        let (x, y) = (u * (total.width - 1) / across, v * (total.height - 1) / down)
        let pixel = pixels[y * total.width + x]
        let light = pixel.count == 5 ? 0.3 * pixel[2] + 0.6 * pixel[3] + 0.1 * pixel[4] : pixel[2]
        guard light.isFinite else { return nil }
        let place = Double(u) / Double(across) * Double(total.width - 1)
        return [place, -Double(v) / Double(down) * Double(total.height - 1), light]
      }
    }
  }

  public var table: Table {
    var table = Table()
    table["image"] = pixels.indices.map { Double($0 / (channels * height * width) + 1) }
    table["channel"] = pixels.indices.map { Double($0 / (height * width) % channels + 1) }
    table["row"] = pixels.indices.map { Double($0 / width % height + 1) }
    table["column"] = pixels.indices.map { Double($0 % width + 1) }
    table["value"] = pixels
    return table
  }
}
