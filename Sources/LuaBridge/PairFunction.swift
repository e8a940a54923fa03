import CLua
import CLuaShims

/// The short way into an operator or method for two objects of one class: without a ``Call``, whose
/// checks would cost more than the arithmetic on a small tensor. All other operands take the usual way.
public struct PairFunction {
  let body: (AnyObject, AnyObject) throws -> AnyObject

  public init<T: AnyObject>(_ type: T.Type, _ body: @escaping (T, T) throws -> T) {
    self.body = { try body(unsafeDowncast($0, to: T.self), unsafeDowncast($1, to: T.self)) }
  }
}

/// A pair function of a class in one state.
struct BoundPair {
  /// What `tarn_object_at` answers for objects of the class; the state holds it.
  let classObject: UnsafeMutableRawPointer
  let metatable: Int32
  let body: (AnyObject, AnyObject) throws -> AnyObject

  init?(_ function: PairFunction?, _ binding: ClassBinding) {
    guard let function else { return nil }
    classObject = Unmanaged.passUnretained(binding).toOpaque()
    metatable = binding.metatable
    body = function.body
  }

  /// Pushes the result if the stack holds two open objects of the class and nothing else.
  func run(_ state: OpaquePointer) throws -> Bool {
    var (first, second): (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
    guard lua_gettop(state) == 2, tarn_object_at(state, 1, &first) == classObject,
      tarn_object_at(state, 2, &second) == classObject, let first, let second
    else { return false }
    // The stack holds both while the function runs.
    let result = try Unmanaged<AnyObject>.fromOpaque(first)._withUnsafeGuaranteedRef { first in
      try Unmanaged<AnyObject>.fromOpaque(second)._withUnsafeGuaranteedRef { second in
        try body(first, second)
      }
    }
    tarn_push_object(state, Unmanaged.passRetained(result).toOpaque(), classObject, metatable)
    return true
  }
}
