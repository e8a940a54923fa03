import CLua
import CLuaShims

/// A Lua 5.4 state. It belongs to one thread.
///
/// No longjmp crosses a Swift frame: what may raise is called through C helpers, and Swift
/// functions called by Lua return a status to a trampoline written in C, which raises.
public final class Lua {
  /// Everything declared in this state.
  public let documentation = DocumentationTable()
  public let nativeMemory = NativeMemory()
  /// Bytes behind native objects; set by the host, shown by `:mem`.
  public var nativeBytes: (() -> Int)?
  /// The words after the script for `tarn.args`; nil as long as they are those of the command line.
  public var scriptArguments: [String]?
  /// The script that they are for; nil as long as it is that of the command line.
  public var scriptName: String?
  /// What the host puts around all that Ctrl-C can stop.
  public var aroundInterruptible: ((_ body: () throws -> Void) throws -> Void)?
  /// What a call that was interrupted had by then.
  public var partialResult: LuaValue?
  /// Asked to give memory back when the system has none left.
  public var releaseMemory: (() -> Void)?

  /// Where the heap counts: see `count(in:)`.
  var account: MemoryAccount?

  let references = ReferencePool()
  let link = StateLink()
  /// The main thread of the state.
  private(set) var state: OpaquePointer
  /// The Lua thread that runs: `state`, or a coroutine that called Swift.
  var current: OpaquePointer
  /// How many Swift functions, called by Lua, are running.
  var depth = 0
  public private(set) var isOpen = true

  var classes: [ObjectIdentifier: ClassBinding] = [:]
  var classesByName: [String: ClassBinding] = [:]
  /// The class that was asked for last.
  var latest: (type: ObjectIdentifier, binding: ClassBinding)?
  var modules = ModuleTables()
  var records = RecordBindings()
  /// A registry reference, and the table's address.
  var knownPrintedMetatable: (number: Int32, identity: UInt)?
  /// Told of every record that is made: the tests hold them against their declarations.
  package var recordMade: ((RecordDeclaration, LuaTable) -> Void)?
  var raisedErrors = RaisedErrors()
  /// Globals that a script has assigned, be it nil.
  var assignedGlobals: Set<String> = []
  /// What to write instead of names that other libraries have as globals, or in modules (`nn.Module`): set by the host.
  public var foreignNames: [String: String] = [:]

  public init() {
    // The owner is set right after: nothing of Lua runs before.
    guard let opened = tarn_open(nil, dispatch, releaseObject, releaseMemoryOfOwner) else {
      fatalError("tarn: no memory for a Lua state")
    }
    state = opened
    current = opened
    tarn_set_owner(opened, Unmanaged.passUnretained(self).toOpaque())
    link.lua = self
    installStrictGlobals()
    installFunctionText()
  }

  deinit {
    close()
    link.lua = nil
  }

  /// Runs all finalisers and frees the state. References into it are dead from then on. Does
  /// nothing while Lua runs, that is from inside a function that Lua called.
  public func close() {
    guard isOpen, depth == 0 else { return }
    current = state
    // Finalisers run now.
    let previous = tarn_interrupt_attach(state)
    defer { tarn_interrupt_attach(previous) }
    tarn_close(state)
    isOpen = false
  }

  /// Compiles a chunk of Lua text (bytecode is refused); bytes that are no UTF-8 stand in it as ``ByteText`` has them.
  /// - Parameters:
  ///   - chunkName: `@file.lua` for files, `=name` for others, as in Lua.
  ///   - environment: where its globals live; without it, the globals of the state.
  /// - Throws: ``LuaError`` for a syntax error; `isIncomplete` if the chunk just ends too early.
  public func load(_ source: String, chunkName: String, environment: LuaTable? = nil) throws
    -> LuaFunction
  {
    try load(ByteText.bytes(source), chunkName: chunkName, environment: environment)
  }

  /// The same of bytes: a Lua chunk need not be UTF-8.
  public func load(_ source: [UInt8], chunkName: String, environment: LuaTable? = nil) throws
    -> LuaFunction
  {
    try requireOpen()
    let status = source.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        tarn_load(current, $0.baseAddress, $0.count, chunkName)
      }
    }
    guard status == LUA_OK else {
      let value = popValue()
      let message = value.asString ?? value.shown
      // A quoted string must end on its line; all else that meets the end could go on.
      let endsEarly = message.hasSuffix("<eof>") && !message.contains("unfinished string near")
      throw LuaError(
        value: value, message: message, isIncomplete: status == LUA_ERRSYNTAX && endsEarly)
    }
    if let environment {
      try push(reference: environment)
      lua_setupvalue(current, -2, 1)  // a chunk has one upvalue, _ENV
    }
    return LuaFunction(popping: self)
  }

  /// Loads and calls a chunk.
  @discardableResult
  public func run(_ source: String, chunkName: String = "=chunk") throws -> [LuaValue] {
    try call(load(source, chunkName: chunkName), [])
  }

  /// Calls a function.
  /// - Throws: ``LuaError``, or ``Interrupted``.
  @discardableResult
  public func call(_ function: LuaFunction, _ arguments: [LuaValue] = []) throws -> [LuaValue] {
    try requireOpen()
    references.drain(into: current)
    let top = lua_gettop(current)
    guard lua_checkstack(current, Int32(clamping: arguments.count + 8)) != 0 else {
      throw MessageError("too many arguments in a call (\(arguments.count))")
    }
    tarn_push_reference(current, function.number)
    do {
      for argument in arguments { try push(argument) }
    } catch {
      lua_settop(current, top)
      throw error
    }
    let status = tarn_call(current, Int32(arguments.count), LUA_MULTRET)
    guard status == LUA_OK else {
      defer { lua_settop(current, top) }
      throw caughtError()
    }
    let count = lua_gettop(current) - top
    guard lua_checkstack(current, 4) != 0 else {
      lua_settop(current, top)
      throw MessageError("too many results of a call (\(count))")
    }
    defer { lua_settop(current, top) }
    if count == 0 { return [] }
    return (1...count).map { value(at: top + $0) }
  }

  /// A global, read as a script would read it.
  /// - Throws: ``LuaError`` with the nearest name if there is none.
  public func global(_ name: String) throws -> LuaValue {
    try requireOpen()
    tarn_push_globals(current)
    push(string: name)
    guard tarn_get_table(current) == LUA_OK else { throw caughtError() }
    return popValue()
  }

  /// Assigns a global, as a script would.
  /// - Throws: ``LuaError`` if the name is a module's.
  public func setGlobal(_ name: String, _ value: LuaValue) throws {
    try requireOpen()
    tarn_push_globals(current)
    push(string: name)
    do { try push(value) } catch {
      tarn_pop(current, 2)
      throw error
    }
    guard tarn_set_table(current) == LUA_OK else { throw caughtError() }
  }

  /// The table of globals.
  public var globals: LuaTable {
    tarn_push_globals(current)
    return LuaTable(popping: self)
  }

  /// A value as the Lua function `tostring` shows it.
  public func describe(_ value: LuaValue) throws -> String {
    try requireOpen()
    try push(value)
    defer { tarn_pop(current, 1) }
    guard tarn_to_string(current, -1) == LUA_OK else { throw caughtError() }
    return popValue().asString ?? ""
  }

  func requireOpen() throws {
    if !isOpen { throw ClosedStateError() }
  }
}

/// Called by the allocator when memory is short.
private func releaseMemoryOfOwner(_ owner: UnsafeMutableRawPointer?) {
  guard let owner else { return }
  Unmanaged<Lua>.fromOpaque(owner).takeUnretainedValue().releaseMemory?()
}
