/// What can be wrong with minima and transition states that are to form a tree, or with what is asked of it.
public enum TreeError: Error, Equatable, CustomStringConvertible {
  case noMinima
  case noSuchMinimum(id: Int, count: Int)
  case repeatedMinimum(id: Int)
  case energyNotFinite(what: String, id: Int)
  /// A transition state above a minimum that is not there.
  case unknownEnd(saddle: Int, minimum: Int)
  case invalidOption(name: String, got: String, expected: String)

  public var description: String {
    switch self {
    case .noMinima: "there are no minima yet: a search finds them"
    case .noSuchMinimum(let id, let count): "there is no minimum \(id) among the \(count)"
    case .repeatedMinimum(let id): "there are two minima with the number \(id)"
    case .energyNotFinite(let what, let id): "the energy of \(what) \(id) is not finite"
    case .unknownEnd(let saddle, let minimum):
      "saddle \(saddle) stands above minimum \(minimum), which is not there"
    case .invalidOption(let name, let got, let expected):
      "option '\(name)': expected \(expected), got \(got)"
    }
  }
}
