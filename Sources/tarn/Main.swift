/// The entry: everything else is in CommandTable.
@main
enum Main {
  static func main() { CommandTable.run(Array(CommandLine.arguments.dropFirst())) }
}
