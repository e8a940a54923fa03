import Foundation
import LuaBridge

/// The part of the module `tarn` that is about recipes.
public enum RecipeModule {
  /// - Parameters:
  ///   - executable: the program, which runs recipes in processes of their own; nil: all run in this one.
  ///   - shelf: where recipes are found by name.
  public static func declaration(executable: String?, shelf: RecipeShelf) -> ModuleDeclaration {
    ModuleDeclaration(
      name: "tarn", summary: "The root of all modules, derivatives, and functions of the session.",
      functions: [sweepFunction(executable, shelf), logFunction])
  }

  private static func sweepFunction(_ executable: String?, _ shelf: RecipeShelf)
    -> FunctionDeclaration
  {
    FunctionDeclaration(
      name: "sweep",
      arguments: [
        Argument(
          "settings", .table,
          "A list of tables {eps = 0.1, …}, or a grid {eps = {0.1, 0.2}, …} for every combination."),
        Argument(
          "f", .either(.callable, .table, .string),
          "A function of one setting that returns a table of results; or a recipe: what require gave, or its name."
        ),
      ],
      options: [
        Option(
          "workers", .integer(1...1024), shownDefault: "the number of cores",
          "Processes that run a recipe; a function runs in this one."),
        Option(
          "path", .string, "A file .csv for the results, which is also what a sweep resumes from."),
        Option("retry", .boolean, default: false, "Whether settings that failed are run again."),
        Option(
          "seconds", .number(.nonNegative), shownDefault: "no limit",
          "After this time no setting is begun; those that have none yet are left out of the list. 0 reads a file."
        ),
      ],
      returns: "list",
      summary: """
        Runs f for each setting and returns a list of tables, each a setting with its results. With path, every \
        result is written as it comes, one line a setting; settings that have a line are not run again, so an \
        interrupted sweep goes on where it was, and several sweeps may share a file. One that fails leaves its reason \
        in the column error, and the others go on. The session's seed is set anew for each setting.
        """,
      example: """
        local rows = tarn.sweep({ eps = { 0.1, 0.2 }, n = { 1, 2 } }, function(p) return { area = p.eps * p.n } end)
        print(#rows, rows[4].area)
        """,
      body: { call in
        let settings = try SweepSettings(call.table("settings"), call.lua)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let workers = call.optionalInteger("workers") ?? cores
        let work = try work(call, workers, executable, shelf)
        try check(settings, of: work, call.lua)
        let table =
          try settings.settings.isEmpty
          ? nil : call.optionalString("path").map { try SweepTable($0, names: settings.names) }
        var sweep = try Sweep(
          work, settings,
          Sweep.Options(
            workers: workers, table: table, retries: call.boolean("retry"),
            seconds: call.optionalNumber("seconds") ?? .infinity), call.lua)
        return .table(try call.lua.table(sweep.run().map { .table($0) }))
      })
  }

  /// - Throws: ``MessageError`` for settings that the recipe has no parameters for, or that are none of their values:
  /// before anything runs.
  private static func check(_ settings: SweepSettings, of work: Sweep.Work, _ lua: Lua) throws {
    guard case .recipe(let path, _) = work else { return }
    let parameters = try Recipe.load(path, lua).parameters
    for setting in settings.settings {
      do {
        _ = try parameters.values(
          lua.table(fields: setting.values.mapValues { try $0.value(lua) }), lua: lua)
      } catch let error as MessageError { throw MessageError("tarn.sweep: \(error)") }
    }
  }

  private static func work(
    _ call: Call, _ workers: Int, _ executable: String?, _ shelf: RecipeShelf
  ) throws -> Sweep.Work {
    let f = call["f"]
    let path =
      try f.asString.map { try shelf.file($0) } ?? RecipeLoader.path(of: f, call.lua)
    if let path, let executable { return .recipe(path: path, executable: executable) }
    if path == nil || f.asString != nil, call.has("workers"), workers > 1 {
      StandardError.write("tarn.sweep: a function runs in this process; workers run recipes")
    }
    if let name = f.asString {
      let module = try call.lua.call(
        call.lua.load("return require('recipes.' .. ...)", chunkName: "=sweep"), [.string(name)])
      if let run = module.first?.asTable?["run"].asFunction { return .function(run) }
    }
    if let run = f.asFunction ?? f.asTable?["run"].asFunction { return .function(run) }
    guard let callable = call.optionalFunction("f") else {
      throw MessageError("tarn.sweep: f is neither a function nor a recipe")
    }
    return .function(callable)
  }
}
