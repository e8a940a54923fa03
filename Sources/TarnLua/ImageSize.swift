import LuaBridge
import Tensors

extension ValueType {
  /// A number for both directions, or {height, width}; the Swift value is an `Extent`.
  static var extent: ValueType { extent(atLeast: 0) }

  /// The same, for what may not be zero: kernels and strides.
  static var positiveExtent: ValueType { extent(atLeast: 1) }

  private static func extent(atLeast least: Int) -> ValueType {
    .custom("whole number or pair {height, width}") { value in
      let extent: Extent
      if let both = value.asInteger {
        extent = Extent(both)
      } else {
        guard case .table(let list) = value, list.count == 2, let height = list[1].asInteger,
          let width = list[2].asInteger
        else { return nil }
        extent = Extent(height, width)
      }
      guard extent.height >= least, extent.width >= least else {
        throw MessageError("must be at least \(least), got \(extent)")
      }
      return extent
    }
  }
}

extension Call {
  func extent(_ name: String) -> Extent { value(name, as: Extent.self) }
  func optionalExtent(_ name: String) -> Extent? { optionalValue(name, as: Extent.self) }
}

/// The options that convolutions and pooling have in common.
enum ImageOption {
  static var stride: Option {
    Option("stride", .positiveExtent, default: 1, "Steps between places.")
  }
  static var poolStride: Option {
    Option("stride", .positiveExtent, "Steps between windows; the window's size if missing.")
  }
  static var padding: Option { Option("padding", .extent, default: 0, "Zeros around the images.") }
  static var poolPadding: Option {
    Option(
      "padding", .extent, default: 0, "Rows and columns around the images; at most half the window."
    )
  }
  static var kernel: Argument {
    Argument("kernel", .positiveExtent, "The window's size: a number, or {height, width}.")
  }
}
