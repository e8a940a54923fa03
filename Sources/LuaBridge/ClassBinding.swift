import CLua
import CLuaShims
import Names

/// A class in one state: its declaration and its metatable.
final class ClassBinding {
  let declaration: ClassDeclaration
  /// Registry reference.
  let metatable: Int32

  init(_ declaration: ClassDeclaration, metatable: Int32) {
    self.declaration = declaration
    self.metatable = metatable
  }
}

extension Lua {
  /// Declares a Swift class. Objects of it, and of subclasses, can be given to Lua from then on.
  public func register(_ declaration: ClassDeclaration) throws {
    try requireOpen()
    guard classesByName[declaration.name] == nil else {
      throw MessageError("a class named '\(declaration.name)' was registered before")
    }
    let top = lua_gettop(current)
    defer { lua_settop(current, top) }
    // Objects name their class by address; the binding lives as long as this object.
    tarn_new_table(current)
    let reference = tarn_reference(current)
    let binding = ClassBinding(declaration, metatable: reference)
    tarn_push_metatable(current)
    lua_pushvalue(current, -1)
    lua_rawseti(current, tarn_registry_index(), lua_Integer(reference))
    classesByName[declaration.name] = binding
    // What was found through a superclass may have a nearer declaration now.
    classes = classes.filter { $0.key == ObjectIdentifier($0.value.declaration.type) }
    classes[ObjectIdentifier(declaration.type)] = binding
    latest = nil
    fill(binding)
    documentation.add(declaration)
  }

  /// The declaration that objects like this one have.
  public func classDeclaration(of object: AnyObject) -> ClassDeclaration? {
    binding(of: object)?.declaration
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
      latest = (type, binding)
      return binding
    }
    var mirror = Mirror(reflecting: object).superclassMirror
    while let parent = mirror {
      if let parentType = parent.subjectType as? AnyClass,
        let binding = classes[ObjectIdentifier(parentType)]
      {
        classes[type] = binding
        return binding
      }
      mirror = parent.superclassMirror
    }
    return nil
  }

  /// Fills the metatable on top of the stack.
  private func fill(_ binding: ClassBinding) {
    let declaration = binding.declaration
    let name = declaration.name
    setField("__name") { self.push(string: name) }
    setField("__index") {
      tarn_new_table(current)
      for method in declaration.methods {
        setField(method.name) {
          pushMethod(method, name: "\(name):\(method.name)", binding)
        }
      }
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
          let suggestion = NearestName.suggestion(for: key, in: declaration.memberNames)
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
