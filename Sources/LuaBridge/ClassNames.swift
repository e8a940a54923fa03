import Synchronization

/// What classes are called in Lua, for messages about objects where no state is at hand. All states
/// declare the same names.
enum ClassNames {
  private static let names = Mutex<[ObjectIdentifier: String]>([:])

  static func note(_ type: AnyClass, _ name: String) {
    names.withLock { $0[ObjectIdentifier(type)] = name }
  }

  static func name(of object: AnyObject) -> String {
    var mirror: Mirror? = Mirror(reflecting: object)
    while let current = mirror {
      if let type = current.subjectType as? AnyClass,
        let name = names.withLock({ $0[ObjectIdentifier(type)] })
      {
        return name
      }
      mirror = current.superclassMirror
    }
    return "\(type(of: object))"
  }
}
