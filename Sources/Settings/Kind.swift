/// What a setting accepts.
public indirect enum Kind: Sendable, Equatable {
  case integer(ClosedRange<Int>)
  case number(Bounds)
  case flag
  case choice([String])
  case text
  /// A file.
  case path
  /// A tensor, or a number for all its elements.
  case tensor
  /// A number, or a schedule that gives one for each epoch.
  case schedule(Bounds)
  /// A loss.
  case term
  case function
  case list(Kind)
  case either(Kind, Kind)
  /// An object of a class of scripts.
  case object(String)

  /// As an error says it: `a number >= 0`.
  public var description: String {
    switch self {
    case .integer(let range): Kind.describe(range)
    case .number(let bounds): bounds.description
    case .flag: "true or false"
    case .choice(let names): "one of " + names.map { "\"\($0)\"" }.joined(separator: ", ")
    case .text: "a string"
    case .path: "the name of a file"
    case .tensor: "a tensor or number"
    case .schedule(let bounds): "\(bounds.description) or a schedule"
    case .term: "a loss"
    case .function: "a function"
    case .either(let a, let b): "\(a.description) or \(b.description)"
    case .list(let item): "a list, each item \(item.description)"
    case .object(let name): "a \(name)"
    }
  }

  private static func describe(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): "an integer"
    case (let lower, .max): "an integer >= \(lower)"
    case (.min, let upper): "an integer <= \(upper)"
    case (let lower, let upper): "an integer from \(lower) to \(upper)"
    }
  }

  /// Some value that is accepted; nil for kinds whose values another room makes.
  var sample: SettingValue? {
    switch self {
    case .integer(let range): .integer(range.contains(1) ? 1 : range.lowerBound)
    case .number(let bounds), .schedule(let bounds):
      .number(
        [1, bounds.lower, bounds.upper, (bounds.lower + bounds.upper) / 2].first(
          where: bounds.contains) ?? 0)
    case .flag: .flag(false)
    case .choice(let names): names.first.map { .text($0) }
    case .text, .path: .text("name")
    case .tensor: .number(0)
    case .list: .list([])
    case .either(let a, _): a.sample
    case .term, .function, .object: nil
    }
  }

  /// Whether a value is of this kind, and in its range. What objects are is known where they are taken.
  package func accepts(_ value: SettingValue) -> Bool {
    switch (self, value) {
    case (.integer(let range), _): value.asInteger.map(range.contains) ?? false
    case (.number(let bounds), _): value.asNumber.map(bounds.contains) ?? false
    case (.schedule(let bounds), .integer), (.schedule(let bounds), .number):
      value.asNumber.map(bounds.contains) ?? false
    case (.flag, .flag), (.text, .text), (.path, .text): true
    case (.choice(let names), .text(let name)): names.contains(name)
    case (.tensor, .integer), (.tensor, .number), (.tensor, .object): true
    case (.tensor, .list(let items)): items.allSatisfy { $0.asNumber != nil }
    case (.schedule(let bounds), .object(let value)):
      // Ends that are not included may be passed through: a radius may grow from 0.
      (value as? any Varying).map { $0.least >= bounds.lower && $0.greatest <= bounds.upper }
        ?? false
    case (.term, .object), (.function, .object), (.object, .object): true
    case (.either(let a, let b), _): a.accepts(value) || b.accepts(value)
    case (.list(let kind), .list(let items)): items.allSatisfy(kind.accepts)
    default: false
    }
  }
}
