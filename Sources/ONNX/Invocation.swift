import Foundation
import ONNXProto
import Tensors

/// One node with its inputs.
struct Invocation {
  let node: Onnx_NodeProto
  let inputs: [Operand]
  /// Whether the first input is computed from the model's inputs, not from parameters alone.
  let isData: Bool
  /// The version of the operator set that the model asks for.
  let version: Int
  /// The number of samples, if the model's batch is declared as 1.
  let batch: Int?

  func has(_ index: Int) -> Bool {
    guard index < inputs.count else { return false }
    if case .absent = inputs[index] { return false }
    return true
  }

  func operand(_ index: Int) throws -> Operand {
    guard has(index) else { throw OperatorError("input \(index + 1) is missing") }
    return inputs[index]
  }

  func value(_ index: Int) throws -> Value { try operand(index).value() }

  /// Whole numbers that are known before the model runs.
  func integers(_ index: Int) throws -> [Int] { try known(index).numbers }

  func known(_ index: Int) throws -> Integers {
    switch try operand(index) {
    case .integers(let integers): return integers
    case .value(let value):
      guard let tensor = try value.known, tensor.dtype == .int32 else {
        throw OperatorError("input \(index + 1) must be known whole numbers, it is computed")
      }
      return Integers(tensor.doubles.map { Int($0) }, shape: tensor.shape)
    case .absent: throw OperatorError("input \(index + 1) is missing")
    }
  }

  /// A number that is known before the model runs.
  func number(_ index: Int) throws -> Double {
    guard case .value(let value) = try operand(index) else {
      return Double(try integers(index).first ?? 0)
    }
    guard let tensor = try value.known, tensor.count == 1 else {
      throw OperatorError("input \(index + 1) must be one known number")
    }
    return try tensor.item()
  }

  /// Numbers that are known before the model runs.
  func numbers(_ index: Int) throws -> [Double] {
    guard case .value(let value) = try operand(index) else {
      return try integers(index).map(Double.init)
    }
    guard let tensor = try value.known else {
      throw OperatorError("input \(index + 1) must be known numbers, it is computed")
    }
    return tensor.doubles
  }

  // MARK: Attributes

  func attribute(_ name: String) -> Onnx_AttributeProto? {
    node.attribute.first { $0.name == name }
  }

  func integer(_ name: String, default fallback: Int) throws -> Int {
    guard let attribute = attribute(name) else { return fallback }
    guard attribute.hasI else { throw OperatorError("attribute \(name) must be a whole number") }
    return Int(attribute.i)
  }

  func integers(_ name: String) throws -> [Int]? {
    guard let attribute = attribute(name) else { return nil }
    guard !attribute.hasI, !attribute.hasF, !attribute.hasS else {
      throw OperatorError("attribute \(name) must be whole numbers")
    }
    return attribute.ints.map { Int($0) }
  }

  func numbers(_ name: String) throws -> [Double]? {
    guard let attribute = attribute(name) else { return nil }
    guard !attribute.hasI, !attribute.hasF, !attribute.hasS, attribute.ints.isEmpty else {
      throw OperatorError("attribute \(name) must be a list of numbers")
    }
    return attribute.floats.map(Double.init)
  }

  func number(_ name: String, default fallback: Double) throws -> Double {
    guard let attribute = attribute(name) else { return fallback }
    guard attribute.hasF else { throw OperatorError("attribute \(name) must be a number") }
    // The nearest decimal is what was meant: 1e-5, not the float32 below it.
    return Double("\(attribute.f)") ?? Double(attribute.f)
  }

  func text(_ name: String, default fallback: String) throws -> String {
    guard let attribute = attribute(name) else { return fallback }
    guard attribute.hasS, let text = String(validating: attribute.s, as: UTF8.self) else {
      throw OperatorError("attribute \(name) must be a text")
    }
    return text
  }

  /// A dimension, negative from the end, as one from 0.
  func axis(_ axis: Int, rank: Int) throws -> Int {
    let index = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(index) else {
      throw OperatorError("axis \(axis) is out of range for \(rank) dimensions")
    }
    return index
  }
}
