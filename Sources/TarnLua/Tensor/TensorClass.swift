import LuaBridge
import Tensors

/// Tensors as Lua sees them.
package func tensorClass(_ session: Session) -> ClassDeclaration {
  ClassDeclaration(
    TensorObject.self, name: "tensor",
    summary: "An immutable array of numbers: +, -, *, /, ^ and methods broadcast as in NumPy.",
    fields: [
      Field("shape", "shape", "The sizes, outermost first; == compares, prints as 2x3.") {
        (object: TensorObject) in .object(ShapeObject(object.value.shape))
      },
      Field("dtype", "string", "\"float32\", \"float64\" or \"int32\".") { (object: TensorObject) in
        .string(object.value.dtype.rawValue)
      },
    ],
    methods: elementwiseMethods(session) + reductionMethods(session) + orderMethods(session)
      + shapeMethods(session) + accessMethods(session) + imageMethods(session),
    operators: tensorOperators(session),
    pairs: [
      .add: session.pair { try $0 + $1 }, .sub: session.pair { try $0 - $1 },
      .mul: session.pair { try $0 * $1 }, .div: session.pair { try $0 / $1 },
      .pow: session.pair { try $0.power($1) },
    ],
    index: { object, index in try row(of: object.value, index, session) },
    text: { object in
      object.value.known.map { TensorText($0).text }
        ?? "traced tensor (\(object.value.shape) \(object.value.dtype.rawValue))"
    })
}

/// `t[i]`: a row; of a vector a number, or a scalar tensor while it is traced.
private func row(of value: Value, _ index: Int, _ session: Session) throws -> LuaValue {
  guard value.shape.rank > 0 else {
    throw TensorError.dimension(operation: "index", got: 1, rank: 0)
  }
  let k = try place(index, size: value.shape[0], of: "index")
  if value.shape.rank == 1, case .tensor(let tensor) = value {
    return tensor.dtype == .int32 ? .integer(Int(tensor[k])) : .number(tensor[k])
  }
  return session.wrap(try value.row(k))
}

extension Session {
  /// The short way for two tensors, of an operator or of a method with one argument.
  func pair(_ operation: @escaping (Value, Value) throws -> Value) -> PairFunction {
    PairFunction(TensorObject.self) { [self] a, b in object(try operation(a.value, b.value)) }
  }
}

private func tensorOperators(_ session: Session) -> [Operator: (Call) throws -> LuaValue] {
  /// A number stays a number, so that it takes the tensor's type.
  func binary(
    _ operation: String, _ both: @escaping (Value, Value) throws -> Value,
    _ right: @escaping (Value, Double) throws -> Value,
    _ left: @escaping (Double, Value) throws -> Value
  ) -> (Call) throws -> LuaValue {
    { call in
      let (a, b) = (call.argument(1), call.argument(2))
      if let x = a.asObject(TensorObject.self)?.value {
        if let number = b.asNumber { return session.wrap(try right(x, number)) }
        return session.wrap(
          try both(x, operand(b, like: x, "\(operation): the right operand")))
      }
      let y = try tensorValue(b, "\(operation): the right operand")
      if let number = a.asNumber { return session.wrap(try left(number, y)) }
      return session.wrap(try both(operand(a, like: y, "\(operation): the left operand"), y))
    }
  }
  return [
    .add: binary("add", { try $0 + $1 }, { try $0 + $1 }, { try $0 + $1 }),
    .sub: binary("sub", { try $0 - $1 }, { try $0 - $1 }, { try $0 - $1 }),
    .mul: binary("mul", { try $0 * $1 }, { try $0 * $1 }, { try $0 * $1 }),
    .div: binary("div", { try $0 / $1 }, { try $0 / $1 }, { try $0 / $1 }),
    .pow: binary(
      "pow", { try $0.power($1) }, { try $0.power($1) },
      { try $1.floating().filled($0).power($1) }),
    .unm: { call in session.wrap(try -tensorValue(call.argument(1), "the operand")) },
    .len: { call in
      let shape = try tensorValue(call.argument(1), "the operand").shape
      guard shape.rank > 0 else { throw MessageError("a scalar tensor has no length") }
      return .integer(shape[0])
    },
    .eq: { call in
      guard let a = call.argument(1, as: TensorObject.self)?.value,
        let b = call.argument(2, as: TensorObject.self)?.value
      else { return false }
      return .boolean(try a.tensor(for: "==").isEqual(to: b.tensor(for: "==")))
    },
  ]
}
