/// While a function is tried as a plan: `item()` gives the scalar tensor itself, whose value is not known yet. Whatever needs
/// a number then fails, and the function is called as it is.
enum DeferredItems {
  @TaskLocal static var areAllowed = false

  static func allowed<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $areAllowed.withValue(true, operation: body)
  }
}
