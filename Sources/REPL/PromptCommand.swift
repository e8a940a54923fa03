import LuaBridge

/// What the prompt understands beside Lua.
enum PromptCommand: Equatable {
  case help(String)
  case source(String)
  case shell(String)
  case named(String, String)

  static let names = [
    "bench", "doctest", "down", "full", "help", "history", "load", "locals", "mem", "prof", "quit",
    "reload",
    "run", "save", "tb", "time", "up", "who",
  ]

  /// Nil if the text is Lua.
  init?(_ text: String) {
    if text.hasSuffix("?"), !text.hasPrefix("?"), let name = Self.asked(text) {
      self = .help(name)
    } else if text.hasPrefix("??") {
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

  /// `tensor?`, as in IPython: the name before the mark.
  private static func asked(_ text: String) -> String? {
    let name = String(text.prefix { $0 != "?" }).trimmed
    return ValuePath(name) == nil ? nil : name
  }

  private static let rows = [
    ("?name", "help for a function, method, module or class; ? alone lists the modules"),
    ("??name", "its source if it is written in Lua; otherwise a search in all help"),
    (":who [word]", "your globals; those with the word in their names"),
    (":full expr", "a value with all that its usual text leaves out"),
    (":time expr", "runs once and tells time and memory"),
    (":bench expr", "runs many times and tells the median"),
    (":prof expr", "runs once and tells in which functions the time went"),
    (":mem", "memory of Lua and of the engine"),
    (":tb", "the whole traceback of the last error"),
    (":up  :down", "to the function that called, and back; then"),
    (":locals [name]", "its variables"),
    (":history [word]", "what was typed"),
    (":save file.lua", "writes what succeeded in this session; :save! replaces a file"),
    (":load file.lua", "runs a file in this session, whose variables stay"),
    (":run file words", "the same with arguments, as `tarn file words` would"),
    (":reload module", "requires a module anew"),
    (
      ":doctest [name]",
      "runs the examples of a name, or the session in a file; :doctest! writes into the file what is printed"
    ),
    (":quit", "leaves, as Ctrl-D does"),
    ("$ command", "runs a shell command; `_` is what it printed"),
  ]

  static func overview(_ text: HelpText) -> String {
    let ends = [
      "Type Lua: expressions are printed, `_` is the last value, `;` at the end keeps quiet.",
      "`__` is the value before, `_3` that of input 3, as errors count them (prompt[3]). Tab completes names, fields, "
        + "methods, options and file names; Ctrl-R searches what was typed. Ctrl-C stops what runs.",
    ].map { text.wrap($0, indent: 0) }
    return (ends[0] + text.rows(rows) + ends[1]).joined(separator: "\n")
  }
}
