import Foundation
import LuaBridge
import Recipes

/// What completion knows about names.
public protocol CompletionEnvironment {
  /// Globals, modules and keywords.
  var rootNames: [String] { get }
  var documentedNames: [String] { get }
  /// What `require` finds without looking for files.
  var requirableNames: [String] { get }
  /// Names after the dot (fields) or colon (methods) of an expression.
  func members(of expression: ExpressionBefore, isMethod: Bool) -> [String]
  /// The declaration of the function that an expression names.
  func function(_ expression: ExpressionBefore) -> FunctionDeclaration?
  /// Keys of the table of options that the function of an expression takes.
  func optionKeys(_ expression: ExpressionBefore) -> [String]
  /// What the value of such a key may be, where it is one of some strings.
  func choices(_ expression: ExpressionBefore, key: String) -> [String]
  /// Modules that can be required anew.
  var loadedModules: [String] { get }
  /// File names that begin with a path; folders end with a slash.
  func files(_ prefix: String) -> [String]
}

/// The names of a running session. Tables are read raw, objects through their declarations: no
/// question runs Lua code.
public struct SessionNames: CompletionEnvironment {
  let lua: Lua
  let scope: LuaTable

  public init(lua: Lua, scope: LuaTable) {
    self.lua = lua
    self.scope = scope
  }

  public var rootNames: [String] {
    lua.globalNames + scope.stringKeys + LuaLexer.keywords.filter { $0.count > 2 }
  }

  public var documentedNames: [String] { lua.documentation.names }

  public var requirableNames: [String] {
    lua.installedModules.map { $0.name == "tarn" ? "tarn" : "tarn." + $0.name } + modulesOnPath
  }

  /// What the templates of `package.path` find; those of a folder of recipes as `recipes.name`, too.
  private var modulesOnPath: [String] {
    guard let path = lua.globals["package"].asTable?["path"].asString else { return [] }
    return path.split(separator: ";").filter { $0.hasSuffix("/?.lua") }.flatMap { template in
      let folder = String(template.dropLast("/?.lua".count))
      let names = files(folder + "/").filter { $0.hasSuffix(".lua") }.map {
        String($0.dropFirst(folder.count + 1).dropLast(".lua".count))
      }
      let isOfRecipes = folder == "recipes" || folder.hasSuffix("/recipes")
      return isOfRecipes ? names + names.map { "recipes." + $0 } : names
    }
  }

  public var loadedModules: [String] {
    lua.globals["package"].asTable?["loaded"].asTable?.stringKeys.filter {
      $0 != "tarn" && !$0.hasPrefix("tarn.") && !Evaluator.standardGlobals.contains($0)
        && $0 != "utf8"
    } ?? []
  }

  public func members(of expression: ExpressionBefore, isMethod: Bool) -> [String] {
    switch resolve(expression) {
    case .objectOf(let type): return isMethod ? type.methods.map(\.name) : type.fields.map(\.name)
    case .record(let record): return isMethod ? [] : record.fields.map(\.name)
    case .value(.table(let table)):
      if let module = lua.moduleName(of: table) {
        return isMethod ? [] : lua.memberNames(ofModule: module)
      }
      let fields = isMethod ? [] : lua.recordDeclaration(of: table)?.fields.map(\.name) ?? []
      return fields
        + table.withParents.flatMap { table in
          table.stringKeys.filter { !isMethod || table[$0].asFunction != nil }
        }
    case .value(.string):
      return isMethod ? lua.globals["string"].asTable?.stringKeys ?? [] : []
    default: return []
    }
  }

  public func function(_ expression: ExpressionBefore) -> FunctionDeclaration? {
    switch resolve(expression) {
    case .function(let function): return function
    case .value(.table(let table)):
      return lua.moduleName(of: table).flatMap { callable($0) }
    case .objectOf(let type): return type.callable
    default: return nil
    }
  }

  public func optionKeys(_ expression: ExpressionBefore) -> [String] {
    if let function = function(expression) { return function.options.map(\.key) }
    return parameters(expression)?.keys.sorted() ?? []
  }

  public func choices(_ expression: ExpressionBefore, key: String) -> [String] {
    if let function = function(expression) {
      return function.options.first { $0.key == key }?.type.allowedStrings ?? []
    }
    return parameters(expression)?[key] ?? []
  }

  /// Of `recipe.run{`, with the choices that they have. A recipe that nobody has required yet is read and not run.
  private func parameters(_ expression: ExpressionBefore) -> [String: [String]]? {
    guard case .name("run", _)? = expression.steps.last else { return nil }
    let owner = ExpressionBefore(steps: expression.steps.dropLast())
    if case .value(.table(let recipe)) = resolve(owner), let table = recipe["params"].asTable {
      let names = table.stringKeys
      return Dictionary(
        uniqueKeysWithValues: names.map { name in
          (name, table[name].asTable?["choices"].asTable?.array.compactMap(\.asString) ?? [])
        })
    }
    guard case .module(let name)? = owner.steps.first, owner.steps.count == 1,
      let file = file(ofModule: name), let list = RecipeText(file: file)?.parameters
    else { return nil }
    return Dictionary(list.map { ($0.name, $0.choices) }) { first, _ in first }
  }

  /// Where `require` would find a module; those of recipes by their own names, too.
  private func file(ofModule name: String) -> String? {
    let path = lua.globals["package"].asTable?["path"].asString ?? ""
    for name in [name, RecipeShelf.ownName(name)] {
      for template in path.split(separator: ";") {
        let file = template.replacing("?", with: name.replacing(".", with: "/"))
        if access(String(file), R_OK) == 0 { return String(file) }
      }
    }
    return nil
  }

  public func files(_ prefix: String) -> [String] {
    let cut = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
    let folder = String(prefix[..<cut])
    let name = prefix[cut...]
    let path = folder.isEmpty ? "." : folder
    let found = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return found.filter { $0.hasPrefix(name) && (name.hasPrefix(".") || !$0.hasPrefix(".")) }
      .map { entry in
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(
          atPath: path + "/" + entry, isDirectory: &isFolder)
        return folder + entry + (exists && isFolder.boolValue ? "/" : "")
      }
  }

  // MARK: Resolution

  private enum Meaning {
    case value(LuaValue)
    case function(FunctionDeclaration)
    /// Some object of a class; which one does not matter.
    case objectOf(ClassDeclaration)
    /// Some result with declared fields.
    case record(RecordDeclaration)
    case unknown
  }

  private func resolve(_ expression: ExpressionBefore) -> Meaning {
    var meaning = Meaning.unknown
    for (position, step) in expression.steps.enumerated() {
      switch step {
      case .string: meaning = .value(.string(""))
      case .module(let name):
        let loaded = lua.globals["package"].asTable?["loaded"].asTable?[name] ?? nil
        meaning = loaded.isNil ? .unknown : known(loaded)
      case .name(let name, _) where position == 0:
        meaning = known(ValuePath.root(name, scope, lua))
      case .name(let name, _): meaning = member(name, of: meaning)
      case .call: meaning = result(of: meaning)
      }
    }
    return meaning
  }

  private func known(_ value: LuaValue) -> Meaning {
    if case .object(let object) = value, let type = lua.classDeclaration(of: object) {
      return .objectOf(type)
    }
    return .value(value)
  }

  private func member(_ name: String, of meaning: Meaning) -> Meaning {
    switch meaning {
    case .objectOf(let type):
      if let field = type.fields.first(where: { $0.name == name }) { return known(field.type) }
      return type.methods.first { $0.name == name }.map { .function($0) } ?? .unknown
    case .record(let record): return record.field(name).map { known($0.type) } ?? .unknown
    case .value(.table(let table)):
      if let module = lua.moduleName(of: table) {
        for entry in lua.documentation.find("\(module).\(name)") {
          if case .function(let function) = entry.subject { return .function(function) }
        }
      }
      return ValuePath.member(name, of: .table(table), lua).map { known($0) } ?? .unknown
    default: return .unknown
    }
  }

  /// A declaration says what it returns: perhaps the name of a class.
  private func result(of meaning: Meaning) -> Meaning {
    let function: FunctionDeclaration?
    switch meaning {
    case .function(let declaration): function = declaration
    case .value(.table(let table)): function = lua.moduleName(of: table).flatMap { callable($0) }
    case .objectOf(let type): function = type.callable
    default: function = nil
    }
    return function.map { known($0.result) } ?? .unknown
  }

  private func known(_ type: ResultType) -> Meaning {
    if let record = type.record { return .record(record) }
    return lua.classDeclaration(named: type.text).map { .objectOf($0) } ?? .unknown
  }

  private func callable(_ module: String) -> FunctionDeclaration? {
    lua.installedModules.first { $0.name == module }?.callable
  }
}
