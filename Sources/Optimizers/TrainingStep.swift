import Layers
import Losses
import Tensors

/// One step of a training as one plan: it picks the batch, and gives loss, right predictions, and new
/// parameters, buffers and memory.
final class TrainingStep {
  /// Inputs behind the memory: all x, all y, the batch's rows, the key; then the numbers.
  private static let data = 4

  private let plan: Plan
  private let workspace: Workspace
  private let x: Tensor
  private let y: Tensor
  private let memory: TrainingMemory
  private let schedules: [ScheduleInputs.Input]
  private let coefficients: Int
  /// The learning rate, the coefficients, the schedules.
  private let numbers: PlanNumbers
  private let results = PlanNumbers([.float64, .float64])
  private let key: UnsafeMutablePointer<UInt32>
  private let batch: Int

  var loss: Double { results[0] }
  /// NaN where outputs are no classes.
  var correct: Double { results[1] }

  init(
    _ net: Network, _ loss: any LossTerm, _ rule: any UpdateRule, clip: Double?,
    memory: TrainingMemory, x: Tensor, y: Tensor, batch: Int
  ) throws {
    let dtype = net.dtype
    let count = rule.coefficients(step: 1).count
    let types =
      memory.types
      + [
        x.type, y.type, TensorType(try Shape([batch]), .int32), TensorType(try Shape([4]), .int32),
      ] + Array(repeating: TensorType(.scalar, dtype), count: 1 + count)
    var scheduled: ScheduleInputs?
    let (graph, captured) = try Trace.graph(types) { values in
      let inputs = Trace.current.map(ScheduleInputs.init)
      scheduled = inputs
      return try ScheduleInputs.$current.withValue(inputs) {
        try TrainingStep.outputs(
          values, net, loss, rule, clip: clip, memory: memory.types.count)
      }
    }
    guard captured.isEmpty else { throw TensorError.foreignTrace }
    plan = try Plan.cached(graph)
    workspace = try plan.makeWorkspace()
    schedules = scheduled?.inputs ?? []
    coefficients = count
    numbers = PlanNumbers(
      Array(repeating: dtype, count: 1 + count) + schedules.map(\.dtype))
    key = .allocate(capacity: 4)
    key.initialize(repeating: 0, count: 4)
    (self.x, self.y, self.memory, self.batch) = (x, y, memory, batch)
    let first = memory.types.count
    workspace.setInput(first, x.pointer)
    workspace.setInput(first + 1, y.pointer)
    workspace.setInput(first + 3, key)
    for k in 0..<numbers.count {
      workspace.setInput(first + TrainingStep.data + k, numbers.pointer(k))
    }
    for k in 0..<2 {
      workspace.setOutput(k, UnsafeMutableRawPointer(mutating: results.pointer(k)))
    }
  }

  deinit { key.deallocate() }

  private static func outputs(
    _ values: [Value], _ net: Network, _ loss: any LossTerm, _ rule: any UpdateRule,
    clip: Double?, memory count: Int
  ) throws -> [Value] {
    let memory = Array(values[2..<count])
    let rows = values[count + 2]
    let (x, y) = (
      try values[count].gathered(0, rows), try values[count + 1].gathered(0, rows)
    )
    let (rate, coefficients) = (values[count + data], Array(values[(count + data + 1)...]))
    var state: Training?
    var (value, gradient) = try valueAndGradient(
      of: { arguments in
        let (training, passes) = try net.with(parameters: arguments[0]).with(buffers: values[1])
          .inTraining(key: values[count + 3])
        state = passes
        return try loss(training, x, y)
      }, at: [values[0]])
    if let clip {
      let norm = try gradient.square().sum().sqrt()
      gradient = try gradient * (clip / (norm + 1e-6)).minimum(1)
    }
    let updated = try rule(
      values[0], gradient, memory, learningRate: rate, coefficients: coefficients)
    value = try value.reshaped(to: .scalar).cast(to: .float64)
    // What the loss has seen costs nothing more; one that does not look at the inputs is asked anew.
    let outputs =
      try state?.output(for: x) ?? net.with(parameters: values[0]).with(buffers: values[1])(x)
    let right = try Predictions.countRight(outputs, y) ?? .scalar(.nan, .float64)
    return [value, right, updated.parameters, state?.buffers ?? values[1]] + updated.memory
  }

  /// Whether one of the tensors of the memory may be changed in place.
  func mayOverwrite(_ k: Int) throws -> Bool { try plan.mayOverwrite(input: k, with: 2 + k) }

  /// The numbers that hold for a whole epoch.
  func begin(epoch: Int, learningRate: Double) {
    numbers[0] = learningRate
    for (k, input) in schedules.enumerated() {
      numbers[1 + coefficients + k] = input.schedule.value(epoch: epoch)
    }
  }

  /// One step on the samples `rows` (as many as the batch has, from 0). It counts once the sides of the
  /// memory are swapped.
  func run(
    rows: UnsafePointer<Int32>, step: Int, coefficients: [Double], seed: UInt64
  ) throws {
    for (k, value) in coefficients.enumerated() { numbers[1 + k] = value }
    let counter = UInt64(step)
    key[0] = UInt32(truncatingIfNeeded: seed)
    key[1] = UInt32(truncatingIfNeeded: seed &>> 32)
    key[2] = UInt32(truncatingIfNeeded: counter)
    key[3] = UInt32(truncatingIfNeeded: counter &>> 32)
    if FiniteCheck.isOn {
      try runChecked(rows)
    } else {
      workspace.setInput(memory.types.count + 2, rows)
      for k in memory.types.indices {
        workspace.setInput(k, memory.front[k].pointer)
        workspace.setOutput(2 + k, memory.back[k].pointer)
      }
      try workspace.run()
    }
  }

  /// The same, operation by operation, so that the first number that is not finite is found.
  private func runChecked(_ rows: UnsafePointer<Int32>) throws {
    let words = (0..<4).map { Int32(bitPattern: key[$0]) }
    let inputs =
      try memory.front + [
        x, y,
        Tensor(
          Array(UnsafeBufferPointer(start: rows, count: batch)), shape: Shape([batch])),
        Tensor(words, shape: Shape([4])),
      ] + (0..<numbers.count).map(numbers.tensor)
    let outputs = try plan(inputs)
    results[0] = outputs[0][0]
    results[1] = outputs[1][0]
    for (target, source) in zip(memory.back, outputs[2...]) {
      target.pointer.copyMemory(from: source.pointer, byteCount: source.type.byteCount)
    }
  }
}
