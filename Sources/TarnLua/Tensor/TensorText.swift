import Foundation
import LuaBridge
import Tensors

/// A tensor as a person reads it: rows and columns, large ones summarised, with shape and type.
struct TensorText {
  /// Rows and columns at each end of a large tensor.
  private static let edge = 3
  private static let limit = 12

  private let tensor: Tensor
  /// Columns of the terminal, at which rows are broken; nil where there is none.
  private let columns: Int?
  /// Whether all elements are shown, however many there are.
  private let isWhole: Bool

  init(_ tensor: Tensor, columns: Int? = TensorText.terminal, isWhole: Bool = false) {
    self.tensor = tensor
    self.columns = columns
    self.isWhole = isWhole
  }

  private static var terminal: Int? { isatty(STDOUT_FILENO) == 1 ? Terminal.columns() : nil }

  var text: String {
    let type = "\(tensor.shape) \(tensor.dtype.rawValue)"
    if tensor.shape.rank == 0 { return "\(format(tensor[0])) (\(type))" }
    if tensor.count == 0 { return "empty tensor (\(type))" }
    let shown = shownElements()
    let width = shown.map { format(tensor[$0]).count }.max() ?? 0
    return block(0, 0, width: width, indent: "") + " (\(type)\(unusual))"
  }

  private func indices(_ size: Int) -> [Int?] {
    isWhole || size <= TensorText.limit
      ? Array(0..<size)
      : Array(0..<TensorText.edge) + [nil] + Array(size - TensorText.edge..<size)
  }

  private func block(_ dimension: Int, _ first: Int, width: Int, indent: String) -> String {
    let size = tensor.shape[dimension]
    let inner = tensor.shape.dimensions[(dimension + 1)...].reduce(1, *)
    let isLast = dimension == tensor.shape.rank - 1
    let parts = indices(size).map { index -> String in
      guard let index else { return "…" }
      if isLast {
        let text = format(tensor[first + index])
        return String(repeating: " ", count: width - text.count) + text
      }
      return block(dimension + 1, first + index * inner, width: width, indent: indent + " ")
    }
    let lines = isLast ? broken(parts, indent.count + 1) : parts
    return "{" + lines.joined(separator: ",\n" + indent + " ") + "}"
  }

  /// The numbers of a row in lines that fit the terminal.
  private func broken(_ parts: [String], _ indent: Int) -> [String] {
    guard let columns else { return [parts.joined(separator: ", ")] }
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, indent + last.count + part.count + 4 <= columns {
        lines[lines.count - 1] = last + ", " + part
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  /// The elements that are printed.
  private func shownElements() -> [Int] {
    var places = [0]
    for dimension in 0..<tensor.shape.rank {
      let size = tensor.shape[dimension]
      places = places.flatMap { place in indices(size).compactMap { $0.map { place * size + $0 } } }
    }
    return places
  }

  /// How many elements are not finite; in a large tensor they may be among those not shown.
  private var unusual: String {
    let (nan, infinite) = tensor.unusual
    return (nan > 0 ? ", \(nan) nan" : "") + (infinite > 0 ? ", \(infinite) inf" : "")
  }

  private func format(_ value: Double) -> String {
    if tensor.dtype == .int32 { return String(Int(value)) }
    if value.isNaN { return "nan" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    if value == value.rounded(), abs(value) < 1e6 { return String(Int(value)) }
    let size = abs(value)
    return String(
      format: size >= 1e5 || size < 1e-4 ? "%.3e" : size >= 100 ? "%.2f" : "%.4f", value)
  }
}
