import Foundation
import LuaBridge
import Ranks
import Tensors

/// What the modules share: the state, the session's seed, and where the standard library is.
public final class Session {
  public let lua: Lua
  /// The seed of calls that name none.
  public internal(set) var seed: UInt64 = 0
  /// How often random tensors were made without a seed of their own: each has its own stream.
  var draws: UInt64 = 0
  /// How many networks were drawn without a seed of their own: each has its own streams.
  var networks: UInt64 = 0
  /// Threads that long work uses when it names no number of workers.
  public internal(set) var threads: Int {
    get { Threads.count }
    set { Threads.count = newValue }
  }
  /// Of which function a gradient, a batch, … was made.
  private(set) lazy var origins = FunctionOrigins(lua)
  private(set) lazy var shapes = ShapeLists(lua)
  private var lists: ReadOnlyLists?
  /// The attacks that functions of scripts are.
  let customAttacks = CustomAttacks()
  /// What was read, with its fingerprint.
  var usedData: [String: String] = [:]
  private var warnings: Set<String> = []
  public let standardLibrary: String?

  public init(lua: Lua, standardLibrary: String?) {
    self.lua = lua
    self.standardLibrary = standardLibrary
    lua.nativeBytes = { Memory.tensors }
    lua.count(in: .process)
    Memory.onShortage { Lua.collectOnThisThread() }
  }

  /// A tensor for Lua, whose collector is told how large it is.
  func wrap(_ value: Value) -> LuaValue { .object(object(value)) }

  func wrap(tensor: Tensor) -> LuaValue { .object(object(.tensor(tensor))) }

  func object(_ value: Value) -> TensorObject {
    if case .tensor(let tensor) = value {
      lua.reportNativeAllocation(tensor.type.byteCount)
    } else if Trace.current == nil, let tensor = try? value.known {
      // When all traces have ended a result is a tensor like any other, and its trace can go. One that cannot be
      // computed says so when it is asked for.
      return object(.tensor(tensor))
    }
    return TensorObject(value)
  }

  /// The seed option of a call, or the session's.
  func seed(_ call: Call) -> UInt64 {
    call.optionalInteger("seed").map { UInt64(bitPattern: Int64($0)) } ?? seed
  }

  /// Calls a Lua function of tensors that gives one tensor.
  func call(_ function: LuaFunction, _ arguments: [Value]) throws -> Value {
    try results(of: function, arguments, first: 1)[0]
  }

  /// Calls a Lua function of tensors that gives tensors, at least one; more than `first` are dropped, as
  /// Lua drops them.
  func results(of function: LuaFunction, _ arguments: [Value], first: Int = .max) throws -> [Value]
  {
    let results = try function.call(arguments.map { .object(TensorObject($0)) })
    guard !results.isEmpty else {
      throw MessageError("the function returned nothing, expected a tensor")
    }
    return try results.prefix(first).enumerated().map { k, result in
      // A number of Lua is a double, and keeps its digits.
      if let number = result.asNumber { return try .scalar(number, .float64) }
      return try Value(lua: result, "the function's result\(k > 0 ? " \(k + 1)" : "")")
    }
  }

  /// Calls a Lua function that must give one number.
  func scalar(_ function: LuaFunction, _ arguments: [Value], of operation: String) throws -> Value {
    let value = try call(function, arguments)
    guard value.shape.count == 1 else {
      throw MessageError(
        "tarn.\(operation): the function must return a scalar tensor, got \(value.shape)")
    }
    return value
  }

  /// A word on standard error; each only once in a session, and of several ranks by the first.
  func note(_ text: String) {
    if World.current.rank == 0, warnings.insert(text).inserted { StandardError.write(text) }
  }

  /// A warning on standard error; each only once in a session.
  /// - Parameter again: whether it is about one run, and the next may need it as well.
  func warn(_ text: String, again: Bool = false) {
    guard World.current.rank == 0, warnings.insert(text).inserted || again else { return }
    StandardError.write("warning: \(text)")
  }

  /// Names that belong to an object: a list that cannot be changed, for the object would not learn of it.
  func names(_ names: [String]) throws -> LuaValue {
    let make =
      try lists ?? ReadOnlyLists(lua, name: "list of names", separator: ", ", empty: "(none)")
    lists = make
    return .table(try make(names.map { .string($0) }))
  }

  static var seedOption: Option { Option("seed", .integer, "Seed; the session's unless given.") }
}

extension ValueType {
  /// A tensor, a number, or nested tables of numbers; the Swift value is a `Value`.
  static var tensor: ValueType { .custom("tensor") { try Value(lua: $0) } }

  /// The same, but the digits of numbers are kept: for what takes the type of another argument.
  static var precise: ValueType { .custom("tensor") { try Value(lua: $0, dtype: .float64) } }

  static var dtype: ValueType { .oneOf(DType.allCases.map(\.rawValue)) }
}

extension Call {
  /// A dimension counted from 1, or from the end if negative, as one counted from 0.
  func dimension(_ name: String, rank: Int, of operation: String) throws -> Int {
    try LuaIndex.dimension(integer(name), rank: rank, of: operation)
  }

  /// A number or list of numbers; nil if it is missing.
  func optionalDimensions(_ name: String, rank: Int, of operation: String) throws -> [Int]? {
    switch self[name] {
    case .nil: nil
    case .table(let list) where list.count == 0: nil
    case .table(let list):
      try list.array.reduce(into: []) { dimensions, item in
        guard let number = item.asInteger else {
          throw MessageError("\(operation): a dimension must be an integer, got \(item.shown)")
        }
        let dimension = try LuaIndex.dimension(number, rank: rank, of: operation)
        guard !dimensions.contains(dimension) else {
          throw MessageError("\(operation): dimension \(number) is named twice")
        }
        dimensions.append(dimension)
      }
    default: [try dimension(name, rank: rank, of: operation)]
    }
  }

  func dtype(_ name: String = "dtype", default fallback: DType = .standard) -> DType {
    has(name) ? optionalString(name).flatMap(DType.init) ?? fallback : fallback
  }

  func tensor(_ name: String) -> Value { value(name, as: Value.self) }
  /// A `precise` argument: what was no tensor takes the type of another.
  func tensor(_ name: String, like other: Value) throws -> Value {
    let value = tensor(name)
    return has(name) && self[name].asObject(TensorObject.self) != nil
      ? value : try value.cast(to: other.floating().dtype)
  }
  func optionalTensor(_ name: String) -> Value? { optionalValue(name, as: Value.self) }
}
