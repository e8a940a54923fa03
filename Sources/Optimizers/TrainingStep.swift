import Layers
import Losses
import Tensors

/// One step of a training as one plan: it picks the batch, and gives loss, right predictions, and new
/// parameters, buffers and memory.
final class TrainingStep {
  private enum Input: CaseIterable {
    /// Parameters, buffers, the rule's memory.
    case memory
    /// All samples and targets, and which of them are the batch.
    case x, y, rows
    case key, rate, coefficients
  }

  private enum Output: CaseIterable { case loss, sum, memory }

  private let plan: Plan
  private let workspace: Workspace
  /// Steps of the plan that change nothing that is kept.
  private let stoppable: Int
  private let x: Tensor
  private let y: Tensor
  private let memory: TrainingMemory
  private let inputs: Packing<Input>
  private let outputs: Packing<Output>
  /// Positions that every run asks for.
  private let rows: Int
  private let read: Range<Int>
  private let written: Range<Int>
  private let rate: PlanNumbers
  private let coefficients: PlanNumbers
  private let asked: TrainingInputs
  private let results = PlanNumbers([.float64, .float64])
  private let key: UnsafeMutablePointer<UInt32>
  private let batch: Int

  var loss: Double { results[0] }
  /// The sum of the figure; NaN where there is none.
  var sum: Double { results[1] }
  private(set) var figure = TrainingFigure.accuracy

  init(
    _ net: Network, _ loss: any LossTerm, _ rule: any UpdateRule, clip: Double?,
    memory: TrainingMemory, x: Tensor, y: Tensor, batch: Int, isRegression: Bool
  ) throws {
    let dtype = net.dtype
    let number = TensorType(.scalar, dtype)
    let count = rule.coefficients(step: 1).count
    let inputs = try Packing<Input> { input in
      switch input {
      case .memory: memory.types
      case .x: [x.type]
      case .y: [y.type]
      case .rows: [TensorType(try Shape([batch]), .int32)]
      case .key: [TensorType(try Shape([4]), .int32)]
      case .rate: [number]
      case .coefficients: Array(repeating: number, count: count)
      }
    }
    let result = TensorType(.scalar, .float64)
    outputs = Packing { $0 == .memory ? memory.types : [result] }
    var figure = TrainingFigure.accuracy
    let traced = try Trace.graph(inputs.types, collecting: (any TrainingInput).self) { values in
      let found = try TrainingStep.outputs(
        inputs.unpacked(values), net, loss, rule, clip: clip, isRegression: isRegression)
      figure = found.figure
      return found.values
    }
    self.figure = figure
    guard traced.captured.isEmpty else { throw TensorError.foreignTrace }
    plan = try Plan.cached(traced.graph)
    workspace = try plan.makeWorkspace()
    asked = TrainingInputs(traced.implicit)
    rate = PlanNumbers([dtype])
    coefficients = PlanNumbers(Array(repeating: dtype, count: count))
    key = .allocate(capacity: 4)
    key.initialize(repeating: 0, count: 4)
    (self.x, self.y, self.memory, self.batch) = (x, y, memory, batch)
    (self.inputs, rows) = (inputs, inputs.position(.rows))
    (read, written) = (inputs[.memory], outputs[.memory])
    workspace.setInput(inputs.position(.x), x.pointer)
    workspace.setInput(inputs.position(.y), y.pointer)
    workspace.setInput(inputs.position(.key), key)
    workspace.setInput(inputs.position(.rate), rate.pointer(0))
    for (k, position) in inputs[.coefficients].enumerated() {
      workspace.setInput(position, coefficients.pointer(k))
    }
    stoppable = plan.steps(before: written)
    asked.place(in: workspace, inputs)
    for (k, output) in [Output.loss, .sum].enumerated() {
      workspace.setOutput(
        outputs.position(output), UnsafeMutableRawPointer(mutating: results.pointer(k)))
    }
  }

  deinit { key.deallocate() }

  private static func outputs(
    _ inputs: Packing<Input>.Unpacked<Value>, _ net: Network, _ loss: any LossTerm,
    _ rule: any UpdateRule, clip: Double?, isRegression: Bool
  ) throws -> (values: [Value], figure: TrainingFigure) {
    let memory = inputs[.memory]
    let (parameters, buffers) = (memory[0], memory[1])
    let rows = inputs.one(.rows)
    let (x, y) = (
      try inputs.one(.x).gathered(0, rows), try inputs.one(.y).gathered(0, rows)
    )
    var state: Training?
    var (value, gradient) = try valueAndGradient(
      of: { arguments in
        let (training, passes) = try net.with(parameters: arguments[0]).with(buffers: buffers)
          .inTraining(key: inputs.one(.key))
        state = passes
        return try loss(training, x, y)
      }, at: [parameters])
    if let clip {
      let norm = try gradient.square().sum().sqrt()
      gradient = try gradient * (clip / (norm + 1e-6)).minimum(1)
    }
    let updated = try rule(
      parameters, gradient, Array(memory[2...]), learningRate: inputs.one(.rate),
      coefficients: inputs[.coefficients])
    value = try value.reshaped(to: .scalar).cast(to: .float64)
    // What the loss has seen costs nothing more; one that does not look at the inputs is asked anew.
    let outputs =
      try state?.output(for: x) ?? net.with(parameters: parameters).with(buffers: buffers)(x)
    let (figure, sum) = try TrainingFigure.sum(outputs, y, isRegression: isRegression)
    let values = [value, sum, updated.parameters, state?.buffers ?? buffers] + updated.memory
    return (values, figure)
  }

  /// Whether one of the tensors of the memory may be changed in place.
  func mayOverwrite(_ k: Int) throws -> Bool {
    try plan.mayOverwrite(input: read.lowerBound + k, with: written.lowerBound + k)
  }

  /// The numbers that hold for a whole epoch.
  func begin(epoch: Int, learningRate: Double) {
    rate[0] = learningRate
    asked.begin(epoch: epoch)
  }

  /// One step on the samples `rows` (as many as the batch has, from 0). It counts once the sides of the
  /// memory are swapped.
  func run(
    rows: UnsafePointer<Int32>, step: Int, coefficients: [Double], seed: UInt64
  ) throws {
    for (k, value) in coefficients.enumerated() { self.coefficients[k] = value }
    let counter = UInt64(step)
    key[0] = UInt32(truncatingIfNeeded: seed)
    key[1] = UInt32(truncatingIfNeeded: seed &>> 32)
    key[2] = UInt32(truncatingIfNeeded: counter)
    key[3] = UInt32(truncatingIfNeeded: counter &>> 32)
    if asked.attacks { try runAttacks(rows) }
    if FiniteCheck.isOn {
      try runChecked(rows)
    } else {
      workspace.setInput(self.rows, rows)
      for k in memory.types.indices {
        workspace.setInput(read.lowerBound + k, memory.front[k].pointer)
        workspace.setOutput(written.lowerBound + k, memory.back[k].pointer)
      }
      // Up to where the memory is written, of which some may be changed in place.
      try workspace.run(stoppable: stoppable)
    }
  }

  /// Lets the attacks of the loss run on the batch, with the parameters as they are.
  private func runAttacks(_ rows: UnsafePointer<Int32>) throws {
    let batch = (0..<batch).map { Int(rows[$0]) }
    try asked.attack(
      parameters: memory.front[0], buffers: memory.front[1], x: x.rows(batch),
      y: y.rows(batch),
      key: Tensor((0..<4).map { Int32(bitPattern: key[$0]) }, shape: Shape([4])))
    asked.placePoints(in: workspace, inputs)
  }

  /// The same, operation by operation, so that the first number that is not finite is found.
  private func runChecked(_ rows: UnsafePointer<Int32>) throws {
    let given = try inputs.packed { input in
      switch input {
      case .memory: memory.front
      case .x: [x]
      case .y: [y]
      case .rows:
        [
          try Tensor(
            Array(UnsafeBufferPointer(start: rows, count: batch)), shape: Shape([batch]))
        ]
      case .key:
        [try Tensor((0..<4).map { Int32(bitPattern: key[$0]) }, shape: Shape([4]))]
      case .rate: [try rate.tensor(0)]
      case .coefficients: try (0..<coefficients.count).map(coefficients.tensor)
      }
    }
    let found = try outputs.unpacked(plan(given + asked.tensors()))
    results[0] = found.one(.loss)[0]
    results[1] = found.one(.sum)[0]
    for (target, source) in zip(memory.back, found[.memory]) {
      target.pointer.copyMemory(from: source.pointer, byteCount: source.type.byteCount)
    }
  }
}
