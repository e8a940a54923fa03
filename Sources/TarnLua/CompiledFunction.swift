import LuaBridge
import Tensors

/// A Lua function as plans: traced at the first call for each combination of types and numbers, and
/// again when an upvalue has been replaced, its own or one of a Lua function that it closes over. The
/// parameters of networks among them are inputs of the plans, so that one plan serves every vector.
final class CompiledFunction {
  private struct Key: Hashable {
    let types: [TensorType]
    /// Arguments and upvalues that are constants of the plan.
    let constants: [Constant]
  }

  private enum Constant: Hashable {
    /// Bit by bit: -0 is not 0, and NaN is itself.
    case number(UInt64)
    case integer(Int)
    case string(String)
    case boolean(Bool)
    case object(ObjectIdentifier)
    /// A function or table: itself, whatever is in it.
    case reference(UInt)
    case other
    /// The place of an argument that is an input.
    case input
  }

  /// A plan and what its last inputs are: parameters of networks that the function uses, keys of random
  /// numbers. A class: each call takes hold of it, and of a structure would count every part.
  private final class Compilation {
    let plan: Plan
    let constants: [Constant]
    /// The inputs that follow the arguments.
    let implicit: [any ImplicitSource]
    /// What the function closed over; held so that identities stay what they were.
    let closure: Closure
    let fingerprint: UInt64
    /// Whether all arguments are inputs of the plan.
    let takesTensors: Bool

    init(
      plan: Plan, constants: [Constant], implicit: [any ImplicitSource], closure: Closure,
      takesTensors: Bool
    ) {
      self.plan = plan
      self.constants = constants
      self.implicit = implicit
      self.closure = closure
      fingerprint = closure.fingerprint
      self.takesTensors = takesTensors
    }

    /// All inputs of the plan, if it fits these arguments and the networks as they are now.
    func inputs(_ arguments: consuming [Tensor]) throws -> [Tensor]? {
      // First, for a random key that is drawn is gone.
      guard zip(arguments, plan.inputTypes).allSatisfy({ $0.type == $1 }),
        implicit.allSatisfy({ $0.isValid })
      else { return nil }
      var inputs = arguments
      for source in implicit { inputs.append(try source.current()) }
      return plan.inputTypes.elementsEqual(inputs, by: { $0 == $1.type }) ? inputs : nil
    }
  }

  /// Functions that a function reaches through upvalues, itself the first, and all their upvalues.
  private struct Closure {
    var functions: [LuaFunction] = []
    var values: [LuaValue] = []

    var fingerprint: UInt64 {
      var hash: UInt64 = 0
      for function in functions { hash = function.upvalueFingerprint(hash) }
      return hash
    }
  }

  private let function: LuaFunction
  /// The function that this one is a derivative of.
  private let origin: LuaFunction?
  private let session: Session
  private var compilations: [Key: Compilation] = [:]
  /// What ran last: a call like the one before finds its plan without hashing.
  private var latest: Compilation?
  /// Old plans are dropped beyond this number: a counter among the upvalues must not fill the
  /// memory.
  private static let limit = 64

  init(_ function: LuaFunction, _ session: Session) throws {
    self.function = function
    self.session = session
    origin = try session.origins[function]
  }

  func callAsFunction(_ call: Call) throws -> [LuaValue] {
    if let results = try again(call) { return results }
    return try self((0..<call.count).map { call.argument($0 + 1) })
  }

  /// The results of a call like the one before, if it is one: the same types of tensors, and the
  /// same things closed over.
  private func again(_ call: Call) throws -> [LuaValue]? {
    guard let latest, latest.takesTensors, latest.constants.count >= call.count,
      call.count == latest.plan.inputTypes.count - latest.implicit.count, Trace.current == nil,
      !FiniteCheck.isOn
    else { return nil }
    var tensors: [Tensor] = []
    tensors.reserveCapacity(latest.plan.inputTypes.count)
    for k in 0..<call.count {
      guard let object = call.argument(k + 1, as: TensorObject.self),
        case .tensor(let tensor) = object.value
      else { return nil }
      tensors.append(tensor)
    }
    guard latest.closure.fingerprint == latest.fingerprint,
      let inputs = try latest.inputs(tensors)
    else { return nil }
    return try latest.plan(inputs).map { session.wrap(tensor: $0) }
  }

  private func callAsFunction(_ arguments: [LuaValue]) throws -> [LuaValue] {
    var tensors: [Value] = []
    tensors.reserveCapacity(arguments.count)
    var constants: [Constant] = []
    for (k, argument) in arguments.enumerated() {
      switch argument {
      case .object(let object as TensorObject):
        tensors.append(object.value)
        constants.append(.input)
      case .table:
        tensors.append(try Value(lua: argument, "compile: argument \(k + 1)"))
        constants.append(.input)
      case .number, .integer, .string, .boolean: constants.append(constant(argument))
      default:
        throw MessageError(
          "compile: argument \(k + 1) must be a tensor or a number, got \(argument.shown)")
      }
    }
    // Inside another trace the operations are recorded there.
    if try Trace.current != nil || tensors.contains(where: { try $0.known == nil }) {
      return try function.call(arguments)
    }
    // Operation by operation, so that an error can name the one that failed.
    if FiniteCheck.isOn {
      return try function.call(arguments).enumerated().map { k, result in
        session.wrap(try Value(lua: result, "compile: result \(k + 1)"))
      }
    }
    let closure = try closure()
    for upvalue in closure.values { constants.append(constant(upvalue)) }
    let known = try tensors.map { try $0.tensor() }
    let key = Key(types: known.map(\.type), constants: constants)
    if let found = compilations[key], let inputs = try found.inputs(known) {
      latest = found
      return try found.plan(inputs).map { session.wrap(tensor: $0) }
    }
    let compilation = try trace(key, arguments, closure)
    guard let inputs = try compilation.inputs(known) else {
      throw TensorError.foreignTrace
    }
    return try compilation.plan(inputs).map { session.wrap(tensor: $0) }
  }

  /// What the function closes over, directly or through other Lua functions and their derivatives.
  private func closure() throws -> Closure {
    var closure = Closure()
    var waiting = [origin ?? function]
    var seen: Set<UInt> = []
    while let next = waiting.popLast() {
      guard seen.insert(next.identity).inserted else { continue }
      let upvalues = next.upvalues
      closure.functions.append(next)
      closure.values += upvalues
      waiting += upvalues.compactMap(\.asFunction)
      if upvalues.isEmpty, let origin = try session.origins[next] {
        closure.values.append(.function(origin))
        waiting.append(origin)
      }
    }
    return closure
  }

  private func constant(_ value: LuaValue) -> Constant {
    switch value {
    case .number(let number): .number(number.bitPattern)
    case .integer(let number): .integer(number)
    case .string(let text): .string(text)
    case .boolean(let flag): .boolean(flag)
    case .object(let object): .object(ObjectIdentifier(object))
    case .function(let function): .reference(function.identity)
    case .table(let table): .reference(table.identity)
    default: .other
    }
  }

  private func trace(
    _ key: Key, _ arguments: [LuaValue], _ closure: Closure
  ) throws -> Compilation {
    let traced = try Trace.graph(key.types, collecting: (any ImplicitSource).self) { values in
      var rest = values[...]
      let traced = arguments.map { argument -> LuaValue in
        switch argument {
        case .object, .table: .object(TensorObject(rest.removeFirst()))
        default: argument
        }
      }
      return try function.call(traced).enumerated().map { k, result in
        try Value(lua: result, "compile: result \(k + 1)")
      }
    }
    if compilations.count >= CompiledFunction.limit { compilations.removeAll() }
    let compilation = Compilation(
      plan: try Plan.cached(traced.graph), constants: key.constants,
      implicit: traced.implicit.map(\.source), closure: closure,
      takesTensors: arguments.allSatisfy { if case .object = $0 { true } else { false } })
    compilations[key] = compilation
    latest = compilation
    return compilation
  }
}

func compileFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "compile",
    arguments: [Argument("f", .callable, "A function of tensors and numbers.")],
    returns: "function",
    summary:
      "Traces the function at its first call for each combination of shapes and types, and runs a "
      + "compiled plan from then on. Upvalues are constants: when something that "
      + "it closes over is replaced, it is traced anew.",
    example: "tarn.compile(function(x) return (x:tanh() * 2):sum() end)(tensor{1, 2})"
  ) { call in
    let compiled = try CompiledFunction(call.function("f"), session)
    return .function(
      try session.lua.function { call in
        try compiled(call)
      })
  }
}
