import Settings

/// Why a figure cannot be drawn, shown or saved.
public enum PlotError: Error, Equatable, Sendable {
  /// A figure without marks.
  case noMarks
  /// A mark without a single value that has a place on its axes.
  case noData(kind: String, label: String, given: Int)
  /// Two columns of one mark differ in length.
  case lengthMismatch(
    kind: String, first: String, firstCount: Int, second: String, secondCount: Int)
  /// A grid whose values do not fill its coordinates.
  case gridShape(values: Int, columns: Int, rows: Int)
  /// Grid coordinates or contour levels that do not increase; `index` counts from 1.
  case notIncreasing(what: String, index: Int)
  /// A number out of its range.
  case value(what: String, got: String, expected: String)
  /// Ends of an axis that cannot be its ends.
  case axisRange(axis: String, range: ClosedRange<Double>, logarithmic: Bool)
  /// A file name with a suffix that is no format.
  case unknownFormat(path: String, allowed: [String])
  /// The file cannot be written.
  case unwritable(path: String, reason: String)
  /// The plotting program is not installed.
  case gnuplotMissing(executable: String)
  /// The plotting program failed; `message` is what it said.
  case gnuplotFailed(message: String)
}

extension PlotError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noMarks:
      return "nothing to plot: the figure has no data"
    case .noData(let kind, let label, let given):
      let name = label.isEmpty ? kind : "\(kind) \"\(label)\""
      if given == 0 { return "nothing to plot: \(name) has no data" }
      return "nothing to plot: none of the \(given) values of \(name) can be drawn "
        + "(NaN, infinite, beyond \(Axis.greatest), or not positive on a logarithmic axis)"
    case .lengthMismatch(let kind, let first, let firstCount, let second, let secondCount):
      return "\(kind): \(first) has \(firstCount) values, but \(second) has \(secondCount); "
        + "they must be equally many"
    case .gridShape(let values, let columns, let rows):
      return "grid: expected one value for each of \(rows) y and \(columns) x coordinates, "
        + "got \(values)"
    case .notIncreasing(let what, let index):
      return "\(what) must be finite and increasing, but number \(index) is not"
    case .value(let what, let got, let expected):
      return "\(what): expected \(expected), got \(got)"
    case .axisRange(let axis, let range, let logarithmic):
      let name = axis == "cb" ? "color" : axis
      let kind = logarithmic ? "finite, positive and different" : "finite and different"
      return "\(name) axis: the ends of its range must be \(kind), "
        + "got \(range.lowerBound) and \(range.upperBound)"
    case .unknownFormat(let path, let allowed):
      return "cannot save \"\(path)\": the file name must end in \(listed(allowed))"
        + nearest(path, allowed)
    case .unwritable(let path, let reason):
      return "cannot write \"\(path)\": \(reason)"
    case .gnuplotMissing(let executable):
      let looked = executable == "gnuplot" ? "" : " (looked for \"\(executable)\")"
      return "plotting needs gnuplot: apt install gnuplot-nox\(looked)"
    case .gnuplotFailed(let message):
      return "gnuplot failed: \(message)"
    }
  }

  private func nearest(_ path: String, _ allowed: [String]) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "" }
    let suffix = name[dot...].lowercased()
    switch suffix {
    case ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp":
      return "; did you mean '.png'?"
    case ".eps", ".ps", ".tex": return "; did you mean '.pdf'?"
    case ".gnuplot", ".plt", ".gnu": return "; did you mean '.gp'?"
    case ".tsv", ".txt", ".dat": return "; did you mean '.csv'?"
    default: return NearestName.suggestion(for: suffix, in: allowed)
    }
  }

  private func listed(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}
