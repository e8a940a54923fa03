import LuaBridge
import Testing

struct NativeMemoryTests {
  /// 4000 temporaries of 1 MB each: without reports, Lua would keep hundreds of them.
  @Test func temporariesDoNotPileUp() throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    try lua.setGlobal(
      "megabyte",
      .function(
        try lua.function { call in
          call.lua.reportNativeAllocation(1 << 20)
          return [.object(Counter(tally))]
        }))
    try lua.run("for i = 1, 4000 do local t = megabyte() end")
    #expect(tally.peak.load(ordering: .relaxed) < 64)
    lua.close()
    #expect(tally.count == 0)
  }

  @Test func smallAllocationsAddUp() throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    defer { lua.close() }
    try lua.setGlobal(
      "small",
      .function(
        try lua.function { call in
          call.lua.reportNativeAllocation(2000)
          return [.object(Counter(tally))]
        }))
    try lua.run("for i = 1, 20000 do local t = small() end")
    // 16 MB of the 40.
    #expect(tally.peak.load(ordering: .relaxed) < 8000)
  }

  @Test func stoppedCollectorStaysStopped() throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    defer { lua.close() }
    try lua.run("collectgarbage('stop') for i = 1, 100 do demo.counter() end")
    lua.reportNativeAllocation(1 << 30)
    #expect(tally.count == 100)
    try lua.run("collectgarbage('restart')")
  }

  /// What a script has dropped goes, without finalisers, and what it still holds stays.
  @Test func collectionsWithinNativeCode() throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    defer { lua.close() }
    try lua.setGlobal(
      "collect",
      .function(
        try lua.function { call in
          Lua.collectOnThisThread()
          return [.integer(tally.count)] + (0..<call.count).map { call.argument($0 + 1) }
        }))
    let results = try lua.run(
      """
      collectgarbage("stop")
      local finalised = 0
      setmetatable({}, {__gc = function() finalised = finalised + 1; demo.counter() end})
      local kept = demo.counter()
      for i = 1, 100 do demo.counter() end
      local live, first, last = collect(kept, demo.counter())
      local inside = coroutine.wrap(function() demo.counter() return (collect()) end)()
      assert(first == kept and last ~= kept)
      return live, inside, finalised
      """)
    #expect(results == [2, 2, 0])
    // Outside of Lua there is nothing to collect in.
    Lua.collectOnThisThread()
  }

  @Test func finalisersMayCollect() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.setGlobal(
      "collect",
      .function(
        try lua.function { _ in
          Lua.collectOnThisThread()
          return []
        }))
    try lua.run(
      """
      local runs = 0
      for i = 1, 100 do setmetatable({}, {__gc = function() runs = runs + 1; collect() end}) end
      collectgarbage()
      collectgarbage()
      assert(runs == 100)
      """)
  }

  @Test func otherThreadsOnlyAddToTheDebt() async throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    defer { lua.close() }
    try lua.run("for i = 1, 50 do demo.counter() end")
    let memory = lua.nativeMemory
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<100 { group.addTask { memory.allocated(1 << 20) } }
    }
    try lua.run("for i = 1, 20 do demo.counter() end")
    #expect(tally.count < 70)
  }

  @Test func totalsAreKnown() throws {
    let lua = Lua()
    defer { lua.close() }
    #expect(lua.memory.lua > 1000)
    #expect(lua.memory.native == nil)
    lua.nativeBytes = { 77 }
    #expect(lua.memory.native == 77)
  }
}
