import Foundation
import LuaBridge

/// Runs a function or recipe at every setting that has no row yet.
struct Sweep {
  struct Options {
    var workers: Int
    var table: SweepTable?
    var retries: Bool
    /// After these no setting is begun.
    var seconds: Double = .infinity
  }

  /// What is run.
  enum Work {
    /// In this process, one setting after the other.
    case function(LuaFunction)
    /// In processes of their own.
    case recipe(path: String, executable: String)
  }

  let work: Work
  let settings: SweepSettings
  let options: Options
  let lua: Lua
  let seed: Int
  private var finished: [String: SweepTable.Row] = [:]
  /// What came out now, as Lua has it.
  private var values: [String: LuaTable] = [:]
  private let start = ContinuousClock.now
  /// Results whose names were taken.
  private var renamed: Set<String> = []

  init(_ work: Work, _ settings: SweepSettings, _ options: Options, _ lua: Lua) throws {
    self.work = work
    self.settings = settings
    self.options = options
    self.lua = lua
    let facts = try lua.call(lua.load("return tarn.info().seed", chunkName: "=seed"))
    seed = facts.first?.asInteger ?? 0
  }

  private var isLate: Bool { start.duration(to: .now) / .seconds(1) >= options.seconds }

  /// A result table for each setting that has a row, in order.
  mutating func run() throws -> [LuaTable] {
    var waiting: [SweepSettings.Setting] = []
    var known: Set<String> = []
    for setting in settings.settings where known.insert(setting.key).inserted {
      if let row = try options.table?.row(setting.key), row.error == nil || !options.retries {
        finished[setting.key] = row
      } else {
        waiting.append(setting)
      }
    }
    let bar = ProgressBar(total: known.count, label: "sweep")
    defer { bar.finish() }
    bar.update(finished.count)
    // A setting that another sweep runs is looked at again, until there is a row, or that sweep has ended.
    defer { if Interrupt.isRequested { tellRest("stopped; ") } }
    while !waiting.isEmpty, !isLate {
      let before = waiting.count
      switch work {
      case .function(let function): try runHere(&waiting, function, bar)
      case .recipe(let path, let executable): try runWorkers(&waiting, path, executable, bar)
      }
      if waiting.count == before {
        try Interrupt.check()
        usleep(100_000)
      }
    }
    if done.count < settings.settings.count { tellRest() }
    let failed = done.count { finished[$0.key]?.error != nil }
    if failed > 0 {
      StandardError.write(
        "tarn.sweep: \(failed) of \(settings.settings.count) settings have failed; see their 'error' ({retry = true} "
          + "runs them again)")
    }
    return try done.map { try table($0) }
  }

  private var done: [SweepSettings.Setting] {
    settings.settings.filter { finished[$0.key] != nil }
  }

  /// Says that there are settings that have not run.
  private func tellRest(_ reason: String = "") {
    StandardError.write(
      "tarn.sweep: \(reason)\(done.count) of \(settings.settings.count) settings have run"
        + (options.table == nil ? "" : ", and the same call goes on with the others"))
  }

  /// Takes a setting; false if it has a row by now, or another sweep has it.
  private mutating func take(_ setting: SweepSettings.Setting) throws -> Bool? {
    guard let table = options.table else { return true }
    guard table.claim(setting.key) else { return nil }
    if let row = try table.row(setting.key), row.error == nil || !options.retries {
      finished[setting.key] = row
      table.release(setting.key)
      return false
    }
    return true
  }

  private mutating func keep(_ setting: SweepSettings.Setting, _ result: Result<JSON, any Error>)
    throws
  {
    var row = SweepTable.Row(setting: setting.values, fields: [:])
    switch result {
    case .success(.object(let fields)):
      for (name, value) in fields {
        // The setting keeps its column.
        let isTaken = setting.values[name] != nil || name == "error"
        if isTaken, renamed.insert(name).inserted {
          StandardError.write(
            "tarn.sweep: the result '\(name)' is called 'result.\(name)': "
              + (name == "error" ? "'error' says why a setting failed" : "a setting has this name"))
        }
        row.fields[isTaken ? "result.\(name)" : name] = value
      }
    case .success(.null), .success(.array([])): break
    case .success(let value): row.fields["value"] = value
    case .failure(let error): row.error = Self.reason(of: error, lua)
    }
    finished[setting.key] = try options.table?.add(row, key: setting.key) ?? row
    options.table?.release(setting.key)
  }

  /// An error object that is a table tells what it holds.
  private static func reason(of error: any Error, _ lua: Lua) -> String {
    guard let raised = error as? LuaError, case .table(let table) = raised.value,
      raised.message.hasPrefix("table: 0x")
    else { return "\(error)" }
    return "error object " + lua.text(ofPlain: table)
  }

  private mutating func runHere(
    _ waiting: inout [SweepSettings.Setting], _ function: LuaFunction, _ bar: ProgressBar
  ) throws {
    let reset = try lua.load("tarn.seed(...)", chunkName: "=seed")
    var later: [SweepSettings.Setting] = []
    for setting in waiting {
      if isLate {
        later.append(setting)
        continue
      }
      switch try take(setting) {
      case nil: later.append(setting)
      case false?: break
      case true?:
        do {
          // Each setting draws alike, whichever were run before.
          try lua.call(reset, [.integer(seed)])
          let result = try lua.call(function, [try JSON.object(setting.values).value(lua)])
          if case .table(let table)? = result.first { values[setting.key] = table }
          try keep(setting, .success(JSON(result.first ?? nil, lua)))
        } catch let error as LuaError where !(error.underlying is ExitRequest) {
          try keep(setting, .failure(error))
        }
      }
      bar.update(finished.count)
    }
    waiting = later
  }

  private mutating func runWorkers(
    _ waiting: inout [SweepSettings.Setting], _ path: String, _ executable: String,
    _ bar: ProgressBar
  ) throws {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = max(1, cores / max(1, min(options.workers, waiting.count)))
    var running: [(setting: SweepSettings.Setting, worker: SweepWorker)] = []
    defer { for (_, worker) in running { worker.stop() } }
    var later: [SweepSettings.Setting] = []
    var queue = waiting[...]
    while !queue.isEmpty && !isLate || !running.isEmpty {
      try Interrupt.check()
      while running.count < options.workers, !isLate, let setting = queue.popFirst() {
        switch try take(setting) {
        case nil: later.append(setting)
        case false?: bar.update(finished.count)
        case true?:
          running.append(
            (
              setting,
              try SweepWorker(
                setting.values, recipe: path, executable: executable, seed: seed, threads: threads)
            ))
        }
      }
      for k in running.indices.reversed() where !running[k].worker.isRunning {
        let (setting, worker) = running.remove(at: k)
        let result = Result { try worker.result() }
        // Ctrl-C may have reached the process, too: that is no failure of the recipe.
        if case .failure = result { try Interrupt.check() }
        try keep(setting, result)
        bar.update(finished.count)
      }
      if !running.isEmpty { usleep(5000) }
      bar.update(finished.count)
    }
    waiting = later + queue
  }

  /// Setting and results in one table.
  private func table(_ setting: SweepSettings.Setting) throws -> LuaTable {
    let row = finished[setting.key]
    let result = try lua.table()
    for (name, value) in row?.fields ?? [:] { result[name] = try value.value(lua) }
    // Tensors and the like stay what they are.
    for (name, value) in values[setting.key]?.entries.map({ ($0.key.asString, $0.value) }) ?? [] {
      if let name, row?.fields[name] != nil { result[name] = value }
    }
    for (name, value) in setting.values { result[name] = try value.value(lua) }
    if let error = row?.error { result["error"] = .string(error) }
    try lua.makePrinted(result)
    return result
  }
}
