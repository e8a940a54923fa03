import Foundation

/// What is wrong with a command line, on standard error.
enum UsageMessage {
  static func write(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
