import Atlases
import Foundation
import Landscape
import LuaBridge
import NetworkLandscape
import Ranks
import Reachability
import Tensors

/// `atlas:annotate`: a function of Lua at every minimum.
func annotateMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "annotate",
    arguments: [
      Argument("name", .string, "The column."),
      Argument(
        "f", .function,
        "function(net, m): a number, a scalar tensor or a vector; net is nil for an atlas of an energy."
      ),
    ],
    options: [
      Option(
        "missing", .boolean, default: false, "Only minima that have no value in the column yet."),
      Option("limit", .integer(0...), "The lowest so many minima only."),
      Option("sample", .integer(0...), "So many minima, drawn at random."), Session.seedOption,
      Option(
        "workers", .integer(1...1024),
        "Threads (the session's unless given), where the function can be compiled."),
      Option("progress", .boolean, default: true, "Whether a bar is shown on a terminal."),
    ], returns: "tensor",
    summary:
      "Computes a number (or a vector) for every minimum and stores it; returns the column in order of energy. A function that "
      + "can be traced with the parameters as its input is compiled and runs on all threads; any other is called for "
      + "one minimum after another, with the same numbers. What was computed before an interruption stays: missing = true "
      + "goes on. Under mpirun each rank calls the function at its share of the minima.",
    example: atlasExample
      + "atlas:annotate(\"size\", function(_, m) return m.x:norm() end)"
  ) { call in
    let object: AtlasObject = call.receiver()
    let annotation = Annotation(
      object: object, name: call.string("name"), function: call.function("f"), session: session)
    let ids = try call.chosenMinima(object.atlas, session)
    let bar =
      call.boolean("progress") && World.current.rank == 0
      ? ProgressBar(total: ids.count, label: annotation.name) : nil
    defer { bar?.finish() }
    try annotation.run(
      ids, workers: call.optionalInteger("workers") ?? session.threads,
      progress: { bar?.update($0) })
    if ids.isEmpty, try !object.atlas.columnNames().contains(annotation.name) {
      // Nothing was asked for: there is no column, and every minimum is without a number.
      let nothing = [Double](repeating: .nan, count: object.atlas.count)
      return session.wrap(.tensor(try Tensor(nothing, dtype: .float64)))
    }
    return try session.column(annotation.name, of: object.atlas)
  }
}

extension Session {
  /// A column as a tensor: [n], or [n, k] where it has k numbers for each minimum.
  func column(_ name: String, of atlas: Atlas) throws -> LuaValue {
    let column = try atlas.vectors(name)
    let shape =
      column.width == 1
      ? try Shape([column.values.count])
      : try Shape([column.values.count / column.width, column.width])
    return wrap(.tensor(try Tensor(column.values, shape: shape, dtype: .float64)))
  }
}

extension Call {
  /// The minima that `missing`, `limit` and `sample` leave.
  fileprivate func chosenMinima(_ atlas: Atlas, _ session: Session) throws -> [Int] {
    var ids = try boolean("missing") ? atlas.missing(string("name")) : atlas.ids()
    if let limit = optionalInteger("limit") {
      let lowest = Set(try atlas.ids(limit: limit))
      ids = ids.filter(lowest.contains)
    }
    if let sample = optionalInteger("sample"), sample < ids.count {
      var random = CounterRandom(seed: session.seed(self))
      let chosen = Set(ids.shuffled(using: &random).prefix(sample))
      ids = ids.filter(chosen.contains)
    }
    return ids
  }
}

/// One column on its way.
private struct Annotation {
  let object: AtlasObject
  let name: String
  let function: LuaFunction
  let session: Session

  /// Below this many minima a plan is not worth its making.
  private static let fewest = 8

  func run(_ ids: [Int], workers: Int, progress: (Int) throws -> Void) throws {
    let world = World.current
    guard world.ranks > 1 else {
      return try run(ids, plan(ids), workers: workers, progress: progress)
    }
    var plan: (plan: Plan, width: Int)?
    try together { plan = try self.plan(ids) }
    // Rounds of about ten seconds: a rank that is lost costs no more.
    var (next, size) = (0, 64 * world.ranks)
    while next < ids.count {
      let begin = ContinuousClock.now
      let round = ids[next..<min(next + size, ids.count)]
      let own = round.indices.filter { ($0 - next) % world.ranks == world.rank }.map { ids[$0] }
      try together {
        try run(own, plan, workers: workers) { _ in try world.checkAlarm() }
      }
      try object.atlas.shareColumn(name, of: own)
      next += round.count
      if world.rank == 0 { try progress(next) }
      let seconds = (ContinuousClock.now - begin) / .seconds(10)
      let wanted = Int(Double(size) * min(4, max(0.25, 1 / max(1e-3, seconds))))
      let words = try world.broadcast(Data("\(max(world.ranks, wanted))".utf8))
      size = Int(String(decoding: words, as: UTF8.self)) ?? size
    }
  }

  /// What fails on one rank fails on all, soon.
  private func together(_ body: () throws -> Void) throws {
    let world = World.current
    try world.together(at: "annotate of column \(name)") {
      do { try body() } catch {
        world.raiseAlarm()
        throw error
      }
    }
  }

  private func plan(_ ids: [Int]) throws -> (plan: Plan, width: Int)? {
    ids.count >= Annotation.fewest ? try compiled(ids) : nil
  }

  private func run(
    _ ids: [Int], _ plan: (plan: Plan, width: Int)?, workers: Int,
    progress: (Int) throws -> Void
  ) throws {
    guard let plan else { return try interpret(ids, progress) }
    try object.atlas.annotate(
      name, points: ids, width: plan.width, workers: workers, progress: progress
    ) { try AnnotationEvaluator(plan.plan, width: plan.width) }
  }

  /// The function as a plan; nil where it cannot be traced, or where what is traced is not what it computes at two of
  /// the minima: it may look at more than the parameters.
  private func compiled(_ ids: [Int]) throws -> (plan: Plan, width: Int)? {
    guard let landscape = object.landscape, let plan = try? traced(landscape) else {
      return nil
    }
    let width = plan.outputTypes[0].shape.count
    let evaluator = try AnnotationEvaluator(plan, width: width)
    for id in [ids[0], ids[ids.count / 2], ids[ids.count - 1]] {
      let minimum = try object.atlas.minimum(id)
      let own = try value(at: minimum)
      let other = try evaluator.numbers(at: minimum.x)
      guard own.count == other.count,
        zip(own, other).allSatisfy({ a, b in
          a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-9 * max(1e-3, abs(a))
        })
      else { return nil }
    }
    return (plan, width)
  }

  private func traced(_ landscape: NetworkLandscape) throws -> Plan {
    let type = TensorType(try Shape([object.atlas.surface.dimension]), .float64)
    var isTraced = false
    let (graph, _) = try DrawnNumbers.refused {
      try Trace.graph([type]) { values in
        let network = try landscape.network.with(parameters: values[0])
        let minimum = try session.lua.table(fields: ["x": session.wrap(values[0])])
        let results = try session.drawingAside {
          try DeferredItems.allowed {
            try function.call([.object(NetworkObject(network)), .table(minimum)])
          }
        }
        guard let result = results.first, let tensor = result.asObject(TensorObject.self) else {
          throw MessageError("not a tensor")
        }
        isTraced = tensor.value.isTraced
        return [try tensor.value.cast(to: .float64)]
      }
    }
    guard isTraced, graph.outputTypes[0].shape.rank <= 1 else { throw MessageError("not traced") }
    return try Plan.cached(graph)
  }

  /// One minimum after another.
  private func interpret(_ ids: [Int], _ progress: (Int) throws -> Void) throws {
    var pending: [(id: Int, numbers: [Double])] = []
    var lastCommit = ContinuousClock.now
    func store() throws {
      guard let first = pending.first else { return }
      try object.atlas.annotate(name, width: first.numbers.count, pending)
      pending = []
      lastCommit = .now
    }
    do {
      for (k, id) in ids.enumerated() {
        try Cancellation.check()
        let numbers = try value(at: object.atlas.minimum(id))
        if let first = pending.first, first.numbers.count != numbers.count {
          throw MessageError(
            "annotate: the function of column '\(name)' returned \(numbers.count) numbers for minimum "
              + "\(id), and \(first.numbers.count) before")
        }
        pending.append((id, numbers))
        if ContinuousClock.now - lastCommit >= .milliseconds(500) { try store() }
        try progress(k + 1)
      }
    } catch {
      // What is there is there.
      try? store()
      throw error
    }
    try store()
  }

  /// What the function gives at a minimum.
  private func value(at minimum: Minimum) throws -> [Double] {
    let network: LuaValue =
      object.landscape == nil ? .nil : .object(try object.network(at: minimum.x))
    let result = try session.drawingAside {
      try function.call([network, .table(session.record(minimum))]).first ?? .nil
    }
    if let tensor = result.asObject(TensorObject.self) {
      let numbers = try tensor.value.cast(to: .float64).tensor(for: "annotate")
      guard numbers.shape.rank <= 1, numbers.shape.count >= 1 else {
        throw wrong("a tensor of shape \(numbers.shape)", minimum)
      }
      return numbers.doubles
    }
    guard !result.isNil, let value = try result.scalar(for: "annotate") else {
      throw wrong(result.isNil ? "nothing" : result.shown, minimum)
    }
    return [value]
  }

  private func wrong(_ got: String, _ minimum: Minimum) -> MessageError {
    MessageError(
      "annotate: the function of column '\(name)' returned \(got) for minimum \(minimum.id), "
        + "expected a number, a scalar tensor or a vector")
  }
}

/// A compiled column on one thread.
private final class AnnotationEvaluator: Annotator {
  private let workspace: Workspace
  private let width: Int

  init(_ plan: Plan, width: Int) throws {
    workspace = try plan.makeWorkspace()
    self.width = width
  }

  func numbers(at x: [Double]) throws -> [Double] {
    try [Double](unsafeUninitializedCapacity: width) { buffer, count in
      try x.withUnsafeBufferPointer { point in
        workspace.setInput(0, point.baseAddress!)
        workspace.setOutput(0, buffer.baseAddress!)
        try workspace.run()
      }
      count = width
    }
  }
}
