import CKernels

/// Whether the first operation that makes a NaN or an infinity from finite numbers is an error, on this
/// thread. While it is on, compiled functions run operation by operation, so that the error can name the
/// one.
public enum FiniteCheck {
  public static var isOn: Bool {
    get { tarn_checks_finite() != 0 }
    set { tarn_set_checks_finite(newValue ? 1 : 0) }
  }

  static func check(
    _ output: Tensor, _ inputs: [Tensor], _ name: @autoclosure () -> String
  ) throws {
    let (nan, infinite) = output.unusual
    guard nan + infinite > 0, inputs.allSatisfy(\.isFinite) else { return }
    throw TensorError.notFinite(
      operation: name(), nan: nan, infinite: infinite, elements: output.count)
  }
}

extension Tensor {
  /// How many elements are NaN, and how many are infinite.
  public var unusual: (nan: Int, infinite: Int) {
    var nan: Int64 = 0
    var infinite: Int64 = 0
    switch dtype {
    case .int32: break
    case .float32:
      withElements(as: Float.self) {
        tarn_count_unusual_f32($0.baseAddress, Int64(count), &nan, &infinite)
      }
    case .float64:
      withElements(as: Double.self) {
        tarn_count_unusual_f64($0.baseAddress, Int64(count), &nan, &infinite)
      }
    }
    return (Int(nan), Int(infinite))
  }

  /// Whether no element is NaN or infinite.
  public var isFinite: Bool { unusual == (0, 0) }
}
