/// A metamethod that a class may define. Operands are `call.argument(1)` and `call.argument(2)`.
public enum Operator: String, CaseIterable, Sendable {
  case add = "__add"
  case sub = "__sub"
  case mul = "__mul"
  case div = "__div"
  case mod = "__mod"
  case pow = "__pow"
  case unm = "__unm"
  case idiv = "__idiv"
  case eq = "__eq"
  case lt = "__lt"
  case le = "__le"
  case concat = "__concat"
  case len = "__len"
}

/// A read-only field of an object.
public struct Field {
  public let name: String
  public let type: ResultType
  public let summary: String
  let get: (AnyObject) throws -> LuaValue

  public init<T: AnyObject>(
    _ name: String, _ type: ResultType = "any", _ summary: String,
    get: @escaping (T) throws -> LuaValue
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.get = { object in
      guard let object = object as? T else {
        throw MessageError("field '\(name)' belongs to objects of \(T.self)")
      }
      return try get(object)
    }
  }
}

/// A Swift class as Lua sees it. Objects of subclasses without a declaration of their own use it
/// too.
public struct ClassDeclaration {
  /// As `?name` and errors call it: `tensor`.
  public let name: String
  public let summary: String
  public let fields: [Field]
  public let methods: [FunctionDeclaration]
  public let operators: [Operator: (Call) throws -> LuaValue]
  /// The same for two objects of this class.
  let pairs: [Operator: PairFunction]
  /// `object[i]`.
  public let index: ((AnyObject, Int) throws -> LuaValue)?
  /// `object(…)`.
  public let callable: FunctionDeclaration?
  /// `tostring(object)`; without it, `name: address`.
  public let text: ((AnyObject) throws -> String)?
  /// One line for lists of values; without it, the first of `text`.
  let brief: ((AnyObject) throws -> String)?
  /// All of it, where `text` leaves out much.
  let wholeText: ((AnyObject) throws -> String)?
  /// How much memory it takes.
  let byteCount: ((AnyObject) -> Int)?
  /// The number that an object is, for `tonumber` and `string.format`; nil if it is none.
  let number: ((AnyObject) throws -> Double?)?
  /// What `pairs(object)` answers: how it is walked.
  let walk: String?
  /// What names of other libraries are here, by name: "reshape" for "view".
  let foreignNames: [String: String]
  /// Asked of every object that a call checks, before it is used.
  let prepare: ((AnyObject) throws -> Void)?
  let type: AnyClass

  /// - Parameter type: the Swift class; closures get objects of it.
  public init<T: AnyObject>(
    _ type: T.Type, name: String, summary: String, fields: [Field] = [],
    methods: [FunctionDeclaration] = [],
    operators: [Operator: (Call) throws -> LuaValue] = [:],
    pairs: [Operator: PairFunction] = [:],
    index: ((T, Int) throws -> LuaValue)? = nil,
    callable: FunctionDeclaration? = nil,
    text: ((T) throws -> String)? = nil,
    brief: ((T) throws -> String)? = nil,
    wholeText: ((T) throws -> String)? = nil,
    byteCount: ((T) -> Int)? = nil,
    number: ((T) throws -> Double?)? = nil,
    walk: String? = nil,
    foreignNames: [String: String] = [:],
    prepare: ((T) throws -> Void)? = nil
  ) {
    self.type = type
    self.name = name
    self.summary = summary
    self.fields = fields
    self.methods = methods
    self.operators = operators
    self.pairs = pairs
    self.callable = callable
    self.index = index.map { index in
      { try index(unsafeDowncast($0, to: T.self), $1) }
    }
    self.text = text.map { text in
      { try text(unsafeDowncast($0, to: T.self)) }
    }
    self.brief = brief.map { brief in
      { try brief(unsafeDowncast($0, to: T.self)) }
    }
    self.wholeText = wholeText.map { text in
      { try text(unsafeDowncast($0, to: T.self)) }
    }
    self.byteCount = byteCount.map { count in
      { count(unsafeDowncast($0, to: T.self)) }
    }
    self.number = number.map { number in
      { try number(unsafeDowncast($0, to: T.self)) }
    }
    self.walk = walk
    self.foreignNames = foreignNames
    self.prepare = prepare.map { prepare in
      { try prepare(unsafeDowncast($0, to: T.self)) }
    }
  }

  /// Names after a dot or colon.
  public var memberNames: [String] { fields.map(\.name) + methods.map(\.name) }
}
