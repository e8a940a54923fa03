import ONNXProto

extension Onnx_AttributeProto {
  static func integer(_ name: String, _ value: Int) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .int
      $0.i = Int64(value)
    }
  }

  static func number(_ name: String, _ value: Double) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .float
      $0.f = Float(value)
    }
  }

  static func integers(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.type = .ints
      $0.ints = values.map(Int64.init)
    }
  }
}
