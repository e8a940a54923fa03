/// A function of a batch with what it depends on besides, parameters above all, apart: what is attacked,
/// bounded, verified, annotated.
///
/// A model stays on the thread that made it. It is traced there, once for each type of inputs; what
/// crosses threads is a ``TracedModel``. What it captures becomes inputs of the graph, so that models
/// that differ in parameters alone have one structure, and share plans.
public struct Model {
  public typealias Function = (_ x: Value, _ captured: [Value]) throws -> Value

  /// What the function is given besides the batch.
  public let captured: [Value]
  private let program: Program

  /// - Parameters:
  ///   - captured: what the function is given besides the batch, as it is now.
  ///   - function: of a batch and of values of the types of `captured`. Whatever tensors it uses besides
  ///     are constants, but for those that it asks the trace for (``Trace/implicit(_:_:)``).
  public init(captured: [Value] = [], _ function: @escaping Function) {
    self.captured = captured
    program = Program(function)
  }

  public init(_ function: @escaping (Value) throws -> Value) {
    self.init { x, _ in try function(x) }
  }

  private init(_ program: Program, _ captured: [Value]) {
    self.program = program
    self.captured = captured
  }

  /// The same function of other captured values: what was traced before serves both.
  public func with(captured: [Value]) -> Model { Model(program, captured) }

  /// Computed at once for a tensor, recorded in its trace for a traced value.
  public func callAsFunction(_ x: Value) throws -> Value { try program.function(x, captured) }

  /// A function of this model at a batch, with values of its own, as a model.
  /// - Parameters:
  ///   - name: tells it from other functions of the same model: what was traced under it serves again.
  ///   - arguments: captured as well.
  public func property(
    _ name: String, _ arguments: [Value],
    _ function:
      @escaping (
        _ model: (Value) throws -> Value, _ x: Value, _ arguments: [Value]
      ) throws -> Value
  ) -> Model {
    let (inner, count) = (program.function, captured.count)
    let whole = program.property(name) {
      Program { x, values in
        let (own, rest) = (Array(values[..<count]), Array(values[count...]))
        return try function({ try inner($0, own) }, x, rest)
      }
    }
    return Model(whole, captured + arguments)
  }

  /// The model as a graph, for inputs of one type, with the captured values as they are now.
  /// - Parameter operation: what needs it, in the error where captured values are not known.
  public func traced(
    _ input: TensorType, for operation: String = "model"
  ) throws -> TracedModel {
    let captured = try captured.map { try $0.tensor(for: operation) }
    let types = [input] + captured.map(\.type)
    if let known = program.known(types), let found = try known(captured, operation) {
      return found
    }
    guard let found = try program.trace(types)(captured, operation) else {
      throw TensorError.foreignTrace
    }
    return found
  }
}

/// A function and what was traced of it. Used by one thread.
private final class Program {
  let function: Model.Function
  private var tracings = RecentlyUsed<[TensorType], Tracing>(limit: 32)
  private var properties: [String: Program] = [:]

  init(_ function: @escaping Model.Function) { self.function = function }

  func property(_ name: String, _ make: () -> Program) -> Program {
    if let known = properties[name] { return known }
    let made = make()
    properties[name] = made
    return made
  }

  func known(_ types: [TensorType]) -> Tracing? { tracings.look(types) }

  func trace(_ types: [TensorType]) throws -> Tracing {
    let traced = try Trace.graph(types, collecting: (any ImplicitSource).self) { values in
      [try function(values[0], Array(values[1...]))]
    }
    let tracing = Tracing(
      structure: Structure(traced.graph), implicit: traced.implicit.map(\.source),
      outer: traced.captured)
    // Values of other traces are good for nothing once those are closed.
    if traced.captured.isEmpty { tracings.keep(tracing, for: types) }
    return tracing
  }
}

/// A graph of a model, and where its last inputs come from.
private struct Tracing {
  let structure: Structure
  let implicit: [any ImplicitSource]
  /// Values of other traces that are still open.
  let outer: [Value]

  /// The model with all inputs as they are now; nil where they are no longer of the types that were traced.
  func callAsFunction(_ captured: [Tensor], _ operation: String) throws -> TracedModel? {
    guard implicit.allSatisfy(\.isValid) else { return nil }
    let all =
      try captured + implicit.map { try $0.current() }
      + outer.map { try $0.tensor(for: operation) }
    return TracedModel(structure, captured: all)
  }
}
