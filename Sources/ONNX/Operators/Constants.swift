import Tensors

extension Operators {
  static let constants: [String: Operator] = [
    "Constant": { call in
      guard let attribute = call.node.attribute.first else {
        throw OperatorError("it has no value")
      }
      switch attribute.name {
      case "value" where attribute.hasT: return [try attribute.t.operand(path: "")]
      case "value_int": return [.integers(Integers([Int(attribute.i)], shape: .scalar))]
      case "value_ints": return [.integers(Integers(attribute.ints.map { Int($0) }))]
      case "value_float": return [.value(try .scalar(Double(attribute.f)))]
      case "value_floats":
        return [.value(.tensor(try Tensor(attribute.floats.map(Double.init))))]
      default: throw OperatorError("attribute \(attribute.name) is not supported")
      }
    },
    "ConstantOfShape": { call in
      let shape = try Shape(call.integers(0))
      try requireModest(shape)
      guard let attribute = call.attribute("value") else {
        return [.value(.tensor(try .full(0, shape: shape)))]
      }
      switch try attribute.t.operand(path: "") {
      case .integers(let integers):
        let number = integers.numbers.first ?? 0
        return [
          .integers(Integers([Int](repeating: number, count: shape.count), shape: shape))
        ]
      case .value(let value):
        guard let tensor = try value.known, tensor.count == 1 else {
          throw OperatorError("its value must be one number")
        }
        return [.value(.tensor(try .full(tensor[0], shape: shape, dtype: tensor.dtype)))]
      case .absent: throw OperatorError("it has no value")
      }
    },
    "Shape": { call in
      let sizes = try call.operand(0).shape.dimensions
      func place(_ index: Int) -> Int {
        min(
          max(index < 0 ? index.addingReportingOverflow(sizes.count).partialValue : index, 0),
          sizes.count)
      }
      let start = place(try call.integer("start", default: 0))
      let end = place(try call.integer("end", default: sizes.count))
      return [.integers(Integers(Array(sizes[start..<max(start, end)])))]
    },
    "Cast": { call in
      let operand = try call.operand(0)
      switch try call.integer("to", default: 1) {
      // Half precision is computed in single precision.
      case 1, 10, 16: return [.value(try operand.value().cast(to: .float32))]
      case 11: return [.value(try operand.value().cast(to: .float64))]
      case 9:
        if case .integers(let integers) = operand {
          return [
            .integers(Integers(integers.numbers.map { $0 == 0 ? 0 : 1 }, shape: integers.shape))
          ]
        }
        let x = try operand.value()
        return [.value(try x.differs(from: x.filled(0)).cast(to: .int32))]
      case 2...7, 12, 13:
        if case .integers = operand { return [operand] }
        return [.value(try operand.value().cast(to: .int32))]
      case let type: throw OperatorError("element type \(type) is not supported")
      }
    },
  ]
}
