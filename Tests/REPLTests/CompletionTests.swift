import Foundation
import REPL
import TestSupport
import Testing

struct CompletionTests {
  @Test(
    arguments: [
      ("pri", ["print"]), ("nn", ["nn"]), ("nn.L", ["Lambda", "Linear"]), ("tarn.n", ["nn"]),
      ("tarn.nn.Li", ["Linear"]), ("string.up", ["upper"]), ("x = math.hu", ["huge"]),
      ("net:", ["accuracy", "add"]), ("net.", ["dtype"]), ("net:ac", ["accuracy"]),
      ("nn.Linear(2, 3):a", ["accuracy", "add"]), ("nn.Linear{}:add(1):ac", ["accuracy"]),
      ("net:add(nn.Linear()):ad", ["add"]),
      ("t.", ["alpha", "beta"]), ("t.beta.", ["gamma", "inherited"]), ("t:", []),
      ("t.beta:", ["inherited"]), ("kept.alp", ["alpha"]),
      ("('x'):up", ["upper"]), ("attack.pgd(net, {", ["eps = ", "norm = ", "steps = "]),
      ("attack.pgd(net, {eps = 1, ", ["norm = ", "steps = "]),
      ("attack.pgd(net, {eps = 1, s", ["steps = "]), ("attack.pgd{n", ["norm = "]),
      ("attack.pgd(net, {norm = \"", ["1", "2", "inf"]), ("attack.pgd(net, {norm = 'i", ["inf"]),
      ("attack.pgd(net, {eps = ma", ["math"]), ("f({", nil), ("require \"tarn.n", ["tarn.nn"]),
      ("require('tarn.a", ["tarn.attack"]), ("-- pri", []), ("x = 'pri", []), ("unknown.", []),
      ("?att", ["attack", "attack.pgd"]), (":he", ["help"]), ("whi", ["while"]),
      ("local x = {}\nfor i = 1, 2 do pri", ["print"]), ("asked.", []),
      ("for index, value in pairs(t) do pri(ind", ["index"]),
      ("local first_one, second = 1\nfir", ["first_one"]),
      ("function f(argument, q) return arg", ["argument"]),
      ("attack.pgd(net, {norm = \"inf\", st", ["steps = "]), ("attack.pgd(net, {norm = ", nil),
      ("recipe.run{e", ["epochs = ", "eps = "]), ("recipe.run{kind = \"", ["one", "two"]),
      (":reload lo", ["loaded"]), (":fu", ["full"]), (":lo", ["load", "locals"]),
    ] as [(String, [String]?)])
  func offers(text: String, expected: [String]?) throws {
    let workshop = try Workshop()
    workshop.type("net = nn.Linear()")
    workshop.type(
      "t = {alpha = 1, beta = setmetatable({gamma = 2}, {__index = {inherited = print}})}")
    workshop.type(
      "recipe = {name = 'r', params = {eps = {1, 'e'}, epochs = {2, 'n'}, kind = {'one', 'k', choices = {'one', 'two'}}}, run = print}"
    )
    workshop.type("package.loaded.loaded = t")
    workshop.type("local kept = {alpha = 1}")
    workshop.type("asked = setmetatable({}, {__index = function() error('user code ran') end})")
    let candidates = workshop.complete(text)
    if let expected {
      #expect(candidates == expected)
    } else {
      #expect(candidates.contains("print") && candidates.contains("nn"))
    }
  }

  @Test func filesInStrings() throws {
    let scratch = try Scratch()
    let folder = scratch.folder.path
    try scratch.makeFolder("models")
    for name in ["model.onnx", ".hidden", "ünïcode.csv"] { try scratch.file("", name: name) }
    let workshop = try Workshop()
    #expect(
      workshop.complete("data.csv(\"\(folder)/mod")
        == ["\(folder)/model.onnx", "\(folder)/models/"])
    #expect(workshop.complete("dofile '\(folder)/ün") == ["\(folder)/ünïcode.csv"])
    #expect(workshop.complete(":load \(folder)/model.") == ["\(folder)/model.onnx"])
  }

  @Test func startIsWhereTheWordBegins() throws {
    let workshop = try Workshop()
    let names = SessionNames(lua: workshop.lua, scope: workshop.evaluator.scope)
    #expect(Completion.find("x = nn.Lin", cursor: 10, in: names).start == 7)
    #expect(Completion.find("nn.Lin + 1", cursor: 6, in: names).candidates == ["Linear"])
    #expect(Completion.find("ü = pri", cursor: 8, in: names).start == 5)
    #expect(Completion.find("nn.Lin", cursor: 99, in: names).start == 3)
  }
}
