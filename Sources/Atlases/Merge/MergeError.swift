/// Why atlases cannot be merged.
public enum MergeError: Error, Equatable, CustomStringConvertible {
  case nothing
  /// Merged atlases are files.
  case inMemory
  /// Of another objective: what it says, and what the other says; nil: what is given.
  case differs(path: String, other: String?, name: String, stored: String?, expected: String?)
  /// Which points are one cannot be told without the energy.
  case symmetry(path: String, summary: String)
  /// Written by a version whose files cannot be read without the energy.
  case tooOld(path: String)

  public var description: String {
    switch self {
    case .nothing: "nothing to merge: expected the paths of one or more atlases"
    case .inMemory: "atlases are merged into a file: \":memory:\" is none"
    case .differs(let path, let other, let name, let stored, let expected):
      "the atlas \(path) is not of the objective \(other.map { "of \($0)" } ?? "that is given"): \(name) is "
        + "\(stored ?? "not there") and \(expected ?? "not there")"
    case .symmetry(let path, let summary):
      "the atlas \(path) does not keep its symmetry (\(summary)) as data, so that its points cannot be compared without the "
        + "energy: give landscape.merge what landscape.open is given"
    case .tooOld(let path):
      "the atlas \(path) is of format 1: open it once with landscape.open, which brings it up to date"
    }
  }
}
