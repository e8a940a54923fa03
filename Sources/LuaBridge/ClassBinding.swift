import CLua
import CLuaShims
import Settings

/// A class in one state: its declaration and its metatable.
final class ClassBinding {
  let declaration: ClassDeclaration
  let prepare: ((AnyObject) throws -> Void)?
  /// Registry references: of the metatable, and of the methods that were asked for so far. Both are made
  /// with the first object, for each table and function is work for every cycle of the collector.
  fileprivate(set) var metatable = LUA_NOREF
  fileprivate(set) var methods = LUA_NOREF

  init(_ declaration: ClassDeclaration) {
    self.declaration = declaration
    prepare = declaration.prepare
  }
}

extension Lua {
  /// Declares a Swift class. Objects of it, and of subclasses, can be given to Lua from then on.
  public func register(_ declaration: ClassDeclaration) throws {
    try requireOpen()
    guard classesByName[declaration.name] == nil else {
      throw MessageError("a class named '\(declaration.name)' was registered before")
    }
    // Objects name their class by address; the binding lives as long as this object.
    let binding = ClassBinding(declaration)
    ClassNames.note(declaration.type, declaration.name)
    classesByName[declaration.name] = binding
    // What was found through a superclass may have a nearer declaration now.
    classes = classes.filter { $0.key == ObjectIdentifier($0.value.declaration.type) }
    classes[ObjectIdentifier(declaration.type)] = binding
    latest = nil
    documentation.add(declaration)
  }

  /// The declaration that objects like this one have.
  public func classDeclaration(of object: AnyObject) -> ClassDeclaration? {
    binding(of: object)?.declaration
  }

  /// The line by which lists of values show an object, if its class has one.
  public func brief(of value: LuaValue) -> String? {
    guard case .object(let object) = value else { return nil }
    return try? classDeclaration(of: object)?.brief?(object)
  }

  /// All of an object's text, where `tostring` leaves out much.
  public func wholeText(of value: LuaValue) throws -> String? {
    guard case .object(let object) = value else { return nil }
    return try classDeclaration(of: object)?.wholeText?(object)
  }

  /// How much memory an object takes, if its class tells.
  public func byteCount(of value: LuaValue) -> Int? {
    guard case .object(let object) = value else { return nil }
    return classDeclaration(of: object)?.byteCount?(object)
  }

  public func classDeclaration(named name: String) -> ClassDeclaration? {
    classesByName[name]?.declaration
  }

  /// By dynamic type, then by its superclasses.
  func binding(of object: AnyObject) -> ClassBinding? {
    let type = ObjectIdentifier(Swift.type(of: object))
    // Objects of one class come in a row.
    if let latest, latest.type == type { return latest.binding }
    if let binding = classes[type] {
      if binding.metatable == LUA_NOREF { make(binding) }
      latest = (type, binding)
      return binding
    }
    var mirror = Mirror(reflecting: object).superclassMirror
    while let parent = mirror {
      if let parentType = parent.subjectType as? AnyClass,
        let binding = classes[ObjectIdentifier(parentType)]
      {
        classes[type] = binding
        if binding.metatable == LUA_NOREF { make(binding) }
        return binding
      }
      mirror = parent.superclassMirror
    }
    return nil
  }

  /// Makes the metatable of a class. Its methods follow when they are asked for.
  private func make(_ binding: ClassBinding) {
    let declaration = binding.declaration
    let top = lua_gettop(current)
    defer { lua_settop(current, top) }
    _ = lua_checkstack(current, 16)
    tarn_new_table(current)
    binding.methods = tarn_reference(current)
    tarn_push_metatable(current)
    lua_pushvalue(current, -1)
    binding.metatable = tarn_reference(current)
    let name = declaration.name
    setField("__name") { self.push(string: name) }
    setField("__index") {
      tarn_push_reference(current, binding.methods)
      tarn_new_table(current)
      for field in declaration.fields {
        setField(field.name) { pushField(field, binding) }
      }
      pushIndexer(binding)
      pushMissing(binding)
      tarn_push_index(current)
    }
    setField("__newindex") {
      push(
        native: NativeFunction(
          lua: self, arguments: nil,
          body: .list { call in
            throw MessageError(
              "\(name) cannot be changed: '\(call.argument(2).keyText)' is not assignable")
          }))
    }
    for (symbol, body) in declaration.operators {
      setField(symbol.rawValue) {
        push(
          native: NativeFunction(
            lua: self, arguments: nil,
            body: .single { call in
              try call.lua.refuseClosedOperands()
              return try body(call)
            }, pair: BoundPair(declaration.pairs[symbol], binding)))
      }
    }
    if declaration.operators[.eq] == nil {
      setField("__eq") {
        push(
          native: NativeFunction(
            lua: self, arguments: nil,
            body: .single { call in .boolean(call.argument(1) == call.argument(2)) }))
      }
    }
    if let callable = declaration.callable {
      setField("__call") { pushMethod(callable, name: name, binding) }
    }
    setField("__tostring") { pushText(binding) }
    if declaration.operators[.concat] == nil {
      setField("__concat") {
        push(
          native: NativeFunction(
            lua: self, arguments: nil, body: .single { call in try call.lua.joined(call) }))
      }
    }
    setField("__walk") {
      self.push(
        string: "pairs: \(withArticle(name)) is no table; "
          + (declaration.walk ?? "?\(name) lists what it has"))
    }
    if let number = declaration.number {
      setField("__tonumber") {
        push(
          native: NativeFunction(
            lua: self, arguments: nil,
            body: .single { call in
              try number(call.lua.openObject(at: 1, binding)).map { .number($0) } ?? nil
            }))
      }
    }
  }

  /// `a .. b`, where one is an object: its text.
  private func joined(_ call: Call) throws -> LuaValue {
    let texts = try (Int32(1)...2).map { index -> String in
      let value = call.lua.value(at: index)
      switch value {
      case .string, .number, .integer, .object: return try call.lua.describe(value)
      default: throw MessageError("attempt to concatenate \(call.lua.shown(at: index))")
      }
    }
    return .string(texts.joined())
  }

  private func pushMethod(_ method: FunctionDeclaration, name: String, _ binding: ClassBinding) {
    push(
      native: NativeFunction(
        lua: self,
        arguments: CheckedArguments(
          name: name, arguments: method.arguments, options: method.options, receivers: 1,
          receiverClass: binding),
        body: method.body, pair: BoundPair(method.pair, binding)))
  }

  /// Makes a method that is asked for the first time; nil if there is none of that name.
  private func method(_ name: String, _ binding: ClassBinding) throws -> LuaValue? {
    let declaration = binding.declaration
    guard let method = declaration.methods.first(where: { $0.name == name }) else { return nil }
    tarn_push_reference(current, binding.methods)
    setField(name) { pushMethod(method, name: "\(declaration.name):\(name)", binding) }
    return LuaTable(popping: self)[name]
  }

  private func pushField(_ field: Field, _ binding: ClassBinding) {
    push(
      native: NativeFunction(
        lua: self, arguments: nil,
        body: .single { call in try field.get(call.lua.openObject(at: 1, binding)) }))
  }

  private func pushIndexer(_ binding: ClassBinding) {
    guard let index = binding.declaration.index else { return lua_pushnil(current) }
    let name = binding.declaration.name
    push(
      native: NativeFunction(
        lua: self, arguments: nil,
        body: .single { call in
          let object = try call.lua.openObject(at: 1, binding)
          guard let position = call.argument(2).asInteger else {
            throw MessageError("\(name): index must be an integer, got \(call.argument(2).shown)")
          }
          return try index(object, position)
        }))
  }

  private func pushMissing(_ binding: ClassBinding) {
    let declaration = binding.declaration
    push(
      native: NativeFunction(
        lua: self, arguments: nil,
        body: .single { call in
          guard case .string(let key) = call.argument(2) else {
            throw MessageError(
              "\(withArticle(declaration.name)) cannot be indexed with \(call.lua.shown(at: 2))")
          }
          if let method = try call.lua.method(key, binding) { return method }
          let suggestion =
            declaration.foreignNames[key].map { "; here it is \($0)" }
            ?? NearestName.suggestion(for: key, in: declaration.memberNames)
          throw MessageError(
            "\(withArticle(declaration.name)) has no field or method '\(key)'\(suggestion)")
        }))
  }

  private func pushText(_ binding: ClassBinding) {
    let declaration = binding.declaration
    push(
      native: NativeFunction(
        lua: self, arguments: nil,
        body: .single { call in
          guard let object = call.lua.object(at: 1)?.object else {
            return .string("\(declaration.name) (closed)")
          }
          if let text = declaration.text { return .string(try text(object)) }
          let address = UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque())
          return .string("\(declaration.name): 0x" + String(address, radix: 16))
        }))
  }

  /// The object of this class at a stack index.
  private func openObject(at index: Int32, _ binding: ClassBinding) throws -> AnyObject {
    let name = binding.declaration.name
    guard let found = object(at: index), found.binding === binding else {
      throw MessageError("expected \(withArticle(name)), got \(shown(at: index))")
    }
    guard let object = found.object else { throw MessageError("this \(name) was closed") }
    return object
  }

  private func refuseClosedOperands() throws {
    for index in Int32(1)...2 {
      if let found = object(at: index), found.object == nil {
        throw MessageError("this \(found.binding.declaration.name) was closed")
      }
    }
  }

  /// Sets a field of the table on top of the stack to what `push` pushes (one value).
  func setField(_ name: String, _ push: () -> Void) {
    self.push(string: name)
    push()
    lua_rawset(current, -3)
  }
}

extension LuaValue {
  /// A key as a message names it, without quotes.
  var keyText: String { asString ?? shown }
}
