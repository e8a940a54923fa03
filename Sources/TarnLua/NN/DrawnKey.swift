import Tensors

/// The key of random numbers as an implicit input of what is traced: every run of the plan gets a new one.
final class DrawnKey: ImplicitSource {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func current() throws -> Tensor { try session.nextKey() }

  /// Each draw has a key of its own.
  static func == (a: DrawnKey, b: DrawnKey) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Session {
  /// The key of what is drawn next. A function that is compiled gets a new one in every run.
  func freshKey() throws -> Value {
    try Trace.implicit(DrawnKey(self), TensorType(Shape([4]), .int32)) ?? .tensor(nextKey())
  }
}
