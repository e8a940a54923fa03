import CKernels

/// A compiled graph: a flat list of kernel calls with all memory planned. Immutable, so any number
/// of threads may run it; each takes its own workspace.
public final class Plan: @unchecked Sendable {
  public let inputTypes: [TensorType]
  public let outputTypes: [TensorType]
  let steps: [tarn_step]
  let integers: [Int64]
  let reals: [Double]
  let operands: [Location]
  let constants: [Tensor]
  let arenaBytes: Int
  let scratchBytes: Int
  /// Whether a step has work for several threads.
  let isSplit: Bool
  /// Of the step that can be stopped least: see ``Kernel``.
  private let labour: Double
  private let names: [String]
  /// What was compiled, to be run as it is while `FiniteCheck` is on.
  package let graph: Graph
  /// What the lists above take, and meanwhile as much again for making them.
  private let claim: MemoryClaim
  private let idle = Guarded<[Workspace]>([])

  public init(_ graph: Graph) throws {
    BLAS.prepare()
    claim = try MemoryClaim(Trace.nodeBytes * graph.nodes.count)
    let making = try MemoryClaim(Trace.nodeBytes * graph.nodes.count)
    defer { withExtendedLifetime(making) {} }
    self.graph = graph
    inputTypes = graph.inputTypes
    outputTypes = graph.outputTypes
    let planner = try Planner(try graph.simplified())
    steps = planner.steps
    integers = planner.integers.map(Int64.init)
    reals = planner.reals
    operands = planner.operands
    constants = planner.constants
    arenaBytes = (planner.arenaBytes + 63) & ~63
    scratchBytes = planner.scratchBytes
    isSplit = planner.isSplit
    names = planner.names
    labour = planner.labour
  }

  /// The operations of each step, for people who want to know what was fused.
  public var stepNames: [String] { names }

  /// The memory for one run at a time. - Parameter threads: how many may work on each step; as many
  /// as `Threads.count` says unless given.
  public func makeWorkspace(threads: Int = Threads.count) throws -> Workspace {
    try Workspace(self, threads: isSplit ? threads : 1)
  }

  /// Runs the plan on tensors, into new ones.
  public func callAsFunction(_ inputs: [Tensor]) throws -> [Tensor] {
    guard inputs.count == inputTypes.count,
      inputs.indices.allSatisfy({ inputs[$0].type == inputTypes[$0] })
    else { throw TensorError.inputs(expected: inputTypes, got: inputs.map(\.type)) }
    if FiniteCheck.isOn { return try graph(inputs.map(Value.tensor)).map { try $0.tensor() } }
    let workspace = try idleWorkspace() ?? makeWorkspace()
    var outputs: [Tensor] = []
    outputs.reserveCapacity(outputTypes.count)
    for (k, type) in outputTypes.enumerated() {
      let output = Tensor(type, storage: try Storage(byteCount: type.byteCount))
      workspace.setOutput(k, output.pointer)
      outputs.append(output)
    }
    for k in inputs.indices { workspace.setInput(k, inputs[k].pointer) }
    let made = outputs
    let run: @Sendable () throws -> Void = { [self] in
      try withExtendedLifetime((inputs, made)) { try workspace.run(stoppable: steps.count) }
      putAway(workspace)
    }
    if labour > LeftBehind.worth { try LeftBehind.run(run) } else { try run() }
    return outputs
  }

  /// How many steps come before the first that writes one of these outputs.
  public func steps(before outputs: Range<Int>) -> Int {
    steps.indices.first { step in
      let end = step + 1 < steps.count ? Int(steps[step + 1].operands) : operands.count
      return operands[Int(steps[step].operands)..<end].contains {
        if case .output(let k, _) = $0 { outputs.contains(k) } else { false }
      }
    } ?? steps.count
  }

  /// A workspace that nobody uses, made for as many threads as there are now.
  private func idleWorkspace() -> Workspace? {
    idle.withLock { idle in
      let known = idle.popLast()
      if let known, isSplit, known.threads != Threads.count {
        idle = []
        return nil
      }
      known?.plan = self
      return known
    }
  }

  private func putAway(_ workspace: Workspace) {
    workspace.plan = nil
    idle.withLock { $0.append(workspace) }
  }

  func error(_ result: Int64) -> TensorError {
    .kernel(operation: names[Int(result >> 8) - 1], code: Int(result & 255))
  }
}
