import Losses
import Tensors

/// What a loss asked for while a training step was traced, as inputs of its plan: numbers of schedules, and points of
/// attacks, which run before the step.
final class TrainingInputs {
  private enum Source {
    /// The position among the numbers.
    case number(Int)
    case attack(AttackedBatch)
  }

  private let sources: [Source]
  private let scheduled: ScheduledNumbers
  private var epoch = 1
  /// The points of each attack for the step that is run.
  private var points: [Tensor] = []

  init(_ implicit: [(source: any TrainingInput, type: TensorType)]) {
    var schedules: [(source: Schedule, type: TensorType)] = []
    var sources: [Source] = []
    for (source, type) in implicit {
      if let attack = source as? AttackedBatch {
        sources.append(.attack(attack))
      } else if let schedule = source as? Schedule {
        sources.append(.number(schedules.count))
        schedules.append((schedule, type))
      }
    }
    self.sources = sources
    scheduled = ScheduledNumbers(schedules)
  }

  var attacks: Bool { sources.contains { if case .attack = $0 { true } else { false } } }

  func begin(epoch: Int) {
    self.epoch = epoch
    scheduled.begin(epoch: epoch)
  }

  /// Makes the numbers inputs of a plan.
  func place<Field>(in workspace: Workspace, _ packing: Packing<Field>) {
    for (k, source) in sources.enumerated() {
      if case .number(let n) = source {
        workspace.setInput(packing.implicit(k), scheduled.pointer(n))
      }
    }
  }

  /// Runs the attacks on a batch.
  /// - Parameter key: of the step's random numbers.
  func attack(
    parameters: Tensor, buffers: Tensor, x: Tensor, y: Tensor, key: Tensor
  ) throws {
    points = try sources.compactMap { source in
      guard case .attack(let attack) = source else { return nil }
      return try attack.points(
        parameters: parameters, buffers: buffers, x: x, y: y, key: key, epoch: epoch)
    }
  }

  /// Makes the attacks' points inputs of a plan; they are held until the next step.
  func placePoints<Field>(in workspace: Workspace, _ packing: Packing<Field>) {
    var next = 0
    for (k, source) in sources.enumerated() {
      guard case .attack = source else { continue }
      workspace.setInput(packing.implicit(k), points[next].pointer)
      next += 1
    }
  }

  /// All of them, in the order of the plan's inputs.
  func tensors() throws -> [Tensor] {
    let numbers = try scheduled.tensors()
    var next = 0
    return sources.map { source in
      switch source {
      case .number(let n): return numbers[n]
      case .attack:
        defer { next += 1 }
        return points[next]
      }
    }
  }
}
