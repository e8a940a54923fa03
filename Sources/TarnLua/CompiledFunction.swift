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
    case number(Double)
    case string(String)
    case boolean(Bool)
    case object(ObjectIdentifier)
    /// A function by its identity in Lua.
    case function(UInt)
    case other
    /// The place of an argument that is an input.
    case input
  }

  private let function: LuaFunction
  /// The function that this one is a derivative of.
  private let origin: LuaFunction?
  private let session: Session
  private var plans: [Key: Plan] = [:]
  /// What ran last: a call like the one before finds its plan without hashing.
  private var latest: (plan: Plan, constants: [Constant])?
  /// Objects and functions among the constants; held so that their identities stay theirs.
  private var held: [AnyObject] = []
  /// Old plans are dropped beyond this number: a counter among the upvalues must not fill the
  /// memory.
  private static let limit = 64

  init(_ function: LuaFunction, _ session: Session) throws {
    self.function = function
    self.session = session
    origin = try session.origins[function]
  }

  func callAsFunction(_ arguments: [LuaValue]) throws -> [LuaValue] {
    var tensors: [Value] = []
    tensors.reserveCapacity(arguments.count)
    var constants: [Constant] = []
    for (k, argument) in arguments.enumerated() {
      switch argument {
      case .object(let object as TensorObject):
        tensors.append(object.value)
        constants.append(.input)
      case .table:
        tensors.append(try tensorValue(argument, "compile: argument \(k + 1)"))
        constants.append(.input)
      case .number, .integer, .string, .boolean: constants.append(constant(argument))
      default:
        throw MessageError(
          "compile: argument \(k + 1) must be a tensor or a number, got \(argument.shown)")
      }
    }
    // Inside another trace the operations are recorded there.
    if Trace.current != nil || tensors.contains(where: { $0.known == nil }) {
      return try function.call(arguments)
    }
    let upvalues = try closure()
    var networks: [NetworkObject] = []
    for upvalue in upvalues {
      if let network = upvalue.asObject(NetworkObject.self) {
        if !networks.contains(where: { $0 === network }) { networks.append(network) }
      } else {
        constants.append(constant(upvalue))
      }
    }
    var inputs = try tensors.map { try $0.tensor() }
    for network in networks { inputs.append(try network.network.parameters.tensor()) }
    let plan = try plan(inputs, constants, arguments, networks, upvalues)
    return try plan(inputs).map { session.wrap(.tensor($0)) }
  }

  private func plan(
    _ inputs: [Tensor], _ constants: [Constant], _ arguments: [LuaValue],
    _ networks: [NetworkObject], _ upvalues: [LuaValue]
  ) throws -> Plan {
    if let latest, latest.constants == constants,
      latest.plan.inputTypes.elementsEqual(inputs, by: { $0 == $1.type })
    {
      return latest.plan
    }
    let key = Key(types: inputs.map(\.type), constants: constants)
    if plans[key] == nil {
      held += upvalues.compactMap { $0.asFunction ?? $0.asObject(AnyObject.self) }
    }
    let plan = try plans[key] ?? trace(key, arguments, networks)
    latest = (plan, constants)
    return plan
  }

  /// What the function closes over, directly or through other Lua functions and their derivatives.
  private func closure() throws -> [LuaValue] {
    var values = origin.map { [.function($0)] } ?? function.upvalues
    var seen: Set<UInt> = []
    var next = 0
    while next < values.count {
      if case .function(let inner) = values[next], seen.insert(inner.identity).inserted {
        let upvalues = inner.upvalues
        values += upvalues
        if upvalues.isEmpty, let origin = try session.origins[inner] {
          values.append(.function(origin))
        }
      }
      next += 1
    }
    return values
  }

  private func constant(_ value: LuaValue) -> Constant {
    switch value {
    case .number(let number): .number(number)
    case .integer(let number): .number(Double(number))
    case .string(let text): .string(text)
    case .boolean(let flag): .boolean(flag)
    case .object(let object): .object(ObjectIdentifier(object))
    case .function(let function): .function(function.identity)
    default: .other
    }
  }

  private func trace(
    _ key: Key, _ arguments: [LuaValue], _ networks: [NetworkObject]
  ) throws -> Plan {
    let originals = networks.map(\.network)
    defer { for (object, original) in zip(networks, originals) { object.network = original } }
    let (graph, _) = try Trace.graph(key.types) { values in
      var rest = values[...]
      let traced = arguments.map { argument -> LuaValue in
        switch argument {
        case .object, .table: .object(TensorObject(rest.removeFirst()))
        default: argument
        }
      }
      for (object, original) in zip(networks, originals) {
        object.network = try original.with(parameters: rest.removeFirst())
      }
      return try function.call(traced).enumerated().map { k, result in
        try tensorValue(result, "compile: result \(k + 1)")
      }
    }
    if plans.count >= CompiledFunction.limit { plans.removeAll() }
    let plan = try Plan(graph)
    plans[key] = plan
    return plan
  }
}

func compileFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "compile",
    arguments: [Argument("f", .function, "A function of tensors and numbers.")],
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
        try compiled((0..<call.count).map { call.argument($0 + 1) })
      })
  }
}
