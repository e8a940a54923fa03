import Foundation
import REPL
import TestSupport
import Testing

struct EvaluatorTests {
  @Test(arguments: [
    ("1 + 1", ["2"]), ("nil", ["nil"]), ("1, nil, 'a'", ["1", "nil", "\"a\""]), ("7 / 2;", []),
    ("x = 5", []), ("(function() end)()", []), ("'a\\nb'", ["a\nb"]), ("'a\\tb'", ["\"a\\tb\""]),
    ("", []),
    ("-- note", []),
    ("nn.Linear()", ["network(2 layers)"]), ("{}", ["{}"]),
    ("if true then y = 1 end", []), ("return 4", ["4"]), ("2 ^ 10", ["1024.0"]),
  ])
  func prints(input: String, expected: [String]) throws {
    #expect(try Workshop().type(input) == expected)
  }

  @Test(arguments: [
    ("for i = 1, 2 do", true), ("f(", true), ("1 +", true), ("x =", true), ("[[text", true),
    ("{1,", true), ("function f()", true), ("--[[ comment", true), ("x = = 1", false),
    ("1 + * 2", false), ("foo bar", false), ("end", false), ("'open", false),
  ])
  func knowsWhatIsIncomplete(input: String, isIncomplete: Bool) throws {
    let workshop = try Workshop()
    let outcome = workshop.evaluator.evaluate(input)
    #expect(outcome == (isIncomplete ? .incomplete : .failed))
  }

  @Test(arguments: [
    ("1 + * 2", "prompt[1]:1: unexpected symbol near '*'"),
    ("prnt(1)", "prompt[1]:1: 'prnt' is not defined; did you mean 'print'?"),
    ("attack.pgd(nil, {epz = 1})", "did you mean 'eps'?"),
    ("attack = 1", "attack is a module; use local"),
    ("error({code = 3})", "error object {code = 3}"), ("error()", "nil"),
    ("string.fromat('x')", "(field 'fromat'); did you mean 'format'?"),
    ("net = nil; net.foo = 1", "attempt to index a nil value (global 'net')"),
    (":tiem 1", "no command ':tiem'; did you mean 'time'?"), (":load /nowhere.lua", "no such file"),
    ("?attack.pdg", "no help for 'attack.pdg'; did you mean 'attack.pgd'?"),
  ])
  func mistakesLeaveTheSessionAlive(input: String, message: String) throws {
    let workshop = try Workshop()
    let said = workshop.type(input)
    #expect(said.count == 1 && said[0].hasPrefix("! ") && said[0].contains(message), "\(said)")
    #expect(workshop.type("1") == ["1"])
  }

  @Test func lastValueIsKept() throws {
    let workshop = try Workshop()
    workshop.type("6 * 7")
    #expect(workshop.type("_ + 1") == ["43"])
    workshop.type("x = 1")
    #expect(workshop.type("_") == ["43"])
  }

  @Test func topLevelLocalsAreKept() throws {
    let workshop = try Workshop()
    workshop.type("local a, b <const> = 1, 2")
    #expect(workshop.type("a + b") == ["3"])
    workshop.type("local function f(n) return n == 0 and 0 or n + f(n - 1) end")
    #expect(workshop.type("f(3)") == ["6"])
    // A local may take a module's name, as in a script.
    workshop.type("local nn = 5")
    #expect(workshop.type("nn") == ["5"])
    workshop.type("nn = 6")
    #expect(workshop.type("nn") == ["6"])
    #expect(workshop.type("tarn.nn.Linear()") == ["network(2 layers)"])
    workshop.type("do local inner = 1 end")
    #expect(workshop.type("inner")[0].contains("not defined"))
  }

  @Test func tracesShowTheUsersLines() throws {
    let workshop = try Workshop()
    workshop.type("function inner() error('deep') end\nfunction outer() inner() return 1 end")
    let said = workshop.type("x = outer()")
    #expect(said[0].hasPrefix("! prompt[1]:1: deep\n  1 | function inner() error('deep') end\n"))
    #expect(said[0].contains("'outer'") && !said[0].contains("[C]"))
    #expect(workshop.type(":trace").joined().contains("[C]"))
  }

  @Test func commandsAnswer() throws {
    let workshop = try Workshop(history: ["alpha = 1", "beta()"])
    #expect(workshop.type(":history alp") == ["alpha = 1"])
    #expect(workshop.type("?pgd")[0].hasPrefix("attack.pgd(net, {eps =, …})"))
    #expect(workshop.type("?")[0].contains("attack  Attacks."))
    #expect(workshop.type("??projected") == ["attack.pgd  Projected gradient descent."])
    #expect(workshop.type(":time 1 + 1").first == "2")
    #expect(workshop.type(":mem")[0].hasPrefix("Lua "))
    workshop.type("net = nn.Linear()")
    workshop.type("local size = 3")
    #expect(workshop.type(":who") == ["net   network(2 layers)", "size  3"])
    #expect(workshop.type("?net")[0].hasPrefix("network"))
    #expect(workshop.type(":help")[0].contains(":bench"))
    #expect(workshop.evaluator.evaluate(":quit") == .exit(0))
  }

  @Test(arguments: ["nn?", "nn ?", "?nn", "nn.Linear?"])
  func helpIsAskedBeforeOrAfterAName(input: String) throws {
    let said = try Workshop().type(input)
    #expect(
      said.count == 1 && said[0].hasPrefix(input.contains("Linear") ? "nn.Linear" : "module nn"))
  }

  @Test func savedSessionsLoad() throws {
    let scratch = try Scratch()
    let file = scratch.path("session.lua")
    let workshop = try Workshop()
    workshop.type("x = 20")
    workshop.type("x = nothing")
    workshop.type("function f() return x + 1 end")
    #expect(workshop.type(":save \(file)") == ["2 inputs written to \(file)"])
    let other = try Workshop()
    other.type(":load \(file)")
    #expect(other.type("f()") == ["21"])
    #expect(other.type("??f") == ["-- \(file):2", "function f() return x + 1 end"])
    #expect(workshop.type(":save /nowhere/x.lua")[0].contains("cannot write"))
  }

  @Test func savedSessionsMayUseTheLastValue() throws {
    let scratch = try Scratch()
    let file = scratch.path("session.lua")
    let workshop = try Workshop()
    for input in ["20 + 1", "_ * 2", "z = _", "__ + 1"] { workshop.type(input) }
    #expect(workshop.type(":save \(file)")[0].contains("1 that use __, ans or _n are comments"))
    let other = try Workshop()
    #expect(other.type(":load \(file)").isEmpty)
    #expect(other.type("z") == ["42"])
    // Nothing is a value too.
    #expect(other.type("nil") == ["nil"] && other.type("_") == ["nil"])
  }

  @Test func pastedLinesAreInputsOneAfterTheOther() throws {
    let workshop = try Workshop()
    #expect(workshop.type("x = 1\ny = 2\nx + y") == ["3"])
    #expect(workshop.type("a = 1\nfor i = 1, 2 do\na = a + i\nend\na") == ["4"])
    let said = workshop.type("b = 1\nerror('stop')\nb = 2")
    #expect(said.count == 1 && said[0].contains("stop") && workshop.type("b") == ["1"])
    let half = workshop.type("c = 5\nx y\nfor")
    #expect(half[0].contains("syntax error") && workshop.type("c") == ["5"])
    #expect(workshop.type("d = 1\nd\nfor i = 1, 2 do")[1].contains("in the middle of: for i"))
  }

  @Test func helpOfAVariableIsAboutTheVariable() throws {
    let workshop = try Workshop()
    workshop.type("accuracy = 3")
    #expect(workshop.type("?accuracy") == ["accuracy = 3"])
    workshop.type("mine = nn.Linear()")
    #expect(workshop.type("?mine:accuracy")[0].hasPrefix("network:accuracy"))
    #expect(workshop.type("?mine.dtype")[0].hasPrefix("network.dtype"))
    workshop.type(
      "r = {name = 'r', summary = 'a recipe', params = {eps = {0.5, 'radius'}}, run = print}")
    for name in ["?r", "?r.run"] {
      #expect(workshop.type(name)[0].contains("radius (default 0.5)"), "\(workshop.output)")
    }
    #expect(workshop.type("?print")[0].contains("lua.org/manual/5.4/manual.html#pdf-print"))
  }

  @Test func savedExpressionsLoad() throws {
    let scratch = try Scratch()
    let file = scratch.path("session.lua")
    let workshop = try Workshop()
    for input in ["local x = 1", "x + 1", "'quiet';", "x, nil"] { workshop.type(input) }
    #expect(workshop.type(":save \(file)") == ["4 inputs written to \(file)"])
    #expect(workshop.type(":save \(file)")[0].contains("exists; :save! \(file) replaces it"))
    #expect(workshop.type(":save! \(file)").count == 1)
    let other = try Workshop()
    #expect(other.type(":load \(file)") == [])
    // The file's locals are variables of the prompt.
    #expect(other.type("x") == ["1"])
  }

  @Test func runGivesArgumentsAndKeepsVariables() throws {
    let scratch = try Scratch()
    let file = try scratch.file(
      "local words = {...}\nlocal n = #words\nlocal p = arg[2]", name: "a b.lua")
    let workshop = try Workshop()
    workshop.type(":run '\(file)' one 'two three'")
    #expect(workshop.type("n, p, words[2]") == ["2", "\"two three\"", "\"two three\""])
    #expect(workshop.type(":run")[0].contains("needs the name of a file"))
  }

  @Test func valuesOfInputsHaveNames() throws {
    let workshop = try Workshop()
    for input in ["10", "20", "x = 1", "30"] { workshop.type(input) }
    #expect(workshop.type("_, __, _1, _2, _4") == ["30", "20", "10", "20", "30"])
    #expect(workshop.type("ans") == ["30"])
    // A name that the user takes is his.
    workshop.type("ans = 5")
    workshop.type("7")
    #expect(workshop.type("ans") == ["5"])
    #expect(!workshop.type(":who").joined().contains("_1"))
    #expect(workshop.type("error('no')")[0].contains("prompt[11]:1: no"))
    #expect(workshop.type("_77")[0].contains("'_77' is not defined: that input has no value"))
  }

  @Test func functionsOfAnErrorCanBeLookedAt() throws {
    let workshop = try Workshop()
    workshop.type(
      """
      function inner(a) local b = a * 2; error('deep') end
      function outer(c)
        local d = {c}
        inner(c + 1)
        return d
      end
      """)
    workshop.type("x = outer(4)")
    #expect(workshop.type(":locals") == ["a  5", "b  10"])
    #expect(workshop.type(":up") == ["prompt[1]:4 in 'outer'", "  4 | inner(c + 1)"])
    #expect(workshop.type(":locals") == ["c  4", "d  {4}"])
    #expect(workshop.type(":locals d") == ["{4}"])
    #expect(workshop.type("_[1]") == ["4"])
    #expect(workshop.type(":locals q")[0].contains("no local variable 'q' here (there are c, d)"))
    #expect(
      workshop.type(":down") == [
        "prompt[1]:1 in 'inner'", "  1 | function inner(a) local b = a * 2; error('deep') end",
      ])
    #expect(workshop.type(":down")[0].contains("innermost"))
    #expect(workshop.type(":tb").count == 2)
  }

  /// A slip of the fingers takes nothing away from who looks at an error.
  @Test func aMistypedNameLeavesTheErrorThatIsLookedAt() throws {
    let workshop = try Workshop()
    workshop.type("function f(a) local b = a; error('deep') end")
    workshop.type("f(3)")
    // The input is there, though it ends in the call.
    #expect(workshop.type(":up") == ["prompt[2]:1", "  1 | f(3)"])
    #expect(workshop.type(":locals") == ["no local variables here"])
    #expect(workshop.type("bb")[0].contains("'bb' is not defined"))
    #expect(workshop.type(":down")[0].contains("prompt[1]:1 in 'f'"))
    #expect(workshop.type(":locals") == ["a  3", "b  3"])
    workshop.type("f(4)")
    #expect(workshop.type(":locals") == ["a  4", "b  4"])
    // Any other error is the last one from then on.
    workshop.type("local q = 2; error('mine')")
    #expect(workshop.type(":locals") == ["q  2"])
    #expect(workshop.type(":up 3")[0].contains("takes no word"))
    #expect(workshop.type("(function() return 1, nil, 3 end)()") == ["1", "nil", "3"])
    #expect(workshop.type(":who f")[0].hasPrefix("f  function"))
    #expect(workshop.type(":who nothing")[0].contains("no global has 'nothing'"))
    #expect(workshop.type("??")[0].contains("takes a name"))
  }

  @Test func errorsInCoroutinesKeepTheirFunctions() throws {
    let workshop = try Workshop()
    workshop.type("function g() local z = 3; error('deep') end")
    let said = workshop.type("coroutine.wrap(function() g() return 1 end)()")
    #expect(
      said[0].contains("deep") && said[0].contains("'g'")
        && said[0].contains("in function <prompt[2]:1>"))
    #expect(workshop.type(":locals") == ["z  3"])
  }

  @Test func aCaughtFailureIsForgotten() throws {
    let workshop = try Workshop()
    workshop.type(
      "pcall(coroutine.wrap(function() local function hidden() error('same', 0) end hidden() end))")
    let said = workshop.type("error('same', 0)")
    #expect(!said[0].contains("hidden"))
    #expect(!workshop.type(":tb").joined().contains("hidden"))
  }

  @Test func reloadPutsTheNewModuleInPlaceOfTheOld() throws {
    let scratch = try Scratch()
    let file = try scratch.file("return {value = 1}", name: "thing.lua")
    let workshop = try Workshop()
    workshop.type("package.path = '\(scratch.folder.path)/?.lua'")
    workshop.type("local t = require 'thing'")
    try "return {value = 2}".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(workshop.type(":reload thing") == ["thing loaded again, as t"])
    #expect(workshop.type("t.value, require('thing').value") == ["2", "2"])
    try "return {".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(workshop.type(":reload thing")[0].contains("thing.lua"))
    #expect(workshop.type("require('thing').value") == ["2"])
    #expect(workshop.type(":reload nn")[0].contains("module of Tarn itself"))
  }

  @Test func profileNamesWhereTheTimeGoes() throws {
    let workshop = try Workshop()
    workshop.type(
      """
      function busy() local s = 0 for i = 1, 2e7 do s = s + i end return s end
      function idle() return 1 end
      function both() idle() local s = busy() return s end
      """)
    let said = workshop.type(":prof both() > 0")
    let row = said.first { $0.contains("busy (prompt[1]:1)") }
    let own = row.flatMap { Double($0.prefix { $0 != "%" }.trimmingCharacters(in: .whitespaces)) }
    #expect((own ?? 0) > 50, "\(said)")
    #expect(workshop.type(":prof error('no')")[0].contains("no"))
  }

  @Test func doctestTellsWhatIsNotSo() throws {
    let scratch = try Scratch()
    let file = try scratch.file(
      "Text\n\n> 1 + 1\n2\n\n> print('a')\na\n> for i = 1, 2 do\n>> print(i) end\n1\n2\n\n> 3\n4\n",
      name: "talk.md")
    let workshop = try Workshop()
    let said = workshop.type(":doctest \(file)")
    #expect(said[0] == "3 of 4 inputs as they should be")
    #expect(said[1].contains("talk.md:13: 3\n  expected 4\n  got      3"))
    #expect(workshop.type(":doctest nowhere")[0].contains("no file and no documented name"))
  }
}
