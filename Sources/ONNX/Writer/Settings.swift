import Tensors

/// What a primitive is set to beside its inputs: its stored properties, by name. Primitives are
/// private to the engine, so they are read by reflection; a test writes every one of them.
struct Settings {
  private let values: [String: Any]

  init(_ primitive: any Primitive) { self.init(of: primitive) }

  private init(of value: Any) {
    values = Dictionary(
      Mirror(reflecting: value).children.compactMap { child in
        child.label.map { ($0, child.value) }
      }, uniquingKeysWith: { first, _ in first })
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  /// The parts of a setting.
  func parts(_ name: String) throws -> Settings {
    guard let value = values[name] else {
      throw ONNXWriterError.problem("the primitive has no setting \(name)")
    }
    return Settings(of: value)
  }

  func callAsFunction<T>(_ name: String, as: T.Type = T.self) throws -> T {
    guard let value = values[name] as? T else {
      throw ONNXWriterError.problem("the primitive has no setting \(name)")
    }
    return value
  }
}
