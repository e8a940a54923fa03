import Foundation
import Testing

/// What the program needs of memory, seen from outside.
@Suite struct MemoryTests {
  /// Runs a script; gives its exit code and what it wrote.
  private func run(_ arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
    try ChildProgram.run(PseudoTerminal.program, arguments)
  }

  /// Lua that gives a figure of /proc/self/status in megabytes.
  private static let status = """
    local function status(key)
      for line in io.lines("/proc/self/status") do
        local kilobytes = line:match("^" .. key .. ":%s*(%d+)")
        if kilobytes then return tonumber(kilobytes) / 1024 end
      end
    end

    """

  @Test(arguments: [
    // 4,000 tensors of a megabyte; the same of many sizes; the same beside a large heap of Lua's own.
    "local x = tensor.zeros(262144) for _ = 1, 4000 do local y = x + 1 end",
    "for k = 1, 4000 do local y = tensor.zeros(200000 + 37 * k) end",
    """
    local keep = {} for k = 1, 200000 do keep[k] = { k } end
    before = status("VmRSS")
    local x = tensor.zeros(262144) for _ = 1, 4000 do local y = x * 2 end
    """,
  ])
  func temporariesDoNotPileUp(_ loop: String) throws {
    let script =
      Self.status + "tensor.zeros(10)\nlocal before = status('VmRSS')\n" + loop
      + "\nprint(status('VmHWM') - before)"
    let (code, output, errors) = try run(["-e", script])
    #expect(code == 0, "\(errors)")
    // Sanitizers keep freed memory to themselves.
    if isSanitized { return }
    let megabytes = try #require(Double(output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(megabytes < 64)
  }

  @Test func aCeilingIsAnErrorAndTheScriptGoesOn() throws {
    let script = """
      local ok, message = pcall(tensor.zeros, 100000000)
      assert(not ok and message:find("memory"), message)
      local list = {}
      ok, message = pcall(function() for k = 1, 1000 do list[k] = tensor.zeros(1000000) end end)
      assert(not ok and message:find("memory"), message)
      -- What was dropped is collected before anything is refused, in coroutines too.
      list = nil
      assert(tensor.ones(40000000):sum():item() == 40000000)
      for _ = 1, 3 do
        coroutine.wrap(function() assert(tensor.ones(40000000):sum():item() == 40000000) end)()
      end
      assert(tarn.compile(function(x) return x + tensor.ones(10000000) end)(tensor(1)):sum():item() == 20000000)
      print("alive")
      """
    let (code, output, errors) = try run(["--memory", "200M", "-e", script])
    #expect(code == 0 && output == "alive\n", "\(errors)")
  }
}
