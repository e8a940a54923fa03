import LuaBridge

/// What is wrong with a command line, on standard error.
enum UsageMessage {
  static func write(_ text: String) {
    StandardError.write(text)
  }
}
