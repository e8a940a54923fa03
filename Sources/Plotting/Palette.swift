/// Colors of values.
public enum Palette: String, Sendable, CaseIterable {
  /// From dark to light, uniform in lightness (Smith and van der Walt 2015).
  case viridis
  /// Blue below 0, light gray at 0, red above (after Brewer's RdBu); its ends are equally far from 0.
  case diverging
  /// From black to white.
  case gray

  private var stops: [String] {
    switch self {
    case .viridis:
      [
        "#440154", "#482878", "#3E4A89", "#31688E", "#26828E", "#1F9E89", "#35B779", "#6DCD59",
        "#B4DE2C", "#FDE725",
      ]
    case .diverging:
      [
        "#053061", "#2166AC", "#4393C3", "#92C5DE", "#C3D7E4", "#DDDDDD", "#F0CBB8", "#F4A582",
        "#D6604D", "#B2182B", "#67001F",
      ]
    case .gray: ["#000000", "#FFFFFF"]
    }
  }

  /// The command that makes it gnuplot's palette.
  var command: String {
    let stops = stops.enumerated().map { "\($0.offset) '\($0.element)'" }
    return "set palette defined (\(stops.joined(separator: ", ")))"
  }

  /// The color at a share from 0 to 1 of the way, as `#RRGGBB`.
  func color(at share: Double) -> String {
    let stops = stops
    let place = max(0, min(1, share.isNaN ? 0 : share)) * Double(stops.count - 1)
    let lower = min(Int(place), stops.count - 2)
    func channels(_ color: String) -> [Double] {
      let number = Int(color.dropFirst(), radix: 16) ?? 0
      return [number >> 16, number >> 8 & 255, number & 255].map(Double.init)
    }
    let part = place - Double(lower)
    let mixed = zip(channels(stops[lower]), channels(stops[lower + 1])).map {
      Int(($0 + ($1 - $0) * part).rounded())
    }
    let digits = String(mixed[0] << 16 | mixed[1] << 8 | mixed[2], radix: 16, uppercase: true)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The ends of the color bar for such values.
  func range(of values: ClosedRange<Double>, logarithmic: Bool) -> ClosedRange<Double> {
    guard self == .diverging, !logarithmic else { return values }
    let end = max(abs(values.lowerBound), abs(values.upperBound))
    return -end...end
  }
}
