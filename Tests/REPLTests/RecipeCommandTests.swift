import Foundation
import TestSupport
import Testing

/// `tarn recipe`, run as a shell runs it.
struct RecipeCommandTests {
  private static let demo = """
    return { name = "demo", summary = "Shows." , params = { eps = {0.1, "radius", range = {0, 1}}, seed = {3, "seed"},
               widths = {{2, 3}, "units"} },
             run = function(p)
               print("eps", p.eps)
               if p.eps == 1 then error("too big") end
               return { sum = p.eps + #p.widths, draw = tensor.rand(2, {seed = p.seed}), worst = -math.huge }
             end }
    """

  private func place() throws -> SessionTests.Place {
    let place = try SessionTests.Place()
    try place.write("recipes/demo.lua", Self.demo)
    return place
  }

  @Test func recipesRun() throws {
    let place = try place()
    try place.write("recipes/broken.lua", "return 5")
    let run = try place.run("recipe", "run", "demo", "--eps", "0.5")
    #expect(run.output == "eps\t0.5\n" && run.errors == "tarn: saved demo-3.json\n")
    #expect(try place.run("recipes/demo.lua", "--eps=0.25").output == "eps\t0.25\n")
    #expect(
      try place.run("recipe", "run", "demo", "--help").output.contains(
        "--eps     radius (in [0, 1]; default 0.1)"))
    #expect(try place.run("recipe", "show", "demo").output.contains("name = \"demo\""))
    #expect(try place.run("-e", "print(require('recipes.demo').name)").output == "demo\n")
    let unknown = try place.run("recipe", "run", "demo", "--epz", "1")
    #expect(unknown.status == 2 && unknown.errors.contains("did you mean 'eps'?"))
    #expect(try place.run("recipe", "run", "demo", "--eps", "7").status == 2)
    #expect(try place.run("recipe", "run", "demo", "word").status == 2)
    let missing = try place.run("recipe", "run", "dmo")
    #expect(missing.status == 2 && missing.errors.contains("did you mean 'demo'?"))
    #expect(try place.run("recipe", "run", "demo", "--eps", "1").status == 1)
    #expect(try place.run("recipe", "run", "broken").status == 1)
    #expect(try place.run("recipe", "run").status == 2)
    #expect(try place.run("recipe", "bake").status == 2)
  }

  /// A run that does not come out again leaves the result that it was held against.
  @Test func anotherOutcomeReplacesNothing() throws {
    let place = try place()
    try place.write(
      "recipes/count.lua",
      """
      return { name = "count", params = { seed = {0, "x"} }, run = function(p)
        local n = 0 for _ in io.lines("d.txt") do n = n + 1 end
        return { n = n, r = tensor.rand(1):sum():item() } end }
      """)
    try place.write("d.txt", "1\n2\n")
    #expect(try place.run("recipe", "run", "--seed", "4", "count").status == 0)
    // The session's seed is part of the run.
    let same = try place.run("recipe", "run", "--from", "count-0.json")
    #expect(same.status == 0 && same.errors.contains("the same result"), "\(same.errors)")
    try place.write("d.txt", "1\n2\n3\n")
    let other = try place.run("recipe", "run", "--from", "count-0.json")
    #expect(
      other.status == 1 && other.errors.contains("not what count-0.json has: 1 value differs: n"))
    #expect(other.errors.contains("saved count-0-2.json"))
    #expect(
      try String(contentsOfFile: place.scratch.path("count-0.json"), encoding: .utf8).contains(
        "\"n\": 2"))
    let foreign = try place.run("recipe", "run", "demo", "--from", "count-0.json")
    #expect(foreign.errors.contains("count-0.json is a result of the recipe count, not of demo"))
  }

  /// A recipe has a page by its name, and its parameters complete before it has run.
  @Test func recipesHavePages() throws {
    let place = try place()
    let lines = "?demo\n?recipes.demo\n"
    let typed = try place.run("-i", input: lines)
    #expect(typed.output.components(separatedBy: "recipe demo\n").count == 3, "\(typed.errors)")
    #expect(typed.output.contains("eps  "))
    #expect(try place.run("doc", "demo").output.contains("recipe demo\n"))
    let workshop = try Workshop()
    let folder = place.scratch.path("recipes")
    workshop.type("package.path = '\(folder)/?.lua;' .. package.path")
    for text in ["require('recipes.demo').run{e", "require \"demo\".run{e"] {
      #expect(workshop.complete(text) == ["eps = "], "\(text)")
    }
  }

  @Test func wordsOfACommandLineAreRead() throws {
    let place = try place()
    try place.write(
      "r.lua",
      """
      return { name = "r", params = { eps = {nil, "x", required = true, range = {0, 1}}, l = {{1, 2}, "x"}, s = {"", "x"} },
        run = function(p) print(p.eps, #p.l) end }
      """)
    #expect(try place.run("r.lua", "--eps", "0.5", "--l", "1,2,3").output == "0.5\t3\n")
    #expect(try place.run("r.lua", "--eps", "1").output == "1\t2\n")
    for words in [("--l", "1,,2"), ("--l", "1,"), ("--s", "--l")] {
      #expect(try place.run("r.lua", "--eps", "1", words.0, words.1).status == 2, "\(words)")
    }
    // A recipe needs no summary; what it is run by is what its help says.
    try place.write("n.lua", "return { name = 'n', run = function() print('ran') end }")
    #expect(try place.run("n.lua").output == "ran\n")
    #expect(try place.run("n.lua", "--help").output.hasPrefix("usage: tarn recipe run n.lua"))
    #expect(try place.run("recipe", "new", "my-recipe").status == 0)
    #expect(try place.run("recipe", "new", "9").status == 1)
    // Recipes of a tree on LUA_PATH.
    try place.write(
      "tree/recipes/far.lua", "return { name = 'far', run = function() print('far') end }")
    let far = try place.run(
      "recipe", "run", "far", variables: ["LUA_PATH": place.scratch.path("tree") + "/?.lua;;"])
    #expect(far.output == "far\n", "\(far.errors)")
  }

  @Test func anotherParameterThanInAResultIsNamed() throws {
    let place = try place()
    _ = try place.run("recipe", "run", "demo", "--eps", "0.5")
    let same = try place.run("recipe", "run", "--from", "demo-3.json", "--eps", "0.50")
    #expect(!same.errors.contains("other than") && same.errors.contains("the same result"))
    let other = try place.run("recipe", "run", "--from", "demo-3.json", "--eps", "1e-1")
    #expect(other.errors.contains("other than demo-3.json: eps = 0.1 (was 0.5)"))
    let twice = try place.run("recipe", "run", "demo", "--eps", "0.5", "--eps=0.6")
    #expect(twice.status == 2 && twice.errors.contains("'--eps' is given twice"))
  }

  /// What a recipe requires at its head is loaded as the recipe is: its work is not done.
  @Test func checksLookIntoRequiredModules() throws {
    let place = try place()
    try place.write(
      "shared.lua", "local m = {} function m.more(t) t.k = {2, 'k'} return t end return m")
    try place.write(
      "recipes/uses.lua",
      "local s = require 'shared' return {name = 'uses', summary = 'S.', params = s.more {e = {1, 'e'}}, run = print}"
    )
    #expect(
      try place.run("recipe", "check", "uses").output
        == "recipes/uses.lua is a recipe, with 2 parameters\n")
  }

  /// A list runs nothing, whatever the files would do.
  @Test func listsReadTexts() throws {
    let place = try place()
    try place.write("recipes/broken.lua", "return 5")
    try place.write("recipes/loop.lua", "while true do end return {name = 'loop', run = print}")
    try place.write(
      "recipes/writes.lua",
      "io.open('mark', 'w'):close() local r = {summary = 'Wri' .. 'tes.', run = function() return {} end} return r"
    )
    try place.write("recipes/made.lua", "local function f() return {run = 1} end return f()")
    let list = try place.run("recipe", "list").output
    for pattern in [
      #/demo +Shows\./#, #/broken +\(recipes\/broken\.lua is no recipe/#, #/loop +\n/#,
      #/writes +Writes\./#, #/made +\(recipes\/made\.lua makes its table/#,
      #/iris_landscape +Minima/#,
    ] { #expect(list.contains(pattern)) }
    #expect(try !place.scratch.names().contains("mark"))
  }

  @Test func fromLuaThereAreDefaultsAndChecks() throws {
    let place = try place()
    func run(_ code: String) throws -> SessionTests.Result {
      try place.run("-e", "local r = require('recipes.demo') " + code)
    }
    #expect(try run("print(r.run().sum, r.run{eps = 0.5}.sum)").output.hasSuffix("2.1\t2.5\n"))
    #expect(try run("r.run{epz = 1}").errors.contains("did you mean 'eps'?"))
    #expect(
      try run("r.run{eps = 2}").errors.contains("recipe demo: parameter 'eps' must be in [0, 1]"))
    #expect(try run("r.run(5)").errors.contains("run takes a table of parameters, got 5"))
    #expect(try run("print(r.path)").output == "./recipes/demo.lua\n")
  }

  @Test func resultsAreSavedAndRepeated() throws {
    let place = try place()
    #expect(try place.run("recipe", "run", "demo", "--eps", "0.5", "--seed", "8").status == 0)
    let saved = try String(contentsOfFile: place.scratch.path("demo-8.json"), encoding: .utf8)
    for part in [
      "\"eps\": 0.5", "\"seed\": 8", "\"version\": ", "\"cpu\": ", "\"worst\": \"-inf\"",
      "\"data\": {}",
    ] {
      #expect(saved.contains(part), "\(part)")
    }
    // The same run again stands in its place; another has a name of its own.
    #expect(
      try place.run("recipe", "run", "demo", "--seed", "8", "--eps", "0.5").errors.contains(
        "demo-8.json"))
    let other = try place.run("recipe", "run", "demo", "--seed", "8", "--eps", "0.25")
    #expect(other.errors.contains("saved demo-8-2.json"))
    let again = try place.run("recipe", "run", "--from", "demo-8.json", "--results", "more")
    #expect(again.output == "eps\t0.5\n")
    #expect(
      again.errors == "tarn: the same result as in demo-8.json\ntarn: saved more/demo-8.json\n")
    let changed = try place.run("recipe", "run", "--from", "demo-8.json", "--eps", "0.125")
    #expect(changed.errors.contains("1 value differs: sum"))
    try place.write("bad.json", "{\"recipe\": ")
    let bad = try place.run("recipe", "run", "--from", "bad.json")
    #expect(bad.status == 2 && bad.errors.contains("bad.json is no result of a recipe: line 1"))
    try place.write("file", "")
    let noFolder = try place.run("recipe", "run", "demo", "--results", "file")
    #expect(
      noFolder.status == 1 && noFolder.output.isEmpty && noFolder.errors.contains("no folder"))
  }

  /// Options of the command never stand in the way of parameters.
  @Test func parametersComeFirst() throws {
    let place = try place()
    try place.write(
      "recipes/names.lua",
      """
      return { name = "names", params = {results = {"a", "x"}, from = {"b", "x"}, seed = {"s", "x"}, threads = {1, "x"}},
               run = function(p) print(p.results, p.from, p.seed, p.threads) end }
      """)
    let run = try place.run(
      "recipe", "run", "--results", "out", "names", "--results", "R", "--from", "F", "--threads",
      "5")
    #expect(run.output == "R\tF\ts\t5\n" && run.errors.contains("saved out/names-s.json"))
  }

  /// Those of the standard library, each in a small form.
  @Test func shippedRecipesRun() throws {
    let place = try SessionTests.Place()
    let tests = Repository.root.appending(path: "Tests/RecipePrograms").path
    let result = try place.run("test", tests)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.hasSuffix(" tests, all passed\n"))
    for name in try FileManager.default.contentsOfDirectory(
      atPath: Repository.standardLibrary + "/recipes") where !name.contains("mnist")
    {
      // A study has a file of tests of its own.
      let study = "study_\(name.dropLast(4).replacing("-", with: "_"))_test.lua: small form"
      #expect(
        result.output.contains(": \(name.dropLast(4))\n") || result.output.contains(study),
        "\(name) is not run")
    }
    for name in try FileManager.default.contentsOfDirectory(
      atPath: Repository.standardLibrary + "/recipes")
    {
      let check = try place.run("recipe", "check", String(name.dropLast(4)))
      #expect(check.status == 0 && !check.output.contains("note"), "\(check.output)\(check.errors)")
    }
  }

  @Test func packsAreMadeTestedAndInstalled() throws {
    let place = try place()
    #expect(try place.run("recipe", "new", "pk", "--pack").output.contains("pk/pack.lua"))
    #expect(try place.run("test", "pk").output.hasSuffix("3 tests, all passed\n"))
    #expect(try place.run("recipe", "install", "pk").output == "installed pk 0.1: pk\n")
    #expect(try place.run("recipe", "list").output.contains(#/pk +One line/#))
    #expect(try place.run("recipe", "run", "pk", "--epochs", "1").status == 0)
    #expect(try place.run("-e", "print(require('recipes.pk').name)").output == "pk\n")
    #expect(try place.run("recipe", "install", "nowhere").status == 1)
  }

  static let luarocks = ["/usr/bin/luarocks", "/usr/local/bin/luarocks"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: RecipeCommandTests.luarocks != nil, "luarocks is not installed"))
  func luarocksInstallsPacks() throws {
    let place = try place()
    #expect(try place.run("recipe", "new", "pk", "--pack").status == 0)
    let make = try ChildProgram.run(
      #require(Self.luarocks),
      [
        "make", "--tree", place.scratch.path(".luarocks"), "--lua-version", "5.4", "--deps-mode",
        "none",
        "pk-0.1-1.rockspec",
      ], in: place.scratch.folder.appending(path: "pk"))
    #expect(make.code == 0, "\(make.errors)")
    #expect(try place.run("recipe", "list").output.contains(#/pk +One line/#))
    #expect(try place.run("recipe", "run", "pk", "--epochs", "1").status == 0)
  }

  @Test func newFilesAreRecipes() throws {
    let place = try place()
    #expect(try place.run("recipe", "new", "mine").output == "recipes/mine.lua\n")
    let again = try place.run("recipe", "new", "mine")
    #expect(again.status == 1 && again.errors.contains("is there already"))
    #expect(try place.run("recipe", "new", "../x").status == 1)
    #expect(
      try place.run("recipe", "check", "mine").output.contains("is a recipe, with 3 parameters"))
    #expect(try place.run("recipe", "run", "mine", "--epochs", "1").errors.contains("mine-0.json"))
    try place.write(
      "heavy.lua",
      "local n = nn.Sequential{} io.open('mark', 'w') return {name = 'heavy', summary = 's', params = {}, run = print}"
    )
    let heavy = try place.run("recipe", "check", "heavy.lua")
    #expect(
      heavy.status == 0 && heavy.output.contains("nn.Sequential is called when the file is loaded"))
    #expect(try !place.scratch.names().contains("mark"))
    try place.write("loop.lua", "while true do end")
    #expect(try place.run("recipe", "check", "loop.lua").errors.contains("takes too long"))
    for (name, text) in [
      ("a", "return 5"), ("b", "return {name = 'b', params = {}}"),
      ("c", "return {run = print, parms = {}}"),
      ("d", "return {run = print, params = {x = {1, 'x', range = {2, 3}}}}"), ("e", "return = 5"),
    ] {
      try place.write("\(name).lua", text)
      #expect(try place.run("recipe", "check", "\(name).lua").status == 1, "\(name)")
    }
  }
}
