/// A page of help for a word that names no function: a choice of an option, or an idea.
public struct Topic: Sendable {
  public let name: String
  public let summary: String

  public init(_ name: String, _ summary: String) {
    self.name = name
    self.summary = summary
  }
}
