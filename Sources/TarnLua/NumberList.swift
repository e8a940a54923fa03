import LuaBridge
import Tensors

/// Numbers that Lua gives as a list or as a tensor, read into `[Double]`.
extension ValueType {
  /// A list of numbers, or a tensor with at most one dimension that is longer than 1, so that the
  /// order of its elements is plain.
  static var vector: ValueType {
    .custom("list of numbers or tensor") { value in
      guard let array = try numberArray(value) else { return nil }
      guard array.shape.allSatisfy({ $0 == 1 || $0 == array.values.count }) else {
        throw MessageError(
          "must be a list or a vector, got \(shown(array.shape)); take a row or column of it, or "
            + "flatten it")
      }
      return array.values
    }
  }

  /// Numbers of which only the collection matters: a list, nested lists, or a tensor of any shape.
  static var sample: ValueType {
    .custom("list of numbers or tensor") { value in try numberArray(value)?.values }
  }

  /// A matrix: nested lists or a tensor with two dimensions; the Swift value is a `NumberArray`.
  static var matrix: ValueType {
    .custom("matrix") { value in
      guard let array = try numberArray(value) else { return nil }
      guard array.shape.count == 2, !array.values.isEmpty else {
        throw MessageError("must be a matrix with rows and columns, got \(shown(array.shape))")
      }
      return array
    }
  }

  /// Two different finite numbers in order; the Swift value is a `ClosedRange<Double>`.
  static var range: ValueType {
    .custom("pair {lower, upper}") { value in
      guard let ends = try numberArray(value)?.values, ends.count == 2 else { return nil }
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

/// A table or tensor of numbers; nil for what is neither.
func numberArray(_ value: LuaValue) throws -> NumberArray? {
  switch value {
  case .table(let table): return try table.numberArray()
  case .object(let object as TensorObject):
    let tensor = try object.value.tensor(for: "reading a list of numbers")
    return NumberArray(shape: tensor.shape.dimensions, values: tensor.doubles)
  default: return nil
  }
}

private func shown(_ sizes: [Int]) -> String {
  sizes.count == 1
    ? "a list of \(sizes[0])" : "shape \(sizes.map(String.init).joined(separator: "x"))"
}
