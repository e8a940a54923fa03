import Foundation
import LuaBridge
import Settings

/// A run of a recipe from the command line: its parameters, what else was asked for, and the saved result.
public struct RecipeRun {
  /// What the command itself takes. None of it shadows a parameter of the recipe: before the recipe's name these
  /// are the command's, after it a parameter of that name comes first.
  public struct Options {
    /// Folder of saved results.
    public var results = "."
    /// A saved result whose options are the defaults of this run.
    public var from: String?
    /// The session's seed.
    public var seed: Int?

    public init() {}
  }

  private let recipe: Recipe
  private let lua: Lua
  private var options: Options

  public init(_ recipe: Recipe, options: Options = Options(), lua: Lua) {
    self.recipe = recipe
    self.options = options
    self.lua = lua
  }

  /// The file of the recipe that made a result: where it was, or by its name.
  public static func file(from result: String, shelf: RecipeShelf) throws -> String {
    let record = try RecipeRecord(reading: result)
    let isThere = !record.file.isEmpty && FileManager.default.fileExists(atPath: record.file)
    return isThere ? record.file : try shelf.file(record.recipe)
  }

  /// Runs with the parameters of a command line, and saves what comes out; `--help` prints the parameters and
  /// runs nothing.
  /// - Throws: `ScriptParameters.UsageError`, ``MessageError``, ``LuaError``, ``Interrupted``.
  public mutating func run(_ arguments: [String]) throws {
    var arguments = arguments
    let isHelp = arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    if isHelp { return StandardOutput.write(help) }
    try takeOwnOptions(&arguments)
    let earlier = try options.from.map { try RecipeRecord(reading: $0) }
    var given: [String: LuaValue] = [:]
    if let earlier {
      let table = try lua.table(fields: earlier.options.mapValues { try $0.value(lua) })
      do { given = try recipe.parameters.values(numbers(in: table), lua: lua) } catch {
        throw MessageError("\(ByteText.shown(options.from ?? "")): \(error)")
      }
    }
    let (values, rest) = try recipe.parameters.parse(arguments, over: given, lua: lua)
    if let first = rest.first {
      throw ScriptParameters.UsageError(
        description:
          "recipe \(recipe.name) takes named parameters only, got '\(ByteText.shown(first))'")
    }
    if let earlier, earlier.isDone, earlier.recipe != recipe.name {
      throw MessageError(
        "\(ByteText.shown(options.from ?? "")) is a result of the recipe \(earlier.recipe), not of \(recipe.name)"
      )
    }
    let earlierSeed = earlier.flatMap {
      $0.info["seed"]?.integer ?? (recipe.parameters.has("seed") ? nil : $0.seed.integer)
    }
    if let seed = options.seed ?? earlierSeed {
      try lua.call(lua.load("tarn.seed(...)", chunkName: "=seed"), [.integer(seed)])
    }
    try prepareFolder()
    // The options as they were: a recipe may change the lists that it is given.
    let kept = try values.mapValues { try JSON($0, lua) }
    let source = Fingerprint.of((try? SourceFile.bytes(recipe.path)) ?? [])
    if let earlier, earlier.isDone, earlier.fingerprint != source {
      StandardError.write("tarn: the recipe has changed since \(options.from ?? "")")
    }
    var isRepetition = options.seed == nil
    if let earlier, earlier.isDone {
      let other = kept.filter {
        earlier.options[$0.key].map(SweepCell.key) != SweepCell.key($0.value)
      }
      if !other.isEmpty {
        isRepetition = false
        let list = other.sorted { $0.key < $1.key }.map { name, value in
          "\(name) = \(value.line) (was \(earlier.options[name]?.line ?? "not there"))"
        }
        StandardError.write(
          "tarn: other than \(options.from ?? ""): \(list.joined(separator: ", "))")
      }
    }
    let clock = ContinuousClock()
    let start = clock.now
    let results = try recipe.call(values, lua: lua)
    let seconds = start.duration(to: clock.now) / .seconds(1)
    try save(results, kept, source, seconds, earlier, isRepetition)
  }

  private func save(
    _ results: [LuaValue], _ kept: [String: JSON], _ source: String, _ seconds: Double,
    _ earlier: RecipeRecord?, _ isRepetition: Bool
  ) throws {
    let facts = try lua.call(
      lua.load(
        """
        local function try(f) local ok, value = pcall(f) return ok and value or {} end
        return try(function() return tarn.info() end), try(function() return data.used() end)
        """, chunkName: "=info"))
    let info = try JSON(facts.first ?? nil, lua)
    let used = try JSON(facts.count > 1 ? facts[1] : nil, lua)
    let record = RecipeRecord(
      recipe: recipe.name, file: ByteText.shown(recipe.path), fingerprint: source,
      seed: kept["seed"] ?? info["seed"] ?? .integer(0), options: kept,
      version: info["version"]?.string ?? "", info: info,
      data: used == .array([]) ? .object([:]) : used, seconds: seconds,
      result: try results.count > 1
        ? .array(results.map { try JSON($0, lua) }) : JSON(results.first ?? nil, lua))
    fflush(nil)
    var isOther = false
    if let earlier, earlier.isDone {
      let name = ByteText.shown(options.from ?? "")
      let difference = record.difference(from: earlier)
      isOther = difference != nil
      StandardError.write(
        difference.map { "tarn: not what \(name) has: \($0)" }
          ?? "tarn: the same result as in \(name)")
      if earlier.data != .null, record.data != earlier.data {
        StandardError.write("tarn: the data are not those of \(name)")
      }
    }
    do {
      // What did not come out again leaves what it was held against.
      let path = try record.save(in: options.results, replaces: !isOther)
      StandardError.write("tarn: saved \(path)")
    } catch {
      // A result is not lost because a folder is.
      let refuge = FileManager.default.temporaryDirectory.path
      if let path = try? record.save(in: refuge) {
        throw MessageError("\(error); the result is in \(path)")
      }
      print(record.json.text())
      throw error
    }
    if isOther, isRepetition { throw ExitRequest(status: 1) }
  }

  /// Infinite and missing numbers are text in JSON; where the parameter is a number they are numbers again.
  private func numbers(in table: LuaTable) throws -> LuaTable {
    let names: [String: Double] = ["inf": .infinity, "-inf": -.infinity]
    for parameter in recipe.parameters.parameters where parameter.isNumeric {
      switch table[parameter.name] {
      case .string(let text):
        table[parameter.name] = names[text].map { .number($0) } ?? .string(text)
      case .table(let list):
        for (k, item) in list.array.enumerated() {
          if let number = item.asString.flatMap({ names[$0] }) { list[k + 1] = .number(number) }
        }
      default: break
      }
    }
    // Parameters that the recipe no longer has are named by the check.
    return table
  }

  /// Takes `--results`, `--from` and `--seed` where the recipe has no parameter of that name.
  private mutating func takeOwnOptions(_ arguments: inout [String]) throws {
    var rest: [String] = []
    var remaining = arguments[...]
    var named = ScriptParameters.Named()
    while let argument = remaining.popFirst() {
      if argument == "--" {
        rest += [argument] + remaining
        break
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0].drop { $0 == "-" })
      guard argument.hasPrefix("--"), ["results", "from", "seed"].contains(name),
        !recipe.parameters.has(name)
      else {
        rest.append(argument)
        // The value of a parameter may look like an option.
        if argument.hasPrefix("--"), parts.count == 1, recipe.parameters.takesWord(name),
          let value = remaining.popFirst()
        {
          rest.append(value)
        }
        continue
      }
      guard let value = parts.count > 1 ? String(parts[1]) : remaining.popFirst() else {
        throw ScriptParameters.UsageError(description: "--\(name) needs a value")
      }
      try named.note(name)
      try options.set(name, value)
    }
    arguments = rest
  }

  /// - Throws: before anything runs for hours in vain.
  private func prepareFolder() throws {
    var isFolder: ObjCBool = false
    let folder = options.results
    if !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch { throw MessageError("cannot make \(folder): \(error.reason)") }
    } else if !isFolder.boolValue {
      throw MessageError("--results \(folder): it is no folder")
    }
    guard access(folder, W_OK) == 0 else {
      throw MessageError(
        "results cannot be saved in \(folder == "." ? "the current folder" : folder): "
          + "\(String(cString: strerror(errno))); --results names another")
    }
  }

  private var help: String {
    let own = [
      ("results", "--results DIR   folder of the saved result (default: the current one)"),
      ("from", "--from FILE     options of a saved result"),
      ("seed", "--seed N        the session's seed"),
    ].filter { !recipe.parameters.has($0.0) }.map { "  " + $0.1 }
    return recipe.help + (own.isEmpty ? "" : "\n\nand\n" + own.joined(separator: "\n"))
  }
}

extension RecipeRun.Options {
  /// - Throws: `ScriptParameters.UsageError`.
  public mutating func set(_ name: String, _ value: String) throws {
    switch name {
    case "results": results = value.isEmpty ? "." : value
    case "from": from = value
    default:
      guard let number = Int(value) else {
        throw ScriptParameters.UsageError(
          description: "--seed must be a whole number, got \"\(ByteText.shown(value))\"")
      }
      seed = number
    }
  }
}
