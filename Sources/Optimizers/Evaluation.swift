import Layers
import Losses
import Tensors

/// Loss, and accuracy or root mean square, of a network on a data set, in evaluation mode, batch by batch.
final class Evaluation {
  private enum Input: CaseIterable { case parameters, buffers, x, y }

  private struct Part {
    let workspace: Workspace
    let inputs: Packing<Input>
    let scheduled: ScheduledNumbers
    let samples: Range<Int>
  }

  private let x: Tensor
  private let y: Tensor
  private var parts: [Part] = []
  private let results = PlanNumbers([.float64, .float64])
  private var figure = TrainingFigure.accuracy

  init(
    _ net: Network, _ loss: any LossTerm, x: Tensor, y: Tensor, batch: Int, isRegression: Bool
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
            workspace: before.workspace, inputs: before.inputs, scheduled: before.scheduled,
            samples: samples))
        continue
      }
      func part(_ tensor: Tensor) -> TensorType {
        TensorType(tensor.shape.replacing(0, with: samples.count), tensor.dtype)
      }
      let inputs = try Packing<Input> { input in
        switch input {
        case .parameters: [try net.parameters.tensor().type]
        case .buffers: [buffers]
        case .x: [part(x)]
        case .y: [part(y)]
        }
      }
      let traced = try Trace.graph(inputs.types, collecting: Schedule.self) { values in
        let given = inputs.unpacked(values)
        let (x, y) = (given.one(.x), given.one(.y))
        let there = try net.with(parameters: given.one(.parameters))
          .with(buffers: given.one(.buffers))
        let value = try loss(there, x, y)
        let found = try TrainingFigure.sum(there(x), y, isRegression: isRegression)
        figure = found.figure
        return [try value.reshaped(to: .scalar).cast(to: .float64), found.sum]
      }
      guard traced.captured.isEmpty else { throw TensorError.foreignTrace }
      let workspace = try Plan.cached(traced.graph).makeWorkspace()
      let scheduled = ScheduledNumbers(traced.implicit)
      scheduled.place(in: workspace, inputs)
      parts.append(
        Part(workspace: workspace, inputs: inputs, scheduled: scheduled, samples: samples))
    }
  }

  /// The mean loss over the samples, and the part of right predictions or the root mean square.
  func callAsFunction(
    parameters: Tensor, buffers: Tensor, epoch: Int
  ) throws -> (loss: Double, accuracy: Double?, rmse: Double?) {
    var (total, sum) = (0.0, 0.0)
    for part in parts {
      try Cancellation.check()
      let inputs = part.inputs.packed { input in
        switch input {
        case .parameters: [parameters]
        case .buffers: [buffers]
        case .x: [x.leading(part.samples)]
        case .y: [y.leading(part.samples)]
        }
      }
      part.scheduled.begin(epoch: epoch)
      for (k, input) in inputs.enumerated() { part.workspace.setInput(k, input.pointer) }
      for k in 0..<2 {
        part.workspace.setOutput(k, UnsafeMutableRawPointer(mutating: results.pointer(k)))
      }
      try withExtendedLifetime(inputs) { try part.workspace.run(stoppable: .max) }
      total += results[0] * Double(part.samples.count)
      sum += results[1]
    }
    let averages = figure.averages(sum, samples: x.shape[0])
    return (total / Double(x.shape[0]), averages.accuracy, averages.rmse)
  }
}
