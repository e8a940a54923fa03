import LuaBridge
import Tensors

/// Shapes as Lua holds them: read-only lists that print as 2x3, one for each shape.
final class ShapeLists {
  private let lua: Lua
  private var make: ReadOnlyLists?
  private var known: [Shape: LuaTable] = [:]
  private static let limit = 1000

  init(_ lua: Lua) { self.lua = lua }

  func callAsFunction(_ shape: Shape) throws -> LuaValue {
    if let list = known[shape] { return .table(list) }
    let make = try make ?? ReadOnlyLists(lua, name: "shape")
    self.make = make
    let sizes = shape.dimensions.map { LuaValue.integer($0) }
    if known.count >= ShapeLists.limit { known = [:] }
    let list = try make(sizes, text: shape.description)
    known[shape] = list
    return .table(list)
  }
}
