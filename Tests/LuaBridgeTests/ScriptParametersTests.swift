import LuaBridge
import Testing

struct ScriptParametersTests {
  private func parameters(_ lua: Lua) throws -> ScriptParameters {
    let code = """
      return { eps = {0.1, "radius"}, steps = 10, name = {"iris", "data set"}, fast = false,
               careful = true, lambdas = {{1e-3, 1e-4}, "weights"} }
      """
    return try ScriptParameters(#require(try lua.run(code)[0].asTable))
  }

  @Test func whatIsSaidTwiceIsAnError() throws {
    let lua = Lua()
    defer { lua.close() }
    for (words, message) in [
      (["--eps", "1", "--eps", "1"], "'--eps' is given twice"),
      (["--fast", "--no-fast"], "'--fast' is given twice"),
      (["--fast", "false"], "takes no word: --fast=false"),
    ] {
      #expect {
        try parameters(lua).parse(words, lua: lua)
      } throws: { "\($0)".contains(message) }
    }
    for (code, message) in [
      ("return {['a b'] = 1}", "a name is letters"), ("return {help = 1}", "asks for help"),
    ] {
      let table = try #require(try lua.run(code)[0].asTable)
      #expect { try ScriptParameters(table) } throws: { "\($0)".contains(message) }
    }
  }

  @Test func readsACommandLine() throws {
    let lua = Lua()
    defer { lua.close() }
    let (values, rest) = try parameters(lua).parse(
      [
        "--eps", "0.5", "one", "--name=x y", "--fast", "--no-careful", "--lambdas", "1,0.5", "--",
        "--z",
      ],
      lua: lua)
    #expect(values["eps"] == 0.5)
    #expect(values["steps"] == 10)
    #expect(try parameters(lua).parse(["--steps", "1e3"], lua: lua).values["steps"] == 1000)
    #expect(values["name"] == "x y")
    #expect(values["fast"] == true)
    #expect(values["careful"] == false)
    #expect(values["lambdas"]?.asTable?.array == [1, 0.5])
    #expect(rest == ["one", "--z"])
  }

  @Test(arguments: [
    (["--epz", "1"], "unknown parameter '--epz'; did you mean 'eps'?"),
    (["--eps"], "parameter '--eps' needs a value"),
    (["--eps", "big"], "parameter '--eps' must be a number, got \"big\""),
    (["--eps", "nan"], "must be a number"),
    (["--steps=x"], "parameter '--steps' must be a whole number"),
    (["--steps", "2.5"], "parameter '--steps' must be a whole number, got \"2.5\""),
    (["--fast=maybe"], "must be true or false"),
    (["--lambdas", "1,x"], "numbers separated by commas"),
    (["--no-eps"], "unknown parameter '--no_eps'"),
  ])
  func mistakesAreNamed(arguments: [String], message: String) throws {
    let lua = Lua()
    defer { lua.close() }
    let parameters = try parameters(lua)
    #expect {
      try parameters.parse(arguments, lua: lua)
    } throws: {
      String(describing: $0).contains(message)
    }
  }

  @Test func helpListsThem() throws {
    let lua = Lua()
    defer { lua.close() }
    let help = try parameters(lua).help
    #expect(help.contains("--eps      radius (default 0.1)"))
    #expect(help.contains("--lambdas  weights (default 0.001,0.0001)"))
  }

  @Test(arguments: [
    "{ f = print }", "{ {1} }", "{ x = {{{1}}} }",
    "(function() local t = {} t[1] = t return {t = t} end)()", "{ x = {} }", "{ x = {{print}} }",
  ])
  func badSpecificationsAreRefused(code: String) throws {
    let lua = Lua()
    defer { lua.close() }
    let table = try #require(try lua.run("return \(code)")[0].asTable)
    #expect(throws: MessageError.self) { try ScriptParameters(table) }
  }

  /// Ranges, choices and what is required, from the command line and from Lua.
  @Test func valuesAreChecked() throws {
    let lua = Lua()
    defer { lua.close() }
    let code = """
      return { eps = {0.1, "radius", range = {0, 1}}, attack = {"pgd", "how", choices = {"pgd", "fgsm"}},
               widths = {{8, 16}, "units", range = {1, 64}}, file = {nil, "input", required = true} }
      """
    let parameters = try ScriptParameters(#require(try lua.run(code)[0].asTable))
    let file = ["--file", "a"]
    for (arguments, message) in [
      (["--eps", "2"], "'--eps' must be in [0, 1], got \"2\""),
      (["--attack", "pdg"], "must be pgd or fgsm; did you mean 'pgd'?"),
      (["--widths", "8,65"], "must be in [1, 64]"),
      (["--widths", "8,1.5"], "whole numbers"),
    ] {
      #expect {
        try parameters.parse(arguments + file, lua: lua)
      } throws: { error in
        error is ScriptParameters.UsageError && "\(error)".contains(message)
      }
    }
    #expect { try parameters.parse([], lua: lua) } throws: { error in
      "\(error)" == "parameter '--file' is required: input"
    }
    func checked(_ code: String) throws -> [String: LuaValue] {
      try parameters.values(lua.run("return " + code)[0].asTable, lua: lua)
    }
    let values = try checked("{ file = 'a', eps = 1 }")
    #expect(values["eps"] == .number(1) && values["attack"] == "pgd")
    #expect(values["widths"]?.asTable?.array == [8, 16])
    for (code, message) in [
      ("{ file = 'a', epz = 1 }", "unknown parameter 'epz'; did you mean 'eps'?"),
      ("{ file = 'a', eps = 1.5 }", "parameter 'eps' must be in [0, 1], got 1.5"),
      ("{ file = 'a', eps = '0.5' }", "parameter 'eps' must be a number"),
      ("{ file = 'a', widths = {1, 'x'} }", "must be a list of whole numbers"),
      ("{ file = 'a', attack = 'x' }", "must be pgd or fgsm"),
      ("{ }", "parameter 'file' is required"), ("{ 5, file = 'a' }", "unknown parameter '1'"),
    ] {
      #expect { _ = try checked(code) } throws: { "\($0)".contains(message) }
    }
    #expect(parameters.help.contains("radius (in [0, 1]; default 0.1)"))
    #expect(parameters.help.contains("how (pgd or fgsm; default pgd)"))
    #expect(parameters.help.contains("input (required)"))
  }

  @Test(arguments: [
    "{ x = {2, 'x', range = {0, 1}} }", "{ x = {'a', 'x', range = {0, 1}} }",
    "{ x = {1, 'x', range = {1, 0}} }", "{ x = {1, 'x', range = 5} }",
    "{ x = {'c', 'x', choices = {'a', 'b'}} }", "{ x = {'a', 'x', choices = {}} }",
    "{ x = {1, 'x', required = 'yes'} }", "{ x = {1, 'x', rnage = {0, 1}} }",
  ])
  func entriesThatCannotBeAreRefused(code: String) throws {
    let lua = Lua()
    defer { lua.close() }
    let table = try #require(try lua.run("return \(code)")[0].asTable)
    #expect(throws: MessageError.self) { try ScriptParameters(table) }
  }

  @Test func scriptsReadThem() throws {
    let lua = Lua()
    defer { lua.close() }
    try lua.install(
      SessionModule.declaration(
        version: "1", script: "s.lua", arguments: ["--eps", "0.5", "data.csv"]))
    #expect(
      try lua.run(
        "local p = tarn.args({eps = {0.1, 'radius'}}, {words = 'files'}) return p.eps, p[1], tarn.version"
      )
        == [0.5, "data.csv", "1"])
    do {
      try lua.run("tarn.args{eps = 0.1}")
      Issue.record("a word that nobody wants")
    } catch let error as LuaError {
      #expect("\(error)".contains("'data.csv' is no parameter"))
    }
    do {
      try lua.run("tarn.args{epz = 1}")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.underlying is ScriptParameters.UsageError)
    }
  }

  @Test func progressIterates() throws {
    let lua = Lua()
    defer { lua.close() }
    try lua.install(SessionModule.declaration(version: "1", script: nil, arguments: []))
    #expect(try lua.run("local s = 0 for i in tarn.progress(4) do s = s + i end return s") == [10])
    #expect(
      try lua.run(
        "local s = '' for i, v in tarn.progress{'a', 'b'} do s = s .. i .. v end return s")
        == ["1a2b"])
    #expect(try lua.run("for i in tarn.progress(0) do return i end return 'none'") == ["none"])
  }
}

struct ProgressBarTests {
  /// A line that wraps could not be removed.
  @Test func fitsIntoTheTerminal() {
    let bar = ProgressBar(total: 1407, label: "training", isTerminal: false)
    let note = "epoch 1/3  loss 0.1234  accuracy 97.1 %"
    func text(_ columns: Int) -> String {
      bar.text(done: 704, seconds: 1, note: note, columns: columns)
    }
    #expect(text(200).contains("████······") && text(200).hasSuffix(note))
    for columns in 2...200 {
      #expect(text(columns).count < columns)
      if columns > 75 { #expect(text(columns).hasSuffix(note), "\(columns)") }
    }
    #expect(text(95).contains("training  50%  ███") && !text(80).contains("█"))
    #expect(text(78).hasPrefix("50%  704/1407"))
  }

  @Test func tellsRateAndRest() {
    let bar = ProgressBar(total: 100, label: "quench", isTerminal: false)
    #expect(
      bar.text(done: 25, seconds: 5)
        == "quench  25%  █████···············  25/100  5.0/s  15 s left")
    #expect(ProgressBar(total: 10, isTerminal: false).text(done: 0, seconds: 0).contains("0/10"))
    #expect(bar.text(done: 100, seconds: 0.1, note: "E = 1").hasSuffix("1000/s  E = 1"))
    #expect(
      ProgressBar(total: 0, isTerminal: false).text(done: 5, seconds: 10) == "5  2 s each  10 s")
  }
}
