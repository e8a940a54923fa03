import ArgumentParser

/// `tarn meta`: what editors and readers need, from the declarations.
struct MetaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn meta",
    abstract: "Writes stubs for the Lua language server, and the reference.",
    discussion: """
      Without options, the stubs go to standard output. For an editor: tarn meta --stubs tarn.d.lua, and that file's folder \
      in workspace.library of the language server's settings.
      """)

  @Option(help: "The file for the stubs.") var stubs: String?
  @Option(help: "The folder for the reference in Markdown.") var markdown: String?
  @Option(help: "The folder for the reference in HTML.") var html: String?

  func run() throws {
    do {
      let files = try MetaFiles()
      if let stubs { try files.writeStubs(to: stubs) }
      if let markdown { try files.writeMarkdown(to: markdown) }
      if let html { try files.writeHTML(to: html) }
      if stubs == nil, markdown == nil, html == nil { print(files.stubs, terminator: "") }
    } catch {
      UsageMessage.write("tarn meta: \(error)")
      throw ExitCode(1)
    }
  }
}
