import LuaBridge
import Synchronization
import Testing

/// Lua's heap in an account of the host.
struct MemoryAccountTests {
  private final class Tally: Sendable {
    let bytes = Atomic<Int>(0)
    let ceiling: Int
    init(ceiling: Int) { self.ceiling = ceiling }

    var inUse: Int { bytes.load(ordering: .relaxed) }

    var account: MemoryAccount {
      MemoryAccount(
        reserve: { bytes, must in
          let fits = self.inUse + bytes <= self.ceiling
          if fits || must { self.bytes.wrappingAdd(bytes, ordering: .relaxed) }
          return fits
        }, release: { self.bytes.wrappingSubtract($0, ordering: .relaxed) },
        refusal: { MessageError("refused \($0)") }, other: { 7 }, ceiling: { self.ceiling })
    }
  }

  private func lua(_ tally: Tally) -> Lua {
    let lua = Lua()
    lua.count(in: tally.account)
    return lua
  }

  @Test func theHeapIsCountedAndGivenBack() throws {
    let tally = Tally(ceiling: 1 << 40)
    let lua = lua(tally)
    let start = tally.inUse
    #expect(start > 10_000)
    try lua.run("rawset(_G, 't', {}) for i = 1, 1000000 do t[i] = i end")
    #expect(tally.inUse > start + 16_000_000)
    try lua.run("t = nil collectgarbage()")
    #expect(tally.inUse < start + 3_000_000)
    #expect(lua.memory.other == 7 && lua.memory.ceiling == 1 << 40)
    lua.close()
    #expect(tally.inUse == 0)
  }

  /// Small objects lie in chunks, which go where nothing lives in them any more.
  @Test func chunksAreGivenBackToOthers() throws {
    let lua = lua(Tally(ceiling: 60 << 20))
    defer { lua.close() }
    try lua.run(
      """
      for _ = 1, 3 do
        local ok, message = pcall(function()
          local t = {} for i = 1, 100000000 do t[i] = { i } end
        end)
        assert(not ok and message:find("refused"), message)
        -- The library makes a text in a buffer, and then once more.
        local long = string.rep("x", 25 << 20)
        assert(#long == 25 << 20)
      end
      """)
  }

  @Test(arguments: [
    "string.rep('x', 100000000)", "local t = {} for i = 1, 100000000 do t[i] = i end",
    "coroutine.wrap(function() return string.rep('x', 100000000) end)()",
    "assert(coroutine.resume(coroutine.create(function() return string.rep('x', 100000000) end)))",
    "assert(load('return {' .. string.rep('1,', 10000000) .. '}'))",
    "return setmetatable({}, { __index = function() return string.rep('x', 100000000) end }).x",
  ])
  func refusalsAreErrors(_ code: String) throws {
    let lua = lua(Tally(ceiling: 60 << 20))
    defer { lua.close() }
    try lua.run(
      "local ok, message = pcall(function() " + code
        + " end) assert(not ok and message:find('refused %d'), message)")
    let error = #expect(throws: LuaError.self) { try lua.run(code) }
    #expect(error?.message.contains("refused") == true)
    try lua.run("return string.rep('x', 10000000)")
  }

  /// No error may pass Swift's frames: it comes when they are gone.
  @Test func swiftIsNotRefused() throws {
    let lua = lua(Tally(ceiling: 40 << 20))
    defer { lua.close() }
    var returned = 0
    try lua.setGlobal(
      "long",
      .function(
        try lua.function { _ in
          returned += 1
          return [.string(String(repeating: "x", count: 60 << 20))]
        }))
    try lua.run(
      """
      for _ = 1, 3 do
        local ok, message = pcall(long)
        assert(not ok and message:find("refused"), message)
      end
      assert(#string.rep("x", 15 << 20) == 15 << 20)
      """)
    #expect(returned == 3)
  }
}
