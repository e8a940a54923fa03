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
    CommandTable.run(Array(CommandLine.arguments.dropFirst()))
  }
}
