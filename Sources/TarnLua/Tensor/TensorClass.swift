import LuaBridge
import Tensors

/// Tensors as Lua sees them.
package func tensorClass(_ session: Session) -> ClassDeclaration {
  ClassDeclaration(
    TensorObject.self, name: "tensor",
    summary: "An immutable array of numbers: +, -, *, /, ^ and methods broadcast as in NumPy. "
      + "Results of int32 are whole and exact, or an error. A tensor of one number is ordered (<, <=), joined (..) and "
      + "formatted as that number; but Lua says of itself that it equals no number: t:item() == 3. Functions of math and "
      + "the numeric for take t:item(), too.",
    fields: [
      Field("shape", "shape", "The sizes, outermost first; == compares, prints as 2x3.") {
        (object: TensorObject) in try session.shapes(object.value.shape)
      },
      Field("dtype", "string", "\"float32\", \"float64\" or \"int32\".") { (object: TensorObject) in
        .string(object.value.dtype.rawValue)
      },
    ],
    methods: elementwiseMethods(session) + reductionMethods(session) + orderMethods(session)
      + shapeMethods(session) + accessMethods(session) + imageMethods(session),
    operators: tensorOperators(session),
    pairs: tensorArithmetic.mapValues { $0.pair(session) },
    index: { object, index in try session.row(of: object.value, index) },
    text: { object in
      try object.value.known.map { TensorText($0).text }
        ?? "traced tensor (\(object.value.shape) \(object.value.dtype.rawValue))"
    },
    brief: { object in
      let type = "\(object.value.shape) \(object.value.dtype.rawValue)"
      // What fits on a line is shown.
      guard let tensor = try object.value.known, tensor.count <= 6, tensor.shape.rank < 2 else {
        return "tensor (\(type))"
      }
      return TensorText(tensor).text
    },
    wholeText: { object in
      try object.value.known.map { TensorText($0, isWhole: true).text }
        ?? "traced tensor (\(object.value.shape) \(object.value.dtype.rawValue))"
    },
    byteCount: { TensorType($0.value.shape, $0.value.dtype).byteCount },
    number: { object in
      guard let tensor = try object.value.known, tensor.count == 1 else { return nil }
      return tensor[0]
    },
    walk: "for i, row in ipairs(t) walks over its rows",
    foreignNames: foreignTensorNames)
}

extension Session {
  /// `t[i]`: a row; of a vector a number, or a scalar tensor while it is traced.
  fileprivate func row(of value: Value, _ index: Int) throws -> LuaValue {
    guard value.shape.rank > 0 else {
      throw TensorError.dimension(operation: "index", got: 1, rank: 0)
    }
    let k = try LuaIndex.position(index, in: value.shape[0], of: "index")
    if value.shape.rank == 1, case .tensor(let tensor) = value {
      return tensor.dtype == .int32 ? .integer(Int(tensor[k])) : .number(tensor[k])
    }
    return wrap(try value.row(k))
  }
}

/// An operator, for tensors and numbers. A number stays a number, so that it takes the tensor's type.
private struct Arithmetic: Sendable {
  let name: String
  let both: @Sendable (Value, Value) throws -> Value
  let right: @Sendable (Value, Double) throws -> Value
  let left: @Sendable (Double, Value) throws -> Value

  func pair(_ session: Session) -> PairFunction {
    PairFunction(
      TensorObject.self,
      { [both] a, b in session.object(try both(a.value, b.value)) },
      right: { [right] a, b in session.object(try right(a.value, b)) },
      left: { [left] a, b in session.object(try left(a, b.value)) })
  }

  /// What else may stand beside a tensor.
  func general(_ session: Session) -> (Call) throws -> LuaValue {
    { [self] call in
      let (a, b) = (call.argument(1), call.argument(2))
      if let x = a.asObject(TensorObject.self)?.value {
        return session.wrap(
          try both(x, Value(operand: b, like: x, "\(name): the right operand")))
      }
      let y = try Value(lua: b, "\(name): the right operand")
      return session.wrap(try both(Value(operand: a, like: y, "\(name): the left operand"), y))
    }
  }
}

private let tensorArithmetic: [Operator: Arithmetic] = [
  .add: Arithmetic(
    name: "add", both: { try $0 + $1 }, right: { try $0 + $1 }, left: { try $0 + $1 }),
  .sub: Arithmetic(
    name: "sub", both: { try $0 - $1 }, right: { try $0 - $1 }, left: { try $0 - $1 }),
  .mul: Arithmetic(
    name: "mul", both: { try $0 * $1 }, right: { try $0 * $1 }, left: { try $0 * $1 }),
  .div: Arithmetic(
    name: "div", both: { try $0 / $1 }, right: { try $0 / $1 }, left: { try $0 / $1 }),
  .pow: Arithmetic(
    name: "pow", both: { try $0.power($1) }, right: { try $0.power($1) },
    left: { try .power($0, $1) }),
  .idiv: Arithmetic(
    name: "//", both: { try $0.floorQuotient($1) },
    right: { try $0.floorQuotient(.operand($1, $0)) },
    left: { try Value.operand($0, $1).floorQuotient($1) }),
  .mod: Arithmetic(
    name: "%", both: { try $0.remainder($1) }, right: { try $0.remainder(.operand($1, $0)) },
    left: { try Value.operand($0, $1).remainder($1) }),
]

extension Session {
  /// The short way into a method with one argument, for two tensors.
  func pair(_ operation: @escaping (Value, Value) throws -> Value) -> PairFunction {
    PairFunction(TensorObject.self, { [self] a, b in object(try operation(a.value, b.value)) })
  }
}

/// Two numbers, or tensors of one element each, in order.
private func ordered(
  _ call: Call, _ sign: String, _ isOrdered: (Double, Double) -> Bool
) throws -> LuaValue {
  func number(_ value: LuaValue) throws -> Double? {
    if let number = value.asNumber { return number }
    guard let value = value.asObject(TensorObject.self)?.value, value.shape.count == 1 else {
      return nil
    }
    return try value.tensor(for: sign)[0]
  }
  guard let a = try number(call.argument(1)), let b = try number(call.argument(2)) else {
    throw try unordered(call, sign)
  }
  return .boolean(isOrdered(a, b))
}

/// The error of a comparison that would have to be true or false as a whole.
private func unordered(_ call: Call, _ sign: String) throws -> any Error {
  for k in 1...2 {
    if let value = call.argument(k, as: TensorObject.self)?.value {
      _ = try value.tensor(for: sign)
    }
  }
  return MessageError(
    "\(sign): tensors have no order; compare numbers, as x:item() \(sign) y, or elements, with lt, le, "
      + "gt and ge")
}

private func tensorOperators(_ session: Session) -> [Operator: (Call) throws -> LuaValue] {
  tensorArithmetic.mapValues { $0.general(session) }.merging([
    .unm: { call in session.wrap(try -Value(lua: call.argument(1), "the operand")) },
    .lt: { call in try ordered(call, "<", <) },
    .le: { call in try ordered(call, "<=", <=) },
    .len: { call in
      let shape = try Value(lua: call.argument(1), "the operand").shape
      guard shape.rank > 0 else { throw MessageError("a scalar tensor has no length") }
      return .integer(shape[0])
    },
    .concat: { call in
      // One number is a number here, as it is in arithmetic.
      let texts = try (1...2).map { position -> String in
        let value = call.argument(position)
        guard let tensor = try value.asObject(TensorObject.self)?.value.tensor(for: "..") else {
          guard value.asString != nil || value.asNumber != nil else {
            throw MessageError("..: a tensor can be joined to text and numbers, got \(value.shown)")
          }
          return try call.lua.describe(value)
        }
        guard tensor.count == 1 else { return TensorText(tensor, columns: nil).text }
        let number = tensor[0]
        return try call.lua.describe(
          tensor.dtype == .int32
            ? .integer(Int(number))
            // The digits that the number has, not those of the double nearest to it.
            : .number(tensor.dtype == .float32 ? Double("\(Float(number))") ?? number : number))
      }
      return .string(texts.joined())
    },
    .eq: { call in
      guard let a = call.argument(1, as: TensorObject.self)?.value,
        let b = call.argument(2, as: TensorObject.self)?.value
      else { return false }
      return .boolean(try a.tensor(for: "==").isEqual(to: b.tensor(for: "==")))
    },
  ]) { $1 }
}
