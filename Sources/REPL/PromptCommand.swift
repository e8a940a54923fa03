import LuaBridge

/// What the prompt understands beside Lua.
enum PromptCommand: Equatable {
  case help(String)
  case source(String)
  case shell(String)
  case named(String, String)

  static let names = [
    "bench", "help", "history", "load", "mem", "quit", "save", "time", "trace", "who",
  ]

  /// Nil if the text is Lua.
  init?(_ text: String) {
    if text.hasPrefix("??") {
      self = .source(String(text.dropFirst(2)).trimmed)
    } else if text.hasPrefix("?") {
      self = .help(String(text.dropFirst()).trimmed)
    } else if text.hasPrefix("$") {
      self = .shell(String(text.dropFirst()).trimmed)
    } else if text.hasPrefix(":"), !text.hasPrefix("::") {
      let parts = text.dropFirst().split(maxSplits: 1, whereSeparator: \.isWhitespace)
      self = .named(
        parts.first.map(String.init) ?? "", parts.count > 1 ? String(parts[1]).trimmed : "")
    } else {
      return nil
    }
  }

  static let overview = """
    Type Lua: expressions are printed, `_` is the last value, `;` at the end keeps quiet.
      ?name            help for a function, method, module or class; ? alone lists the modules
      ??name           its source if it is written in Lua; otherwise a search in all help
      :who             your globals
      :time expr       runs once and tells the time
      :bench expr      runs many times and tells the median
      :mem             memory of Lua and of the engine
      :history [word]  what was typed
      :save file.lua   writes what succeeded in this session
      :load file.lua   runs a file in this session
      :trace           the whole traceback of the last error
      :quit            leaves, as Ctrl-D does
      $ command        runs a shell command
    Tab completes names, fields, methods, option keys and file names. Ctrl-C stops what runs.
    """
}
