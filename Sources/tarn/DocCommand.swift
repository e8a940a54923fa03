import ArgumentParser
import Foundation
import LuaBridge
import REPL

/// `tarn doc [name]`: what `?name` prints, page by page at a terminal.
struct DocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn doc",
    abstract: "Prints the documentation of a function, class or module.",
    discussion: "Without a name, the modules. At a terminal it is shown by $PAGER, or less.")

  @ArgumentParser.Argument(help: "Such as attack.pgd, tensor:exp, nn.") var name: String = ""

  func run() throws {
    let session = Session(TarnEnvironment.make(memory: nil))
    let status = session.withLua(script: nil) { lua in
      Pager.show(
        try
          (name.isEmpty || lua.documentation.help(name) != nil
          ? nil : RecipeCommand.shelf.help(name)) ?? lua.help(name))
    }
    throw ExitCode(status)
  }
}

/// Text at a terminal, page by page.
private enum Pager {
  static func show(_ text: String) {
    if isatty(1) == 0 || !pages(text) { print(text) }
  }

  /// False if there is no pager.
  private static func pages(_ text: String) -> Bool {
    let chosen = ProcessInfo.processInfo.environment["PAGER"] ?? ""
    // Short texts stay on the screen; colours of others are let through.
    let command = chosen.isEmpty ? "command -v less > /dev/null && less -FRX" : chosen
    guard let pipe = popen("{ \(command); } 2> /dev/null || cat", "w") else { return false }
    signal(SIGPIPE, SIG_IGN)
    fputs(text + "\n", pipe)
    return pclose(pipe) == 0
  }
}
