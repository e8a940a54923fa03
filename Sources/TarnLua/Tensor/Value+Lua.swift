import LuaBridge
import Tensors

/// A tensor, or its place in a trace, as Lua holds it.
final class TensorObject {
  let value: Value
  init(_ value: Value) { self.value = value }
}

extension Value {
  /// The tensor that a Lua value is: a tensor, a number, or nested tables of numbers.
  /// - Parameter what: what the error calls it.
  init(lua value: LuaValue, _ what: @autoclosure () -> String, dtype: DType = .standard) throws {
    do {
      if let tensor = try Value(lua: value, dtype: dtype) {
        self = tensor
        return
      }
    } catch let error as NumberArrayError { throw MessageError("\(what()): \(error)") }
    throw MessageError("\(what()) must be a tensor, got \(value.shown)")
  }

  /// The same; nil for what is nothing of the kind.
  init?(lua value: LuaValue, dtype: DType = .standard) throws {
    switch value {
    case .object(let object as TensorObject): self = object.value
    case .number(let number): self = try .scalar(number, dtype)
    case .integer(let number): self = try .scalar(Double(number), dtype)
    case .table(let table): self = try Value(lua: table, dtype: dtype)
    default: return nil
    }
  }

  /// Nested tables of numbers as a tensor. Tensors among them are stacked, for what is `{x[1], x[2]}` may
  /// hold numbers, or traced scalars in their place.
  init(lua table: LuaTable, dtype: DType) throws {
    try self.init(lua: table, dtype: dtype, depth: 1)
  }

  /// - Parameter depth: how many tables lie around the items; no table can hold itself without end.
  private init(lua table: LuaTable, dtype: DType, depth: Int) throws {
    guard depth <= NumberArray.deepest else { throw NumberArrayError.tooDeep }
    let array: NumberArray
    do { array = try table.numberArray() } catch let error as NumberArrayError {
      let items = table.array
      var search = TensorSearch()
      guard items.contains(where: { search.finds($0) }) else { throw error }
      self = try .stacked(
        items.enumerated().map { k, item in
          do {
            if case .table(let inner) = item {
              return try Value(lua: inner, dtype: dtype, depth: depth + 1)
            }
          } catch let error as NumberArrayError where !error.isTooDeep {
            throw MessageError("item [\(k + 1)]: \(error)")
          }
          return try Value(lua: item, "item [\(k + 1)]", dtype: dtype).cast(to: dtype)
        }, dimension: 0)
      return
    }
    self = .tensor(try Tensor(array.values, shape: Shape(array.shape), dtype: dtype))
  }
}

/// Looks for a tensor in nested tables, in each table once.
private struct TensorSearch {
  private var seen: Set<UInt> = []

  mutating func finds(_ value: LuaValue, depth: Int = 1) -> Bool {
    switch value {
    case .object(let object): return object is TensorObject
    case .table(let table):
      guard depth < NumberArray.deepest, seen.insert(table.identity).inserted else { return false }
      return table.array.contains { finds($0, depth: depth + 1) }
    default: return false
    }
  }
}
