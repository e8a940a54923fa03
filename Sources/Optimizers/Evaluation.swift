import Layers
import Losses
import Tensors

/// Loss and accuracy of a network on a data set, in evaluation mode, batch by batch.
final class Evaluation {
  private struct Part {
    let plan: Plan
    let workspace: Workspace
    let schedules: [ScheduleInputs.Input]
    let numbers: PlanNumbers
    let samples: Range<Int>
  }

  private let x: Tensor
  private let y: Tensor
  private var parts: [Part] = []
  private let results = PlanNumbers([.float64, .float64])

  init(
    _ net: Network, _ loss: any LossTerm, x: Tensor, y: Tensor, batch: Int
  ) throws {
    self.x = x
    self.y = y
    let buffers = try net.buffers.tensor().type
    for first in stride(from: 0, to: x.shape[0], by: batch) {
      let samples = first..<min(first + batch, x.shape[0])
      // All parts but the last run the same plan.
      if let before = parts.last, before.samples.count == samples.count {
        parts.append(
          Part(
            plan: before.plan, workspace: before.workspace, schedules: before.schedules,
            numbers: before.numbers, samples: samples))
        continue
      }
      func part(_ tensor: Tensor) -> TensorType {
        TensorType(tensor.shape.replacing(0, with: samples.count), tensor.dtype)
      }
      let types = [try net.parameters.tensor().type, buffers, part(x), part(y)]
      var scheduled: ScheduleInputs?
      let (graph, captured) = try Trace.graph(types) { values in
        let inputs = Trace.current.map(ScheduleInputs.init)
        scheduled = inputs
        return try ScheduleInputs.$current.withValue(inputs) {
          let there = try net.with(parameters: values[0]).with(buffers: values[1])
          let value = try loss(there, values[2], values[3])
          return [
            try value.reshaped(to: .scalar).cast(to: .float64),
            try Predictions.countRight(there(values[2]), values[3]) ?? .scalar(.nan, .float64),
          ]
        }
      }
      guard captured.isEmpty else { throw TensorError.foreignTrace }
      let plan = try Plan.cached(graph)
      let schedules = scheduled?.inputs ?? []
      parts.append(
        Part(
          plan: plan, workspace: try plan.makeWorkspace(), schedules: schedules,
          numbers: PlanNumbers(schedules.map(\.dtype)), samples: samples))
    }
  }

  /// The mean loss over the samples, and the part of right predictions.
  func callAsFunction(
    parameters: Tensor, buffers: Tensor, epoch: Int, checkpoint: () throws -> Void
  ) throws -> (loss: Double, accuracy: Double?) {
    var (total, right) = (0.0, 0.0)
    for part in parts {
      try checkpoint()
      let inputs = [
        parameters, buffers, x.leading(part.samples), y.leading(part.samples),
      ]
      for (k, input) in part.schedules.enumerated() {
        part.numbers[k] = input.schedule.value(epoch: epoch)
        part.workspace.setInput(4 + k, part.numbers.pointer(k))
      }
      for (k, input) in inputs.enumerated() { part.workspace.setInput(k, input.pointer) }
      for k in 0..<2 {
        part.workspace.setOutput(k, UnsafeMutableRawPointer(mutating: results.pointer(k)))
      }
      try withExtendedLifetime(inputs) { try part.workspace.run() }
      total += results[0] * Double(part.samples.count)
      right += results[1]
    }
    let count = Double(x.shape[0])
    return (total / count, right.isNaN ? nil : right / count)
  }
}
