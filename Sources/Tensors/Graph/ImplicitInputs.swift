/// Inputs that a function asks for while it is traced, besides its arguments: the number of a schedule,
/// the parameters of a network that it closes over, the key of what it draws.
extension Trace {
  /// What was traced, with the key of each implicit input, in the order of the inputs.
  public typealias ImplicitGraph<Source> = (
    graph: Graph, captured: [Value], implicit: [(source: Source, type: TensorType)]
  )

  /// One more input of what is being traced, always the same for one key and type; nil where nobody
  /// collects inputs of this kind, and the function goes on with what it has.
  ///
  /// Of traces inside one another that collect such inputs the outermost has it; the others capture it.
  public static func implicit(_ key: some Hashable, _ type: TensorType) -> Value? {
    guard let current = ImplicitInputs.current else { return nil }
    return current.value(of: AnyHashable(key), type)
  }

  /// Whether anybody collects implicit inputs; to be asked first where a key costs something.
  public static var collectsInputs: Bool { ImplicitInputs.current != nil }

  /// Traces a function on shapes, and collects the implicit inputs that it asks for. The graph takes the
  /// declared inputs, then the implicit ones in the order of first use, then `captured`.
  /// - Parameter kind: of the keys that are collected here.
  public static func graph<Source>(
    _ types: [TensorType], collecting kind: Source.Type,
    _ function: ([Value]) throws -> [Value]
  ) throws -> ImplicitGraph<Source> {
    var sources: [(source: Source, type: TensorType)] = []
    let traced = try graph(types) { values in
      guard let trace = current else { throw TensorError.foreignTrace }
      let inputs = ImplicitInputs(trace) { key, type in
        guard let found = key.base as? Source else { return false }
        sources.append((found, type))
        return true
      }
      return try ImplicitInputs.$current.withValue(inputs) { try function(values) }
    }
    return (traced.graph, traced.captured, sources)
  }
}

/// The implicit inputs of one trace. Used by the thread that traces, from the call of the function to its
/// return; marked Sendable only to be the task-local `current`.
final class ImplicitInputs: @unchecked Sendable {
  @TaskLocal static var current: ImplicitInputs?

  private struct Input: Hashable {
    let key: AnyHashable
    let type: TensorType
  }

  private let trace: Trace
  private let outer = ImplicitInputs.current
  private let collect: (AnyHashable, TensorType) -> Bool
  private var values: [Input: Value] = [:]

  init(_ trace: Trace, collect: @escaping (AnyHashable, TensorType) -> Bool) {
    self.trace = trace
    self.collect = collect
  }

  func value(of key: AnyHashable, _ type: TensorType) -> Value? {
    if let value = outer?.value(of: key, type) { return value }
    let input = Input(key: key, type: type)
    if let known = values[input] { return known }
    guard collect(key, type) else { return nil }
    let value = trace.input(type)
    values[input] = value
    return value
  }
}

/// A key of implicit inputs that knows what it stands for at the moment.
public protocol ImplicitSource: Hashable {
  /// Whether what was traced still holds, whatever the value is now.
  var isValid: Bool { get }

  /// Of the type that was asked for, unless what is meant has changed since.
  func current() throws -> Tensor
}

extension ImplicitSource {
  public var isValid: Bool { true }
}
