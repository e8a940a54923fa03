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
  /// What asks for gigabytes without end, in tensors or anything else.
  @Test(arguments: [
    "local t = {} for i = 1, 1e9 do t[i] = i end",
    "local t = {} for i = 1, 1e9 do t[i] = { i } end",
    "local t = {} for i = 1, 1e9 do t[i] = 'text ' .. i end",
    "local t = {} for i = 1, 1e9 do t[i] = tensor(1) end",
    "local t = {} for i = 1, 1e9 do t[i] = nn.ReLU() end",
    "local t = {} for i = 1, 1e9 do t[i] = tarn.grad(math.sin) end",
    "local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end",
    "local s = 'x' while true do s = s .. s end",
    "string.rep('x', 1000000000)",
    "coroutine.wrap(function() local t = {} for i = 1, 1e9 do t[i] = { i } end end)()",
    "assert(coroutine.resume(coroutine.create(function() return string.rep('x', 1000000000) end)))",
    "assert(load('return {' .. string.rep('1,', 20000000) .. '}'))",
    "local t = {} for i = 1, 1000000 do t[i] = string.rep('x', 100) .. i end return table.concat(t)",
    "return tensor.zeros(40000000):totable()",
    "return tarn.compile(function(x) for _ = 1, 3000000 do x = x + 1 end return x end)(tensor { 1 })",
    "return tarn.grad(function(x) for _ = 1, 1e9 do x = x * 2 end return x end)(tensor(1))",
    "return data.two_moons { n = 100000000 }", "return data.xor { n = 100000000 }",
    "return tarn.hessian(function(x) return (x * x):sum() end)(tensor.ones(20000))",
    "return tostring(setmetatable({}, { __tostring = function() return string.rep('x', 1000000000) end }))",
  ])
  func everythingIsUnderTheCeiling(_ code: String) throws {
    let script =
      Self.status + "local function run()\n" + code + "\nend\n" + """
        local ok, message = pcall(run)
        assert(not ok, "it was done")
        assert(tostring(message):find("out of memory: .* limit 200 MB"), message)
        -- What it held can go, and be used again.
        local t = {} for i = 1, 1000000 do t[i] = i end
        t = nil
        assert(tensor.ones(30000000):sum():item() == 30000000)
        print(status("VmHWM"))
        """
    let result = try run(["--memory", "200M", "-e", script])
    #expect(result.code == 0, "\(result.errors)")
    if isSanitized { return }
    let megabytes = try #require(
      Double(result.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    // The program itself has 40.
    #expect(megabytes < 200 + 100)
  }

  /// Uncaught, it is an error like any other.
  @Test func theErrorNamesTheLine() throws {
    let result = try run([
      "--memory", "100M", "-e", "\nlocal t = {} for i = 1, 1e9 do t[i] = i end",
    ])
    #expect(result.code == 1)
    #expect(result.errors.hasPrefix("tarn: -e:2: out of memory: "), "\(result.errors)")
    #expect(result.errors.contains("limit 100 MB"))
  }
}
