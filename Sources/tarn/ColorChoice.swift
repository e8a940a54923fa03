import ArgumentParser

/// `--color`
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Nil where the terminal decides.
  var isForced: Bool? {
    switch self {
    case .auto: nil
    case .always: true
    case .never: false
    }
  }
}
