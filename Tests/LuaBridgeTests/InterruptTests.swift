import Foundation
import LuaBridge
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct InterruptTests {
  /// A state with `demo.interrupt()`, which raises SIGINT as Ctrl-C does.
  private func lua(_ tally: Tally? = nil) throws -> Lua {
    Interrupt.install()
    let lua = try Demo.lua(tally)
    try lua.install(
      SessionModule.declaration(version: "0", script: nil, arguments: []))
    try lua.setGlobal(
      "interrupt",
      .function(
        try lua.function { _ in
          raise(SIGINT)
          return []
        }))
    try lua.setGlobal(
      "interrupt_soon",
      .function(
        try lua.function { _ in
          let caller = pthread_self()
          Thread.detachNewThread {
            usleep(100_000)
            pthread_kill(caller, SIGINT)
          }
          return []
        }))
    try lua.setGlobal(
      "native_loop",
      .function(
        try lua.function { _ in
          let held = Counter(tally)
          while true { try Interrupt.check() }
          _ = held
        }))
    return lua
  }

  @Test(arguments: [
    "interrupt() while true do end",
    "interrupt() while true do pcall(function() while true do end end) end",
    "while true do pcall(interrupt) end",
    "while true do xpcall(interrupt, function(m) return m end) end",
    "interrupt() coroutine.wrap(function() while true do end end)()",
    "coroutine.wrap(function() interrupt() while true do end end)()",
    "local co = coroutine.create(function() interrupt() while true do coroutine.yield() end end) while true do coroutine.resume(co) end",
    "while true do coroutine.resume(coroutine.create(interrupt)) end",
    "interrupt() native_loop()",
    "interrupt() while true do pcall(native_loop) end",
    "while true do pcall(coroutine.wrap(function() interrupt() native_loop() end)) end",
    "interrupt() demo.apply(function() while true do end end, 1)",
    "while true do pcall(demo.apply, function() interrupt() while true do end end, 1) end",
    "for x in coroutine.wrap(function() while true do coroutine.yield(1) end end) do interrupt() end",
    "interrupt_soon() string.find(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(40))",
    "interrupt_soon() string.match(('a'):rep(100), ('.-'):rep(30) .. 'b')",
    "interrupt_soon() for _ in string.gmatch(('a'):rep(100), ('.-'):rep(30) .. 'b') do end",
    "interrupt_soon() string.gsub(('a'):rep(100), ('.-'):rep(30) .. 'b', '')",
    "interrupt_soon() string.find(('a'):rep(4e6), ('a'):rep(2e6) .. 'b', 1, true)",
    "interrupt_soon() while true do string.rep('ab', 5e8) end",
    "local t = {} for k = 1, 1e6 do t[k] = k end interrupt_soon() while true do table.concat(t) end",
    "local t = {} for k = 1, 3e6 do t[k] = (k * 7919) % 1000003 end interrupt_soon() while true do table.sort(t) end",
    "interrupt_soon() table.move(setmetatable({}, {__index = rawequal, __newindex = rawequal}), 1, 1e15, 2)",
    "interrupt_soon() setmetatable({}, {__gc = function() while true do end end}) collectgarbage() while true do end",
    "setmetatable({}, {__gc = function() interrupt() while true do end end}) collectgarbage() while true do end",
  ])
  func stopsWhateverRuns(code: String) throws {
    let tally = Tally()
    let lua = try lua(tally)
    #expect(throws: Interrupted.self) {
      try lua.interruptible { _ = try lua.run(code) }
    }
    #expect(!Interrupt.isRequested)
    // The session lives, and nothing is left armed.
    #expect(try lua.interruptible { try lua.run("return pcall(error, 'x', 0)") } == [false, "x"])
    lua.close()
    #expect(tally.count == 0)
  }

  @Test("The host may put something around all that Ctrl-C can stop")
  func hostsSurroundings() throws {
    let lua = try lua()
    defer { lua.close() }
    var runs = 0
    lua.aroundInterruptible = { body in
      runs += 1
      try body()
    }
    #expect(try lua.interruptible { try lua.run("return 1") } == [1])
    #expect(throws: LuaError.self) { try lua.interruptible { try lua.run("error('no')") } }
    #expect(runs == 2)
  }

  @Test func requestFromBeforeIsForgotten() throws {
    let lua = try lua()
    defer { lua.close() }
    // Not by a signal, which another thread may be the one to hear, and later.
    Interrupt.request()
    #expect(try lua.interruptible { try lua.run("return 1") } == [1])
    #expect(!Interrupt.isRequested)
  }

  @Test func politeLoopStopsByItself() throws {
    let lua = try lua()
    defer { lua.close() }
    let code = """
      local n = 0
      while not tarn.interrupted() do
        n = n + 1
        if n == 10 then interrupt() end
      end
      return n
      """
    #expect(try lua.interruptible { try lua.run(code) } == [10])
    // The second one stops in any case.
    #expect(throws: Interrupted.self) {
      try lua.interruptible {
        _ = try lua.run("tarn.interrupted() interrupt() interrupt() while true do end")
      }
    }
  }

  @Test func checkThrowsOnEveryThreadUntilHandled() async throws {
    Interrupt.install()
    Interrupt.clear()
    #expect(throws: Never.self) { try Interrupt.check() }
    Interrupt.request()
    #expect(throws: Interrupted.self) { try Interrupt.check() }
    #expect(throws: Interrupted.self) { try Interrupt.check() }
    Interrupt.clear()
    #expect(throws: Never.self) { try Interrupt.check() }
  }

  @Test func cleanUpCodeStillRuns() throws {
    let lua = try lua()
    defer { lua.close() }
    #expect(throws: Interrupted.self) {
      try lua.interruptible {
        _ = try lua.run(
          """
          local x <close> = setmetatable({}, {__close = function()
            cleaned = select(2, pcall(error, "caught", 0))
          end})
          interrupt() while true do end
          """)
      }
    }
    #expect(try lua.run("return cleaned") == ["caught"])
  }

  /// Where errors are caught by Lua itself, or other code runs while one is on its way.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "while true do load(function() return ' ' end) end",
      "while true do pcall(load, function() while true do end end) end",
      """
      while true do
        local t <close> = setmetatable({}, { __close = function() while true do end end })
        pcall(function() while true do end end)
      end
      """,
    ])
  func nothingHoldsAnInterruptBack(_ code: String) throws {
    let lua = try lua()
    defer { lua.close() }
    #expect(throws: Interrupted.self) {
      try lua.interruptible { try lua.run("interrupt_soon() " + code) }
    }
    // Afterwards all is as before: handlers run as long as they like.
    _ = try lua.interruptible {
      try lua.run("assert(not xpcall(error, function() for i = 1, 3e7 do end end))")
    }
  }
}
