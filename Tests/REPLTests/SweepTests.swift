import Foundation
import TestSupport
import Testing

/// `tarn.sweep`, run by the program itself.
struct SweepTests {
  private static let work = """
    local function f(p)
      local log = io.open("runs", "a") log:write(p.a, p.b, "\\n") log:close()
      if p.a == 2 and p.b == "y" and not io.open("fixed") then error("no luck") end
      return { sum = p.a + 0.5, name = p.b .. ",", draw = tensor.rand(1):item(), list = {1, 2} }
    end

    """
  private static let call = "tarn.sweep({ a = {1, 2}, b = {'x', 'y'} }, f, "

  private func lines(_ place: SessionTests.Place, _ name: String) throws -> [String] {
    try String(contentsOfFile: place.scratch.path(name), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  @Test func rowsAreWrittenKeptAndResumed() throws {
    let place = try SessionTests.Place()
    try place.write(
      "s.lua",
      Self.work + "local r = " + Self.call + "{path = 'r.csv'})\n"
        + "print(#r, r[3].a, r[3].b, r[3].sum, r[3].list[2], r[4].error, r[1].draw == r[2].draw)")
    let first = try place.run("s.lua")
    #expect(first.output.hasPrefix("4\t2\tx\t2.5\t2\ts.lua:3: no luck"))
    #expect(
      first.output.hasSuffix("true\n") && first.errors.contains("1 of 4 settings have failed"))
    let table = try lines(place, "r.csv")
    #expect(table.count == 5 && table[0] == "a,b,error,draw,list,name,sum")
    #expect(table[1].hasPrefix("1,x,,0.") && table[1].hasSuffix(",\"[1, 2]\",\"x,\",1.5"))
    #expect(table[4].hasPrefix("2,y,s.lua:3: no luck"))
    // Nothing is run again, and the results are the same.
    #expect(try place.run("s.lua").output == first.output)
    #expect(try lines(place, "runs").count == 4)
    // What has failed is tried again on wish only.
    try place.write("fixed", "")
    try place.write(
      "t.lua",
      Self.work + "local r = " + Self.call + "{path = 'r.csv', retry = true}) print(r[4].sum)")
    #expect(try place.run("t.lua").output == "2.5\n")
    #expect(try lines(place, "runs").count == 5 && lines(place, "r.csv").count == 5)
    // A line that was cut off is run again.
    let whole = try String(contentsOfFile: place.scratch.path("r.csv"), encoding: .utf8)
    try place.write("r.csv", String(whole.dropLast(4)))
    #expect(try place.run("t.lua").output == "2.5\n")
    #expect(try lines(place, "runs").count == 6 && lines(place, "r.csv").count == 5)
    // More settings, and more results, go to the same table; other settings do not.
    let more = try place.run(
      "-e",
      "tarn.sweep({{a = 3, b = 'z'}}, function(p) return {extra = true} end, {path = 'r.csv'})")
    #expect(more.status == 0)
    #expect(try lines(place, "r.csv")[0].hasSuffix(",extra") && lines(place, "r.csv").count == 6)
    let other = try place.run("-e", "tarn.sweep({c = {1}}, print, {path = 'r.csv'})")
    #expect(other.status == 1 && other.errors.contains("r.csv is not a table of this sweep"))
  }

  /// What has no time is left for the next call.
  @Test func aSweepEndsInTime() throws {
    let place = try SessionTests.Place()
    let call =
      "local r = tarn.sweep({a = {1, 2, 3}}, function(p) local t = os.time() "
      + "while os.clock() < 0.2 * p.a do end return {b = p.a} end, {path = 'r.csv', seconds = %S}) print(#r, r[1] and r[1].b)"
    func run(_ seconds: String) throws -> SessionTests.Result {
      try place.run("-e", call.replacingOccurrences(of: "%S", with: seconds))
    }
    let none = try run("0")
    #expect(none.output == "0\tnil\n" && none.errors.contains("0 of 3 settings have run"))
    #expect(try run("0.1").output == "1\t1\n")
    // 0 reads what is there.
    #expect(try run("0").output == "1\t1\n")
    let all = try run("60")
    #expect(all.output == "3\t1\n" && all.errors.isEmpty)
  }

  @Test func mistakesAreNamed() throws {
    let place = try SessionTests.Place()
    for (code, message) in [
      ("tarn.sweep({{a = 1}, {b = 1}}, print)", "same names"),
      ("tarn.sweep({a = {}}, print)", "'a' has no values"),
      ("tarn.sweep({a = print}, print)", "must be a number, string"),
      ("tarn.sweep({1, 2}, print)", "setting 1 must be a table"),
      ("tarn.sweep({{error = 1}}, print)", "cannot be the name"),
      ("tarn.sweep({a = {1}}, 'recipes.nothing')", "no recipe 'nothing'"),
      ("tarn.sweep({a = {1}}, print, {path = 'no/where.csv'})", "cannot write no/where.csv"),
      ("tarn.sweep({a = {1}}, {})", "neither a function nor a recipe"),
      ("tarn.sweep({a = {1}}, print, {wokers = 2})", "did you mean 'workers'?"),
    ] {
      let result = try place.run("-e", code)
      #expect(result.status == 1 && result.errors.contains(message), "\(code): \(result.errors)")
    }
    #expect(try place.run("-e", "print(#tarn.sweep({}, print))").output == "0\n")
  }

  /// Recipes run in processes; one that fails, however, leaves its reason.
  @Test func recipesRunInProcesses() throws {
    let place = try SessionTests.Place()
    try place.write(
      "recipes/r.lua",
      """
      return { name = "r", summary = "s", params = { a = {1, "x"}, seed = {0, "x"}, w = {{1}, "x"} }, run = function(p)
        if p.a == 3 then error("three") end if p.a == 4 then os.exit(5) end
        print("noise") return { square = p.a * p.a, w = #p.w } end }
      """)
    let code = """
      local rows = tarn.sweep({ a = {1, 2, 3, 4} }, %, {workers = 2, path = "q.csv"})
      for _, r in ipairs(rows) do print(r.a, r.square, r.w, r.error) end
      """
    let expected =
      "1\t1\t1\tnil\n2\t4\t1\tnil\n3\tnil\tnil\trecipes/r.lua:2: three\n4\tnil\tnil\tthe process ended with exit code 5\n"
    for f in ["require('recipes.r')", "'r'", "require('recipes.r').run"] {
      try place.write("q.csv", "")
      let result = try place.run("-e", code.replacing("%", with: f))
      #expect(
        result.output.replacing("./recipes", with: "recipes") == expected, "\(f): \(result.errors)")
    }
    // Settings that are none are told before anything runs.
    for (settings, message) in [
      ("{b = {1}}", "tarn.sweep: unknown parameter 'b'"),
      ("{a = {1, 1.5}}", "tarn.sweep: parameter 'a' must be a whole number, got 1.5"),
    ] {
      let wrong = try place.run("-e", "tarn.sweep(\(settings), 'r', {path = 'w.csv'})")
      #expect(wrong.status == 1 && wrong.errors.contains(message), "\(wrong.errors)")
    }
    // A recipe may be called other than its file; rows print what they hold.
    try place.write(
      "recipes/one.lua",
      "return { name = 'two', params = { eps = {.1, 'e'} }, run = function(p) return { v = p.eps } end }"
    )
    let named = try place.run(
      "-e", "print(tarn.sweep({eps = {.5}}, require 'recipes.one', {path = 'n.csv'})[1])")
    #expect(named.output == "{eps = 0.5, v = 0.5}\n", "\(named.errors)")
    let object = try place.run(
      "-e", "print(tarn.sweep({a = {1}}, function(p) error({code = 3}) end)[1].error)")
    #expect(object.output == "error object {code = 3}\n")
  }

  /// Two sweeps into one file at once, one of which is killed half way.
  @Test func sweepsShareAFile() throws {
    let place = try SessionTests.Place()
    try place.write(
      "s.lua",
      """
      local n = {} for k = 1, 40 do n[k] = k end
      tarn.sweep({ k = n }, function(p)
        local log = io.open("runs", "a") log:write(p.k, "\\n") log:close()
        local stop = os.clock() + 0.01 while os.clock() < stop do end
        return { v = p.k } end, { path = "r.csv" })
      """)
    func start() throws -> Process {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: PseudoTerminal.program)
      process.arguments = ["s.lua"]
      process.currentDirectoryURL = place.scratch.folder
      try process.run()
      return process
    }
    let (first, second) = (try start(), try start())
    // Half way: when there are rows.
    while try place.scratch.names().contains("runs") == false || lines(place, "runs").count < 5 {
      usleep(2000)
    }
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    second.waitUntilExit()
    #expect(second.terminationStatus == 0)
    let rows = try lines(place, "r.csv").dropFirst()
    #expect(Set(rows) == Set((1...40).map { "\($0),,\($0)" }) && rows.count == 40)
    // Only what the killed one was in the midst of may have run twice.
    #expect(try lines(place, "runs").count <= 41)
  }
}
