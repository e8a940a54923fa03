import LuaBridge
import Reachability
import Settings

/// The options with which all functions that bound something are called.
/// - Parameter domain: the one that is taken where none is named.
func boundOptions(default domain: some AbstractDomain) -> [Option] {
  BoundOptions.declaration.rows.map { row in
    guard row.key == "domain" else { return row.option }
    return Option(row.key, row.kind.valueType, default: .string(domain.name), row.summary)
  }
}

extension ValueType {
  static var measure: ValueType { .oneOf(Measure.allCases.map(\.rawValue)) }
}

extension Call {
  /// What `boundOptions` declared.
  /// - Throws: if an option is given that the domain does not have.
  func boundOptions() throws -> BoundOptions {
    let name = string("domain")
    // Most calls name a domain and nothing else.
    if !Call.furtherKeys.contains(where: has), var known = Call.plainOptions[name] {
      known.isSound = optionalBoolean("sound") ?? false
      return known
    }
    var values = settings(BoundOptions.declaration.rows)
    values["domain"] = .text(name)
    return try declared(values)
  }

  /// What domains bring.
  private static let furtherKeys = BoundOptions.declaration.rows.map(\.key)
    .filter { $0 != "domain" && $0 != "sound" }

  /// Each domain with its defaults.
  private static let plainOptions = Dictionary(
    uniqueKeysWithValues: abstractDomains.map { ($0.about.name, BoundOptions($0.init())) })

  func measure(_ name: String = "measure") -> Measure {
    Measure(rawValue: string(name)) ?? .logVolume
  }
}
