import Synchronization

/// Whether the first operation that makes a NaN or an infinity from finite numbers is an error. While it
/// is on, compiled functions run operation by operation, so that the error can name the one.
public enum FiniteCheck {
  private static let flag = Atomic<Bool>(false)

  public static var isOn: Bool {
    get { flag.load(ordering: .relaxed) }
    set { flag.store(newValue, ordering: .relaxed) }
  }

  static func check(
    _ output: Tensor, _ inputs: [Tensor], _ name: @autoclosure () -> String
  ) throws {
    guard !output.isFinite, inputs.allSatisfy(\.isFinite) else { return }
    let values = output.doubles
    throw TensorError.notFinite(
      operation: name(), nan: values.count(where: \.isNaN),
      infinite: values.count(where: \.isInfinite), elements: values.count)
  }
}
