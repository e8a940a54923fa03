import Foundation
import LuaBridge
import Tensors

/// The entry: everything else is in CommandTable.
@main
enum Main {
  static func main() {
    // A file beyond the size that the system allows is an error of the one who writes it, not the end.
    signal(SIGXFSZ, SIG_IGN)
    StandardOutput.checkAtExit(unless: { LeftBehind.isAtWork })
    MainStack.enlarge()
    OtherRanks.find()
    CommandTable.run(arguments)
  }

  /// The command line, with bytes that are no UTF-8 in the form of `ByteText`.
  private static var arguments: [String] {
    (1..<max(Int(CommandLine.argc), 1)).compactMap { position in
      CommandLine.unsafeArgv[position].map { text in
        ByteText.string(UnsafeRawBufferPointer(start: text, count: strlen(text)))
      }
    }
  }
}
