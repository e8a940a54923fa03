/// What a declared thing is called, what it does, and where it comes from.
public struct About: Sendable {
  /// As scripts write it: `pgd`.
  public let name: String
  /// One sentence or a few.
  public let summary: String
  /// Paper and equation.
  public let source: String?
  /// Raised when the same settings come to mean something else: what was stored before is then another
  /// thing.
  public let version: Int

  public init(_ name: String, _ summary: String, source: String? = nil, version: Int = 1) {
    self.name = name
    self.summary = summary
    self.source = source
    self.version = version
  }
}
