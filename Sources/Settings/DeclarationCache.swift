import Synchronization

extension Declared {
  /// The table of the type, made once.
  public static var declaration: Declaration {
    let key = ObjectIdentifier(Self.self)
    if let known = declarations.withLock({ $0[key] }) { return known }
    let made = Declaration(Self.self)
    declarations.withLock { $0[key] = made }
    return made
  }
}

private let declarations = Mutex<[ObjectIdentifier: Declaration]>([:])
