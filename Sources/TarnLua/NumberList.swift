import LuaBridge
import Tensors

/// Numbers that Lua gives as a list or as a tensor, read into `[Double]`.
extension ValueType {
  /// A list of numbers, or a tensor with at most one dimension that is longer than 1, so that the
  /// order of its elements is plain.
  static var vector: ValueType {
    .custom("list of numbers or tensor") { value in
      guard let array = try NumberArray(lua: value) else { return nil }
      guard array.shape.allSatisfy({ $0 == 1 || $0 == array.values.count }) else {
        throw MessageError(
          "must be a list or a vector, got \(array.shownShape); take a row or column of it, or "
            + "flatten it")
      }
      return array.values
    }
  }

  /// Numbers of which only the collection matters: a list, nested lists, or a tensor of any shape.
  static var sample: ValueType {
    .custom("list of numbers or tensor") { value in try NumberArray(lua: value)?.values }
  }

  /// A matrix: nested lists or a tensor with two dimensions; the Swift value is a `NumberArray`.
  static var matrix: ValueType {
    .custom("matrix") { value in
      guard let array = try NumberArray(lua: value) else { return nil }
      guard array.shape.count == 2, !array.values.isEmpty else {
        throw MessageError("must be a matrix with rows and columns, got \(array.shownShape)")
      }
      return array
    }
  }

  /// Two different finite numbers in order; the Swift value is a `ClosedRange<Double>`.
  static var range: ValueType {
    .custom("pair {lower, upper}") { value in
      guard let ends = try NumberArray(lua: value)?.values, ends.count == 2 else { return nil }
      guard ends[0] < ends[1], ends.allSatisfy(\.isFinite) else {
        let got = ends.map { LuaValue.number($0).shown }.joined(separator: " and ")
        throw MessageError("must be two finite numbers, the smaller one first, got \(got)")
      }
      return ends[0]...ends[1]
    }
  }
}

extension Call {
  func numberList(_ name: String) -> [Double] { value(name, as: [Double].self) }
  func optionalNumberList(_ name: String) -> [Double]? { optionalValue(name, as: [Double].self) }
}

extension NumberArray {
  /// A table or tensor of numbers; nil for what is neither.
  init?(lua value: LuaValue) throws {
    switch value {
    case .table(let table): self = try table.numberArray()
    case .object(let object as TensorObject):
      let tensor = try object.value.tensor(for: "reading a list of numbers")
      self.init(shape: tensor.shape.dimensions, values: tensor.doubles)
    default: return nil
    }
  }

  var shownShape: String {
    shape.count == 1
      ? "a list of \(shape[0])" : "shape \(shape.map(String.init).joined(separator: "x"))"
  }
}

extension LuaValue {
  /// A number, or a tensor with one element; nil for anything else.
  func scalar(for operation: String) throws -> Double? {
    try asNumber ?? asObject(TensorObject.self)?.value.tensor(for: operation).item()
  }
}

extension Lua {
  /// A list of numbers.
  func list(_ numbers: [Double]) throws -> LuaValue {
    .table(try table(numbers.map(LuaValue.number)))
  }
}
