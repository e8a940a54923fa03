import LuaBridge
import Tensors

/// Shapes as Lua holds them: read-only lists that print as 2x3, one for each shape that was asked for last.
final class ShapeLists {
  private let lua: Lua
  private var make: ReadOnlyLists?
  private var known: [Shape: LuaTable] = [:]
  private static let limit = 64

  init(_ lua: Lua) { self.lua = lua }

  func callAsFunction(_ shape: Shape) throws -> LuaValue {
    if let list = known[shape] { return .table(list) }
    let make =
      try make
      ?? ReadOnlyLists(lua, name: "shape", separator: "x", empty: Shape.scalar.description)
    self.make = make
    if known.count >= ShapeLists.limit { known = [:] }
    let list = try make(shape.dimensions.map { .integer($0) })
    known[shape] = list
    return .table(list)
  }
}
