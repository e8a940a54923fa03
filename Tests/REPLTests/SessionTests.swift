import Foundation
import TestSupport
import Testing

/// The command line, run as a shell runs it.
struct SessionTests {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  final class Place {
    let scratch: Scratch

    init() throws {
      scratch = try Scratch()
      for name in ["recipes", "sub"] { try scratch.makeFolder(name) }
    }

    func write(_ name: String, _ text: String) throws {
      if let slash = name.lastIndex(of: "/") { try scratch.makeFolder(String(name[..<slash])) }
      try scratch.file(text, name: name)
    }

    /// What a line of the shell prints, for which `$1` is the program.
    func shell(_ line: String) throws -> String {
      try write("sh", line)
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["sh", PseudoTerminal.program]
      shell.currentDirectoryURL = scratch.folder
      let pipe = Pipe()
      shell.standardOutput = pipe
      try shell.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      shell.waitUntilExit()
      return String(decoding: output, as: UTF8.self)
    }

    func run(
      _ arguments: String..., input: String = "", variables: [String: String] = [:]
    ) throws -> Result {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: PseudoTerminal.program)
      process.arguments = arguments
      process.currentDirectoryURL = scratch.folder
      process.environment = ["HOME": scratch.folder.path, "PATH": "/usr/bin:/bin"].merging(
        variables
      ) { $1 }
      // Through files: no pipe can fill up.
      try write("stdin", input)
      for name in ["stdout", "stderr"] { try write(name, "") }
      process.standardInput = FileHandle(forReadingAtPath: scratch.path("stdin"))
      process.standardOutput = FileHandle(forWritingAtPath: scratch.path("stdout"))
      process.standardError = FileHandle(forWritingAtPath: scratch.path("stderr"))
      try process.run()
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus,
        output: try String(contentsOfFile: scratch.path("stdout"), encoding: .utf8),
        errors: try String(contentsOfFile: scratch.path("stderr"), encoding: .utf8))
    }
  }

  @Test func scriptsGetTheirArguments() throws {
    let place = try Place()
    try place.write(
      "s.lua", "#!/usr/bin/env tarn\nprint(arg[0], arg[1], ..., #arg) print(require('helper'))")
    try place.write("helper.lua", "return 'help'")
    let result = try place.run("s.lua", "--version", "-e", "x")
    #expect(result.output.hasPrefix("s.lua\t--version\t--version"))
    #expect(result.output.contains("help"))
    #expect(result.status == 0 && result.errors.isEmpty)
  }

  @Test func failuresHaveExitCodes() throws {
    let place = try Place()
    try place.write("bad.lua", "local function f()\n  error('no luck')\nend\nf()\n")
    try place.write("quit.lua", "io.write('bye') os.exit(7)")
    try place.write("code.lua", "\u{1B}Lua")
    let failed = try place.run("bad.lua")
    #expect(failed.status == 1)
    #expect(
      failed.errors.hasPrefix("tarn: bad.lua:2: no luck\n  2 | error('no luck')\n  bad.lua:2: in "))
    #expect(failed.errors.hasSuffix("\n  bad.lua:4: in main chunk\n"))
    let quit = try place.run("quit.lua")
    #expect(quit.status == 7 && quit.output == "bye")
    #expect(try place.run("missing.lua").errors == "tarn: cannot open missing.lua: no such file\n")
    #expect(try place.run("missing.lua").status == 1)
    #expect(try place.run("code.lua").errors.contains("bytecode"))
    #expect(try place.run(".").errors.contains("folder"))
    for wrong in ["--bogus", "--memory=8Q", "-l"] {
      #expect(try place.run(wrong).status == 2, "\(wrong)")
    }
  }

  @Test func optionsWork() throws {
    let place = try Place()
    #expect(try place.run("--version").output == "0.1.0\n")
    let help = try place.run("--help").output
    for command in ["recipe", "test", "verify", "merge", "doc"] {
      #expect(help.contains("tarn \(command) "), "\(command)")
    }
    try place.write("recipes/m.lua", "return {x = 5}")
    let result = try place.run("-l", "m", "-e", "y = m.x", "-e", "print(y + 1)")
    #expect(result.output == "6\n")
    #expect(try place.run("-e", "tarn.hlep()").errors.contains("did you mean 'help'?"))
    #expect(try place.run("-e", "print(1)", "-i", input: "2 + 3\n").output == "1\n5\n")
  }

  /// A script is bytes: in a file, on standard input, in an argument.
  @Test func bytesStayWhatTheyAre() throws {
    let place = try Place()
    let chunk: [UInt8] =
      Array("print(#'".utf8) + [0xE9, 0xFF] + Array("x', ('".utf8) + [0xE9]
      + Array("'):byte())".utf8)
    try place.scratch.file(chunk, name: "s.lua")
    #expect(try place.run("s.lua").output == "3\t233\n")
    let output = try place.shell("exec \"$1\" -e \"$(cat s.lua)\"")
    #expect(output == "3\t233\n")
    try place.write("binary", "\u{7F}ELF\u{1}\u{0}\u{0}\u{2}")
    let binary = try place.run("binary")
    #expect(binary.status == 1 && binary.errors.contains("binary is no text"))
  }

  /// What is typed is bytes as well, and so is what `:save` writes.
  @Test func bytesStayWhatTheyAreAtThePrompt() throws {
    let place = try Place()
    let typed: [UInt8] = Array("s = '".utf8) + [0xE9] + Array("'\n#s, s\n:save out.lua\n".utf8)
    try place.scratch.file(typed, name: "typed")
    let output = try place.shell("exec \"$1\" -i < typed")
    #expect(output.hasPrefix("1\n\"\\xE9\"\n"))
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: place.scratch.path("out.lua"))).contains(0xE9))
    // Names of files are UTF-8, which is said and not silently made so.
    let named = try place.run("-e", "data.save('f\\xE9.npy', tensor{1})")
    #expect(named.errors.contains(#"cannot write "f\xE9.npy": the name of a file must be UTF-8"#))
  }

  /// What prints values at the prompt prints them when the session is run, and nothing else.
  @Test(
    arguments: [
      (["x = 1", "return x", "x + 1"], "1 2"), (["x = 1", ";", "y = 2", "x + y"], "3"),
      (["1", "-- note", "_ + 1 -- and more"], "1 2"), (["5", "print('hi')", "_ + 1"], "5 hi 6"),
      (["1, 2", "_"], "1 2 1"), ([":time x = 7", "x"], "7"),
      (["show = 2", "tostring(show)", "_ .. 1"], "2 21"), ([":load other.lua", "y + 1"], "4"),
      (["for k in pairs{} do end return 5", "x = 1", "x"], "5 1"),
      (["f = 1", "('x'):rep(3); y = 2", "y"], "2"), (["::a::", "::a:: y = 1", "y"], "1"),
      (["local b <const> = 4", "b = 5", "b"], "5"), (["$ echo hi", "w = _", "w"], "hi"),
      ([":run words.lua one 'two three'", "w"], "two three"),
      ((1...230).map { "local v\($0) = \($0)" } + ["v230"], "230"),
    ] as [([String], String)])
  func savedSessionsSayTheSame(inputs: [String], said: String) throws {
    let place = try Place()
    try place.write("other.lua", "local y = 3")
    try place.write("words.lua", "w = select(2, ...) assert(w == arg[2])")
    let lines = inputs + [":save session.lua"]
    let typed = try place.run("-i", input: lines.joined(separator: "\n") + "\n")
    #expect(typed.output.contains("inputs written to session.lua"), "\(typed.errors)")
    let run = try place.run("session.lua")
    #expect(
      run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ") == said,
      "\(run.errors)")
  }

  @Test func aFileThatEndsTheProgramEndsItself() throws {
    let place = try Place()
    try place.write("ends.lua", "x = 1 os.exit(3)")
    try place.write("folder/beside.lua", "return { name = 'beside' }")
    try place.write(
      "folder/other.lua", "found = require('beside').name tarn.args { n = {3, 'count'} }")
    try place.write("caught.lua", "pcall(os.exit, 4) print('still there')")
    let lines = [
      ":run ends.lua", "x", ":run caught.lua", ":run folder/other.lua --help", "found",
    ]
    let result = try place.run("-i", input: lines.joined(separator: "\n") + "\n")
    #expect(result.errors == "exit code 3\nexit code 4\n")
    #expect(result.output.hasPrefix("1\nusage: tarn folder/other.lua [parameters]"))
    #expect(result.output.hasSuffix("\"beside\"\n"))
  }

  /// What a command of the shell prints is seen and kept; what it leaves running is not waited for.
  @Test func outputOfTheShellIsKept() throws {
    let place = try Place()
    let lines = [
      "$ echo one; echo two", "_", "t = os.time()", "$ sleep 9 & echo started", "$ exit 3", "_",
      "os.time() - t < 7",
    ]
    let result = try place.run("-i", input: lines.joined(separator: "\n") + "\n")
    #expect(result.output == "one\ntwo\none\ntwo\nstarted\n\"started\"\ntrue\n")
    #expect(result.errors == "exit code 3\n")
  }

  @Test func errorsTellEachFunctionOnce() throws {
    let place = try Place()
    try place.write(
      "co.lua",
      """
      local function leaf() error("deep") end
      local function gen()
        local inner = coroutine.wrap(function() leaf() end)
        inner()
      end
      coroutine.wrap(gen)()
      """)
    let nested = try place.run("co.lua").errors
    for line in ["co.lua:1: in upvalue 'leaf'", "co.lua:3: in function", "co.lua:4: in function"] {
      #expect(nested.contains(line), "\(nested)")
    }
    try place.write(
      "cb.lua",
      """
      local function objective(x) error("here") end
      local function search() optim.minimize(objective, tensor{1}) end
      search()
      """)
    let through = try place.run("cb.lua").errors
    #expect(through.components(separatedBy: "in local 'search'").count == 2, "\(through)")
    // After a failure the prompt can look at it.
    let object = try place.run("-i", input: "error({code = 5})\n:tb\n")
    #expect(object.output.hasPrefix("error object {code = 5}\n"))
    let after = try place.run("-i", "cb.lua", input: ":up\n:locals\n")
    #expect(after.output.contains("cb.lua:2 in 'search'"), "\(after.output)")
  }

  @Test func listsOfOursPrintWhatTheyHold() throws {
    let place = try Place()
    let result = try place.run(
      "-e",
      """
      print(attack.names())
      print(nn.Sequential{nn.Linear(1, 1)}:named_parameters()[1])
      print({} ~= nil, tostring({}):match("^table: 0x") ~= nil)
      print(tarn.type(tensor{1}.shape), tarn.type({}), tarn.type(attack.names()))
      local next, state, start, closed = tarn.progress(3)
      print(next(), getmetatable(closed).__close ~= nil)
      """)
    #expect(
      result.output.hasPrefix("{\"fgsm\", \"bim\", "), "\(result.output)\(result.errors)")
    #expect(
      result.output.hasSuffix("true\ttrue\nlist\ttable\ttable\n1\ttrue\n"), "\(result.output)")
  }

  @Test func aModuleAloneLeavesInputToRun() throws {
    let place = try Place()
    try place.write("lib.lua", "return { hello = 'hello' }")
    #expect(try place.run("-l", "lib", input: "print(lib.hello)").output == "hello\n")
    let colored = try place.run("--color", "always", "-e", "error('x')")
    #expect(colored.errors.contains("\u{1B}[31m"))
    #expect(try place.run("--color=never", "-e", "error('x')").errors.hasPrefix("tarn: -e:1: x\n"))
    #expect(try place.run("--color=some", "-e", "").status == 2)
  }

  /// Shapes in messages are those that were given.
  @Test func shapesAreThoseThatWereGiven() throws {
    let place = try Place()
    let vectors = try place.run("-e", "tensor{1, 2}:matmul(tensor{1, 2, 3})")
    #expect(
      vectors.errors.contains("got 2 and 3, expected inner sizes that agree"), "\(vectors.errors)")
    let samples = try place.run(
      "-e", "local w = data.wine() reach.margin(nn.Sequential{nn.Linear(2, 3)}, w.x, w.y, 0.1)")
    #expect(samples.errors.contains("got 178x13"), "\(samples.errors)")
    for code in [
      "tensor.full({40, 40}, 2):avg_pool2d(1, {padding = math.maxinteger})",
      "attack.bracket(nn.Sequential{nn.Flatten()}, tensor.zeros(0, 2^40), tensor.zeros(0), {eps = {}})",
    ] {
      #expect(try [0, 1].contains(place.run("-e", code).status), "\(code)")
    }
  }

  @Test func namesOfOtherLibrariesInModulesAreAnswered() throws {
    let place = try Place()
    for (code, hint) in [
      ("nn.Module", "a network is nn.Sequential{…}"), ("plot.imshow", "plot.heatmap(m)"),
      ("nn.CrossEntropyLoss", "loss.cross_entropy()"),
    ] {
      #expect(try place.run("-e", "x = \(code)").errors.contains(hint))
    }
  }

  /// What the flags of Lua's own command do.
  @Test func flagsOfLuaWork() throws {
    let place = try Place()
    try place.write("lib.lua", "return {n = (rawget(_G, 'n') or 0) + 1}")
    try place.write("sub/s.lua", "print(pcall(require, 'lib'))")
    #expect(try place.run("-e", "n = 4", "-l", "lib", "-e", "print(lib.n)").output == "5\n")
    #expect(
      try place.run("-l", "x=lib", "-e", "print(x.n, require('lib') == x)").output.hasPrefix("1"))
    #expect(try place.run("-e", "print(require('lib').n)").output == "1\n")
    #expect(try place.run(input: "print(require('lib').n)").output == "1\n")
    #expect(try place.run("sub/s.lua").output.hasPrefix("true"))
    // The script's own folder comes first.
    try place.write("sub/lib.lua", "return 7")
    try place.write("sub/t.lua", "print(require 'lib')")
    #expect(try place.run("sub/t.lua").output.hasPrefix("7"))
    #expect(try place.run("-v").output.hasPrefix("Tarn "))
    #expect(try place.run("-W", "-e", "warn('ca', 're')").errors == "warning: care\n")
    #expect(try place.run("-e", "warn('@off') warn('care')").errors.isEmpty)
    #expect(try place.run("--threads", "1", "-e", "print(tarn.threads())").output == "1\n")
    #expect(try place.run("--threads", "0", "-e", "").status == 2)
    for twice in try [
      place.run("--threads", "1", "--threads=2", "-e", ""),
      place.run("--threads", "1", "test", "--threads", "2"),
      place.run("verify", "a.onnx", "b.vnnlib", "--timeout", "1", "--timeout", "2"),
    ] {
      #expect(twice.status == 2 && twice.errors.contains("is given twice"), "\(twice.errors)")
    }
    #expect(try place.run("-e", "--a", "-e", "--a").status == 0)
    #expect(try place.run("doc", "tarn.args").output.contains("tarn.args(spec"))
    #expect(try place.run("doc").output.hasPrefix("Modules"))
    let unknown = try place.run("doc", "tarn.agrs")
    #expect(unknown.status == 1 && unknown.errors.contains("did you mean"))
  }

  @Test func standardInputIsOneScript() throws {
    let place = try Place()
    let good = try place.run(input: "local x = 1\nprint(x + 1)\n")
    #expect(good.output == "2\n" && good.status == 0)
    let bad = try place.run(input: "print(1)\nerror('stop')\nprint(2)\n")
    #expect(bad.output == "1\n" && bad.status == 1)
    #expect(bad.errors.hasPrefix("tarn: stdin:2: stop"))
    #expect(try place.run("-", "a", input: "print(...)").output == "a\n")
    #expect(try place.run(input: "").status == 0)
  }

  @Test func lineByLineSurvivesErrors() throws {
    let place = try Place()
    let input = "x = 2\nx + 1\nerror('stop')\nfor i = 1, 2 do\nprint(i)\nend\nx ..\n"
    let result = try place.run("-i", input: input)
    #expect(result.output == "3\n1\n2\n")
    #expect(result.errors.contains("prompt[3]:1: stop"))
    #expect(result.errors.contains("the input ended in the middle of: x .."))
    #expect(result.status == 0)
    #expect(try place.run("-i", input: "os.exit(3)\nprint(1)\n").status == 3)
  }

  @Test func scriptArgumentsAreParsed() throws {
    let place = try Place()
    try place.write(
      "a.lua", "local p = tarn.args({eps = {0.1, 'radius'}}, {words = 'x'}) print(p.eps, p[1])")
    #expect(try place.run("a.lua", "--eps", "3", "x").output == "3.0\tx\n")
    let help = try place.run("a.lua", "--help")
    #expect(help.status == 0 && help.output.contains("--eps  radius (default 0.1)"))
    let wrong = try place.run("a.lua", "--esp", "3")
    #expect(wrong.status == 2 && wrong.errors.contains("did you mean 'eps'?"))
  }
}
