import Losses
import Tensors

/// The scheduled numbers that a loss asked for while it was traced, as inputs of a plan.
final class ScheduledNumbers {
  private let schedules: [Schedule]
  private let numbers: PlanNumbers

  init(_ implicit: [(source: Schedule, type: TensorType)]) {
    schedules = implicit.map(\.source)
    numbers = PlanNumbers(implicit.map(\.type.dtype))
  }

  /// Sets the numbers that hold for an epoch.
  func begin(epoch: Int) {
    for (k, schedule) in schedules.enumerated() { numbers[k] = schedule.value(epoch: epoch) }
  }

  /// Makes the numbers the implicit inputs of a plan.
  func place<Field>(in workspace: Workspace, _ packing: Packing<Field>) {
    for k in schedules.indices { workspace.setInput(packing.implicit(k), numbers.pointer(k)) }
  }

  func pointer(_ k: Int) -> UnsafeRawPointer { numbers.pointer(k) }

  func tensors() throws -> [Tensor] { try schedules.indices.map(numbers.tensor) }
}
