import CLua
import CLuaShims

/// The short way into an operator or method for two objects of one class, or one and a number: without a
/// ``Call``, whose checks would cost more than the arithmetic on a small tensor. All other operands take
/// the usual way.
public struct PairFunction {
  let both: (AnyObject, AnyObject) throws -> AnyObject
  let right: ((AnyObject, Double) throws -> AnyObject)?
  let left: ((Double, AnyObject) throws -> AnyObject)?

  /// - Parameters:
  ///   - right: for a number on the right; the usual way if nil.
  ///   - left: for a number on the left.
  public init<T: AnyObject>(
    _ type: T.Type, _ both: @escaping (T, T) throws -> T,
    right: ((T, Double) throws -> T)? = nil, left: ((Double, T) throws -> T)? = nil
  ) {
    self.both = { try both(unsafeDowncast($0, to: T.self), unsafeDowncast($1, to: T.self)) }
    self.right = right.map { right in { try right(unsafeDowncast($0, to: T.self), $1) } }
    self.left = left.map { left in { try left($0, unsafeDowncast($1, to: T.self)) } }
  }
}

/// A pair function of a class in one state.
struct BoundPair {
  /// What `tarn_object_at` answers for objects of the class; the state holds it.
  private let classObject: UnsafeMutableRawPointer
  private let metatable: Int32
  private let function: PairFunction

  init?(_ function: PairFunction?, _ binding: ClassBinding) {
    guard let function else { return nil }
    classObject = Unmanaged.passUnretained(binding).toOpaque()
    metatable = binding.metatable
    self.function = function
  }

  /// Pushes the result if the stack holds two such operands and nothing else.
  func run(_ state: OpaquePointer) throws -> Bool {
    guard lua_gettop(state) == 2 else { return false }
    // The stack holds the operands while the function runs.
    let result: AnyObject
    switch (object(state, at: 1), object(state, at: 2)) {
    case (let first?, let second?):
      result = try first._withUnsafeGuaranteedRef { first in
        try second._withUnsafeGuaranteedRef { try function.both(first, $0) }
      }
    case (let first?, nil):
      guard let right = function.right, lua_type(state, 2) == LUA_TNUMBER else { return false }
      let number = lua_tonumberx(state, 2, nil)
      result = try first._withUnsafeGuaranteedRef { try right($0, number) }
    case (nil, let second?):
      guard let left = function.left, lua_type(state, 1) == LUA_TNUMBER else { return false }
      let number = lua_tonumberx(state, 1, nil)
      result = try second._withUnsafeGuaranteedRef { try left(number, $0) }
    case (nil, nil): return false
    }
    tarn_push_object(state, Unmanaged.passRetained(result).toOpaque(), classObject, metatable)
    return true
  }

  /// An open object of the class.
  private func object(_ state: OpaquePointer, at index: Int32) -> Unmanaged<AnyObject>? {
    var object: UnsafeMutableRawPointer?
    guard tarn_object_at(state, index, &object) == classObject else { return nil }
    return object.map { Unmanaged.fromOpaque($0) }
  }
}
