import Foundation
import REPL
import TestSupport
import Testing

struct EvaluatorTests {
  @Test(arguments: [
    ("1 + 1", ["2"]), ("nil", ["nil"]), ("1, nil, 'a'", ["1", "nil", "\"a\""]), ("7 / 2;", []),
    ("x = 5", []), ("(function() end)()", []), ("'a\\nb'", ["\"a\\nb\""]), ("", []),
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
    ("1 + * 2", "prompt:1: unexpected symbol near '*'"),
    ("prnt(1)", "prompt:1: 'prnt' is not defined; did you mean 'print'?"),
    ("attack.pgd(nil, {epz = 1})", "did you mean 'eps'?"),
    ("attack = 1", "attack is a module; use local"),
    ("error({})", "table"), ("error()", "nil"),
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
    #expect(said[0].hasPrefix("! prompt:1: deep\n"))
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
}
