import Foundation

/// What is written at an axis and how values are laid out along it; also used for the color bar.
public struct Axis: Sendable, Equatable {
  /// Text beside the axis, taken literally (no markup); empty for none.
  public var label: String
  /// Logarithmic scale. Values that are not positive have no place on it and are left out.
  public var logarithmic: Bool
  /// Ends of the axis; `nil` leaves them to the data.
  public var range: ClosedRange<Double>?
  /// Of the color bar.
  public var palette: Palette

  /// Beyond this no length can be reckoned with, and nothing is drawn.
  public static let greatest = 1e305

  public init(
    _ label: String = "", logarithmic: Bool = false, range: ClosedRange<Double>? = nil,
    palette: Palette = .viridis
  ) {
    self.label = label
    self.logarithmic = logarithmic
    self.range = range
    self.palette = palette
  }

  /// Whether a value has a place on the axis.
  func holds(_ value: Double) -> Bool {
    value.magnitude <= Axis.greatest && (!logarithmic || value >= .leastNormalMagnitude)
  }

  /// A value as the axis lays it out.
  func place(_ value: Double) -> Double { logarithmic ? log10(value) : value }

  /// What is laid out at a place.
  func value(_ place: Double) -> Double { logarithmic ? pow(10, place) : place }

  /// The ends of the color bar for such values.
  func colorRange(of values: ClosedRange<Double>) -> ClosedRange<Double> {
    if let range { return range }
    let ends = palette.range(of: values, logarithmic: logarithmic)
    return widened(ends, isWhole: false) ?? ends
  }

  /// Ends around values that are nearly or wholly one; nil for others.
  func widened(_ values: ClosedRange<Double>, isWhole: Bool) -> ClosedRange<Double>? {
    let (low, high) = (values.lowerBound, values.upperBound)
    let size = max(abs(low), abs(high))
    if logarithmic { return high / low > 1 + 1e-12 ? nil : low / 2...high * 2 }
    guard high - low <= max(1e-12 * size, 1e-299) else { return nil }
    let margin = isWhole && size < 10 ? 1 : size > 1e-290 ? 0.1 * size : 1
    return low - margin...high + margin
  }

  /// The commands that set up the axis gnuplot calls `name` (`x`, `y`, `z` or `cb`).
  /// - Parameters:
  ///   - isTight: whether it ends where the data do.
  ///   - room: for its numbers.
  ///   - characters: of a line of its label at most.
  func commands(
    name: String, extent: Script.Extent, isTight: Bool = false, isText: Bool = false,
    room: Room = .unlimited, characters: Int = 80
  ) throws -> [String] {
    var lines: [String] = []
    if !label.isEmpty {
      let turned = name == "z" && !isText ? " rotate" : ""
      lines.append(
        "set \(name)label \(GnuplotText.quoted(wrappedLabel(characters))) noenhanced\(turned)")
    }
    if logarithmic { lines.append("set logscale \(name)") }
    lines.append("set format \(name) '\(format(extent, isText: isText, in: room))'")
    guard let range else { return lines + automatic(name, extent, isTight, room) }
    guard holds(range.lowerBound), holds(range.upperBound), range.lowerBound < range.upperBound
    else { throw PlotError.axisRange(axis: name, range: range, logarithmic: logarithmic) }
    lines.append(rangeCommand(name, range))
    return lines + tics(name, range, extent, isTight: true, room)
  }

  /// Two lines have room beside an axis.
  func wrappedLabel(_ characters: Int) -> String {
    GnuplotText.wrapped(GnuplotText.elided(label, to: 2 * characters - 8), to: characters)
  }

  func rangeCommand(_ name: String, _ range: ClosedRange<Double>) -> String {
    let lower = GnuplotText.number(range.lowerBound)
    return "set \(name)range [\(lower):\(GnuplotText.number(range.upperBound))]"
  }

  private func automatic(
    _ name: String, _ extent: Script.Extent, _ isTight: Bool, _ room: Room
  ) -> [String] {
    guard let data = extent.range else { return [] }
    if let wider = widened(data, isWhole: extent.isWhole) {
      return [rangeCommand(name, wider)] + tics(name, wider, extent, isTight: true, room)
    }
    return tics(name, data, extent, isTight: isTight, room)
  }

  /// Where the marks stand, if not where gnuplot would put them: where data are whole, so are the marks, and there are no more
  /// than have room.
  private func tics(
    _ name: String, _ range: ClosedRange<Double>, _ extent: Script.Extent, isTight: Bool,
    _ room: Room
  ) -> [String] {
    guard !logarithmic else {
      return logarithmicTics(name: name, over: range, isTight: isTight, in: room)
    }
    let isWhole = extent.isWhole && extent.range != nil && name != "cb"
    guard let ticks = Ticks(over: range, in: room, isWhole: isWhole) else { return [] }
    if room.isAcross, let ends = outermost(ticks, range, isTight: isTight, room) {
      let list = ends.map(GnuplotText.number).joined(separator: ", ")
      let reach = isTight ? [] : [rangeCommand(name, ends[0]...ends[ends.count - 1])]
      return reach + ["set \(name)tics (\(list))"]
    }
    let isOwn = isWhole && range.upperBound - range.lowerBound <= 8
    let usual = Ticks(over: range, limit: Ticks.usual)?.step
    guard isOwn || ticks.isFine || ticks.step != usual else { return [] }
    return ["set \(name)tics \(GnuplotText.number(ticks.step))"]
  }

  /// The first and the last mark of an axis that has no room for the numbers of more, or even of both; nil for others.
  private func outermost(
    _ ticks: Ticks, _ range: ClosedRange<Double>, isTight: Bool, _ room: Room
  ) -> [Double]? {
    let places = isTight ? ticks.places(within: range) : ticks.places(around: range)
    guard places.count > 2, places.count - 1 > room.held(ticks.length) else { return nil }
    return [places[0], places[places.count - 1]]
  }

  /// Characters of the numbers beside the axis, at most.
  func numberLength(_ extent: Script.Extent, in room: Room) -> Int {
    guard let ends = range ?? extent.range else { return 4 }
    if logarithmic { return isFar(ends) ? 4 : logarithmicLength(ends, in: room) }
    let shown = widened(ends, isWhole: extent.isWhole) ?? ends
    return Ticks(over: shown, in: room, isWhole: extent.isWhole)?.length ?? 6
  }

  /// Whether gnuplot reckons with less room than the numbers beside the axis take.
  func needsRoom(_ extent: Script.Extent, in room: Room) -> Bool {
    logarithmic || numberLength(extent, in: room) > 5
  }

  /// Powers of ten on a logarithmic axis that reaches far, elsewhere as many digits as tell the marks apart.
  private func format(_ extent: Script.Extent, isText: Bool, in room: Room) -> String {
    guard let ends = range ?? extent.range else { return "%h" }
    if logarithmic {
      if !isText, isFar(ends) { return "10^{%T}" }
      guard ends.upperBound / ends.lowerBound < 1.5 else { return "%h" }
    }
    let shown = widened(ends, isWhole: extent.isWhole) ?? ends
    let ticks =
      logarithmic
      ? Ticks(over: shown, limit: 6) : Ticks(over: shown, in: room, isWhole: extent.isWhole)
    return ticks?.format ?? "%h"
  }

  private func isFar(_ ends: ClosedRange<Double>) -> Bool {
    (ends.upperBound > 1e4 || ends.lowerBound < 1e-3) && ends.upperBound / ends.lowerBound >= 100
  }
}
