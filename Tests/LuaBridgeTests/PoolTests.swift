import LuaBridge
import Testing

/// Lua's own objects, whose memory is the state's pool where they are small.
struct PoolTests {
  /// Strings and tables across the sizes where their memory comes from somewhere else.
  @Test func contentsSurviveEveryChangeOfSize() throws {
    let lua = Lua()
    defer { lua.close() }
    try lua.run(
      """
      local kept = {}
      for length = 0, 600 do
        kept[length] = { text = string.rep("x", length) .. length, list = {} }
        for k = 1, length do kept[length].list[k] = k end
        for k = length, length // 2 + 1, -1 do kept[length].list[k] = nil end
        if length % 7 == 0 then collectgarbage() end
      end
      for length = 0, 600 do
        assert(kept[length].text == string.rep("x", length) .. length)
        for k = 1, length // 2 do assert(kept[length].list[k] == k) end
      end
      """)
  }

  @Test func whatIsFreedIsUsedAgain() throws {
    let lua = Lua()
    defer { lua.close() }
    let churn = "for k = 1, 100000 do local t = { k, { k } } end collectgarbage()"
    try lua.run(churn)
    let before = lua.memory.lua
    for _ in 0..<5 { try lua.run(churn) }
    #expect(abs(lua.memory.lua - before) < 20_000)
  }
}
