import CLua
import CLuaShims

/// Nested arrays of numbers, as a table writes a matrix: `{{1, 2}, {3, 4}}`.
public struct NumberArray: Equatable, Sendable {
  /// Lengths, outermost first; `[]` would be a single number.
  public var shape: [Int]
  /// Row-major.
  public var values: [Double]

  /// How many tables may lie inside each other.
  public static let deepest = 32
  /// More numbers are refused: tables that hold one table many times would ask for them.
  static let most = 1 << 28

  public init(shape: [Int], values: [Double]) {
    self.shape = shape
    self.values = values
  }
}

/// A table is not a regular array of numbers.
public struct NumberArrayError: Error, CustomStringConvertible {
  public let description: String
  /// Whether tables are nested too deep, or hold themselves.
  public var isTooDeep = false

  public static let tooDeep = NumberArrayError(
    description: "the table is nested deeper than \(NumberArray.deepest) levels", isTooDeep: true)
}

extension LuaTable {
  /// Reads nested arrays of numbers in one go; booleans are not numbers.
  /// - Throws: ``NumberArrayError`` that names the place, such as `item [2][3] is nil, expected a
  ///   number` or `item [2] has length 3, expected 2`.
  public func numberArray() throws -> NumberArray {
    let lua = try requireOwner()
    guard lua_checkstack(lua.current, 80) != 0 else {
      throw NumberArrayError(description: "no room on the Lua stack")
    }
    let top = lua_gettop(lua.current)
    defer { lua_settop(lua.current, top) }
    tarn_push_reference(lua.current, number)
    var reader = NumberArrayReader(lua: lua)
    try reader.findShape()
    lua_settop(lua.current, top + 1)
    try reader.read(axis: 0)
    return NumberArray(shape: reader.shape, values: reader.values)
  }
}

private struct NumberArrayReader {
  let lua: Lua
  var shape: [Int] = []
  var values: [Double] = []
  var place: [Int] = []

  init(lua: Lua) { self.lua = lua }

  /// Follows the first items down; leaves them on the stack.
  mutating func findShape() throws {
    while lua_type(lua.current, -1) == LUA_TTABLE {
      lua.uncover(at: -1)
      guard shape.count < NumberArray.deepest else { throw NumberArrayError.tooDeep }
      let length = Int(lua_rawlen(lua.current, -1))
      shape.append(length)
      if length == 0 { return }
      lua_rawgeti(lua.current, -1, 1)
    }
    let total = shape.reduce(into: (count: 1, overflow: false)) { product, length in
      let step = product.count.multipliedReportingOverflow(by: length)
      product = (step.partialValue, product.overflow || step.overflow)
    }
    guard !total.overflow, total.count <= NumberArray.most else {
      throw NumberArrayError(
        description: "the table has more than \(NumberArray.most) numbers")
    }
    try lua.account?.requireRoom(for: 8 * total.count)
    values.reserveCapacity(min(total.count, 1 << 24))
  }

  /// Reads the array on top of the stack.
  mutating func read(axis: Int) throws {
    lua.uncover(at: -1)
    try refuseKeys()
    let length = Int(lua_rawlen(lua.current, -1))
    guard length == shape[axis] else {
      throw NumberArrayError(
        description: "\(placeName) has length \(length), expected \(shape[axis])")
    }
    guard length > 0 else { return }
    place.append(0)
    for index in 1...length {
      place[axis] = index
      let type = lua_rawgeti(lua.current, -1, lua_Integer(index))
      if axis + 1 < shape.count {
        guard type == LUA_TTABLE else { throw unexpected("an array of length \(shape[axis + 1])") }
        try read(axis: axis + 1)
      } else {
        guard type == LUA_TNUMBER else { throw unexpected("a number") }
        values.append(lua_tonumberx(lua.current, -1, nil))
      }
      tarn_pop(lua.current, 1)
    }
    place.removeLast()
  }

  /// A list has no named fields, which would be lost. Entries behind the last item show it.
  private func refuseKeys() throws {
    let length = lua_Integer(lua_rawlen(lua.current, -1))
    if length > 0 { lua_pushinteger(lua.current, length) } else { lua_pushnil(lua.current) }
    guard lua_next(lua.current, -2) != 0 else { return }
    defer { tarn_pop(lua.current, 2) }
    let key = lua.value(at: -2)
    if let position = key.asInteger, (1...max(1, length)).contains(lua_Integer(position)) { return }
    throw NumberArrayError(
      description: (place.isEmpty ? "" : placeName + ": ")
        + "expected a list, got a table with key \(key.shown)")
  }

  private var placeName: String {
    place.isEmpty ? "the table" : "item " + place.map { "[\($0)]" }.joined()
  }

  private func unexpected(_ expected: String) -> NumberArrayError {
    NumberArrayError(
      description: "\(placeName) is \(lua.value(at: -1).shown), expected \(expected)")
  }
}

extension Lua {
  /// A new table of nested arrays. `integers`: the values are whole and become Lua integers.
  /// - Throws: ``LuaError`` if memory does not suffice.
  public func table(_ numbers: NumberArray, integers: Bool = false) throws -> LuaTable {
    try requireOpen()
    precondition(!numbers.shape.isEmpty, "a single number is not a table")
    precondition(numbers.values.count == numbers.shape.reduce(1, *), "shape and values agree")
    // Sixteen bytes a number, and a table for each row.
    try account?.requireRoom(for: 16 * numbers.values.count)
    let status = numbers.values.withUnsafeBufferPointer { values in
      numbers.shape.withUnsafeBufferPointer { shape in
        tarn_push_numbers(
          current, values.baseAddress, shape.baseAddress, Int32(shape.count), integers)
      }
    }
    guard status == LUA_OK else { throw caughtError() }
    return LuaTable(popping: self)
  }
}
