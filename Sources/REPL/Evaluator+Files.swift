import Foundation
import LuaBridge
import Recipes

/// `:load`, `:run`, `:save`, `:reload`: files and modules of a session.
extension Evaluator {
  /// Runs a file; its top-level locals become variables of the prompt, as those of lines typed here. A file that asks to
  /// end the program ends itself.
  func runFile(_ words: [String], command: String) throws {
    guard case .table(let os) = try lua.global("os") else { return }
    let exit = os["exit"]
    var wanted: Int32?
    os["exit"] = .function(
      try lua.function { call in
        let status = call.argument(1)
        wanted = status.asBoolean == false ? 1 : Int32(clamping: status.asInteger ?? 0)
        // No `pcall` stops it, as none stops the program's end.
        throw Interrupted()
      })
    defer { os["exit"] = exit }
    do { try runWhole(words, command: command) } catch {
      guard let status = wanted ?? Session.exitRequest(error)?.status else { throw error }
      if status != 0 { failure("exit code \(status)") }
    }
  }

  private func runWhole(_ words: [String], command: String) throws {
    guard let file = words.first else {
      throw MessageError(":\(command) needs the name of a file")
    }
    let bytes: [UInt8]
    do { bytes = try SourceFile.bytes(file) } catch { throw MessageError("\(error)") }
    let source = ByteText.string(bytes)
    texts.remember(file, source)
    let arguments = words.dropFirst().map { LuaValue.string($0) }
    if command == "run" {
      let arg = try lua.table(arguments)
      arg[0] = .string(file)
      try lua.setGlobal("arg", .table(arg))
      lua.scriptArguments = Array(words.dropFirst())
      lua.scriptName = file
      try lua.searchFirst(besides: file)
      let list = words.dropFirst().map(Printer.quoted)
      transcript.append(
        "arg = {\((["[0] = " + Printer.quoted(file)] + list).joined(separator: ", "))}; "
          + "assert(loadfile(\(Printer.quoted(file))))(\(list.joined(separator: ", ")))")
    } else {
      // A file that ends with `return` can be no part of another.
      let isPart = (try? lua.load(source + "\nlocal _", chunkName: "=input")) != nil
      transcript.append(isPart ? source : "dofile \(Printer.quoted(file))")
    }
    let locals = PromptLocals.names(in: source)
    // Fails if the file ends with `return`, or has more locals than can be returned.
    let kept = Array("\nreturn \(locals.joined(separator: ", "))".utf8)
    if !locals.isEmpty,
      let function = try? lua.load(bytes + kept, chunkName: "@" + file, environment: scope)
    {
      keep(locals, try lua.call(function, arguments))
    } else {
      let results = try lua.call(lua.load(file: file, environment: scope), arguments)
      if command == "run", case .table(let table)? = results.first, Recipe.isRecipe(table) {
        var run = RecipeRun(try Recipe(table, path: file), lua: lua)
        try run.run(Array(words.dropFirst()))
      } else {
        show(results)
      }
    }
  }

  /// What goes wrong in a start-up file is told, and the prompt comes up.
  func runStartUp(_ file: String) {
    do { try lua.interruptible { try runFile([file], command: "load") } } catch {
      _ = report(error)
    }
    noteGivenNames()
  }

  func save(_ file: String, replaces: Bool) throws {
    var (file, replaces) = (file, replaces)
    if file.hasSuffix("!") {
      file = String(file.dropLast()).trimmed
      replaces = true
    }
    guard !file.isEmpty else { throw MessageError(":save needs the name of a file") }
    guard replaces || !FileManager.default.fileExists(atPath: file) else {
      throw MessageError("\(file) exists; :save! \(file) replaces it")
    }
    let session = SavedSession(transcript) {
      (try? lua.load($0, chunkName: "=input")) != nil
    }
    let bytes = ByteText.bytes(session.lines.map { $0 + "\n" }.joined())
    do {
      if let reason = PathUse.write.refusal(of: file) { throw MessageError(reason) }
      try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch let error as MessageError { throw error } catch {
      throw MessageError("cannot write \(file): no permission")
    }
    saved = transcript.count
    let note =
      session.leftOut > 0
      ? "; \(session.leftOut) that use __, ans or _n are comments, for a script has none of these"
      : ""
    output("\(transcript.count) inputs written to \(file)\(note)")
  }

  /// Requires a module anew, and puts it where the old one was held by a variable.
  func reload(_ name: String) throws {
    guard !name.isEmpty else { throw MessageError(":reload needs the name of a module") }
    guard lua.module(named: name) == nil, !name.hasPrefix("tarn.") else {
      throw MessageError("\(name) is a module of Tarn itself, which does not change")
    }
    let results = try lua.run(
      """
      local name = ...
      local old = package.loaded[name]
      package.loaded[name] = nil
      local isDone, result = pcall(require, name)
      if not isDone then
        package.loaded[name] = old
        error(result, 0)
      end
      return old, result
      """, name: "=:reload", arguments: [.string(name)])
    guard results.count == 2, case .table(let old) = results[0] else {
      return output("\(name) loaded")
    }
    var names: [String] = []
    for table in [scope, lua.globals] {
      for key in table.stringKeys where table[key].asTable?.identity == old.identity {
        table[key] = results[1]
        names.append(key)
      }
    }
    output(
      "\(name) loaded again"
        + (names.isEmpty ? "" : ", as \(names.sorted().joined(separator: ", "))"))
  }
}
