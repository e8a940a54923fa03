/// Declarations as a file for the Lua language server (`---@meta`): completion and type hints in
/// editors come from it.
extension DocumentationTable {
  public func editorStubs() -> String {
    var blocks = ["---@meta", "-- Generated from the declarations of the bindings. Do not edit."]
    let classes = entries.compactMap { entry in
      switch entry.subject {
      case .objects(let type): type.name
      case .record(let record): record.name
      default: nil
      }
    }
    let stub = EditorStub(classes: Set(classes))
    for entry in entries {
      switch entry.subject {
      case .objects(let type): blocks.append(stub.text(of: type))
      case .module(let module): blocks.append(stub.text(of: module))
      case .record(let record): blocks.append(stub.text(of: record))
      default: break
      }
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }
}

private struct EditorStub {
  /// Names of all classes and records.
  let classes: Set<String>

  /// A class as Lua can name it: `reachable_set` for "reachable set".
  private func identifier(_ className: String) -> String {
    className.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.joined(separator: "_")
  }

  func text(of type: ClassDeclaration) -> String {
    let className = identifier(type.name)
    var lines = comment(type.summary) + ["---@class tarn.\(className)"]
    for field in type.fields {
      lines.append("---@field \(field.name) \(name(of: field.type)) \(oneLine(field.summary))")
    }
    let symbols: [Operator: String] = [
      .add: "add", .sub: "sub", .mul: "mul", .div: "div", .pow: "pow", .mod: "mod",
    ]
    for symbol in Operator.allCases where type.operators[symbol] != nil {
      if let word = symbols[symbol] {
        lines.append("---@operator \(word)(tarn.\(className)|number): tarn.\(className)")
      } else if symbol == .unm {
        lines.append("---@operator unm: tarn.\(className)")
      }
    }
    if let callable = type.callable { lines.append("---@overload \(overload(callable))") }
    lines.append("local \(className) = {}")
    for method in type.methods {
      lines += [""] + text(of: method, named: "\(className):\(method.name)")
    }
    // In a block of its own: a module may have the name of a class.
    return (["do"] + lines + ["end"]).joined(separator: "\n")
  }

  func text(of record: RecordDeclaration) -> String {
    var lines = comment(record.summary) + ["---@class tarn.\(identifier(record.name))"]
    for field in record.fields {
      let mark = field.isOptional ? "?" : ""
      lines.append(
        "---@field \(field.name)\(mark) \(name(of: field.type)) \(oneLine(field.summary))")
    }
    if let items = record.items { lines.append("---@field [integer] \(name(of: items))") }
    return lines.joined(separator: "\n")
  }

  func text(of module: ModuleDeclaration) -> String {
    var lines = comment(module.summary)
    if let callable = module.callable { lines.append("---@overload \(overload(callable))") }
    lines.append("\(module.name) = {}")
    if module.name != "tarn" { lines.append("tarn.\(module.name) = \(module.name)") }
    for constant in module.constants {
      lines += [""] + comment(constant.summary) + ["\(module.name).\(constant.name) = nil"]
    }
    for function in module.functions {
      lines += [""] + text(of: function, named: "\(module.name).\(function.name)")
    }
    return lines.joined(separator: "\n")
  }

  private func text(of function: FunctionDeclaration, named fullName: String) -> [String] {
    var lines: [String] = []
    if !function.options.isEmpty {
      let className = fullName.split(whereSeparator: { ".:".contains($0) }).joined(separator: ".")
      lines.append("---@class (exact) tarn.options.\(className)")
      for option in function.options {
        let mark = option.isRequired ? "" : "?"
        lines.append(
          "---@field \(option.key)\(mark) \(name(of: option.type.shortName)) \(oneLine(option.summary))"
        )
      }
      lines.append("")
    }
    lines += comment(function.summary)
    var names: [String] = []
    for argument in function.arguments {
      let type = name(of: argument.type.shortName)
      if argument.isVariadic {
        lines.append("---@param ... \(type) \(oneLine(argument.summary))")
        names.append("...")
      } else {
        let mark = argument.isOptional ? "?" : ""
        lines.append("---@param \(argument.name)\(mark) \(type) \(oneLine(argument.summary))")
        names.append(argument.name)
      }
    }
    if !function.options.isEmpty, names.last != "..." {
      let className = fullName.split(whereSeparator: { ".:".contains($0) }).joined(separator: ".")
      let mark = function.options.contains { $0.isRequired } ? "" : "?"
      lines.append("---@param options\(mark) tarn.options.\(className)")
      names.append("options")
    }
    if !function.returns.isEmpty { lines.append("---@return \(result(function.result))") }
    lines.append("function \(fullName)(\(names.joined(separator: ", "))) end")
    return lines
  }

  private func overload(_ function: FunctionDeclaration) -> String {
    let parameters = function.arguments.map { argument in
      let type = name(of: argument.type.shortName)
      return argument.isVariadic
        ? "...: \(type)" : "\(argument.name)\(argument.isOptional ? "?" : ""): \(type)"
    }
    let returns = function.returns.isEmpty ? "" : ": \(name(of: function.result))"
    return "fun(\(parameters.joined(separator: ", ")))\(returns)"
  }

  /// Types that the server knows stay; `list of number` is `number[]`; others are our classes.
  private func name(of type: String) -> String {
    type.split(separator: "|").map { part -> String in
      if part.hasPrefix("list of ") { return name(of: String(part.dropFirst(8))) + "[]" }
      let known = ["any", "boolean", "number", "integer", "string", "function", "table", "nil"]
      if known.contains(String(part)) || part.hasPrefix("\"") { return String(part) }
      if part == "list" { return "any[]" }
      let isWord = part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      return isWord || classes.contains(String(part)) ? "tarn.\(identifier(String(part)))" : "any"
    }.joined(separator: "|")
  }

  private func name(of type: ResultType) -> String {
    switch type {
    case .named(let words):
      let isType =
        classes.contains(words)
        || words.allSatisfy { $0.isLetter || $0.isNumber || "_|".contains($0) }
      return isType ? name(of: words) : "any"
    case .choice: return type.text
    case .record(let record): return name(of: record.name)
    case .list(let item):
      let name = name(of: item)
      return name.contains("|") ? "(\(name))[]" : name + "[]"
    case .byName(let item): return "table<string, \(name(of: item))>"
    case .iterator(let item): return "fun(): \(name(of: item))"
    case .optional(let type): return name(of: type) + "|nil"
    case .several(let types): return types.map { name(of: $0) }.joined(separator: ", ")
    }
  }

  /// A result may be described in words; the server wants a type first.
  private func result(_ type: ResultType) -> String {
    let name = name(of: type)
    return name == "any" && type.text != "any" ? "any # \(oneLine(type.text))" : name
  }

  private func comment(_ text: String) -> [String] {
    text.split(separator: "\n").map { "---" + $0 }
  }

  private func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
