import LuaBridge
import Reachability
import Settings

/// The options with which all functions that bound something are called.
/// - Parameter domain: the one that is taken where none is named.
func boundOptions(default domain: some AbstractDomain) -> [Option] {
  Declaration(BoundOptions.self).rows.map { row in
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
    var values = settings(Declaration(BoundOptions.self).rows)
    values["domain"] = .text(string("domain"))
    return try declared(values)
  }

  func measure(_ name: String = "measure") -> Measure {
    Measure(rawValue: string(name)) ?? .logVolume
  }
}
