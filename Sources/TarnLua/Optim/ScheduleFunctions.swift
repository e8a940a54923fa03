import Losses
import LuaBridge
import Settings

/// A schedule as Lua holds it.
final class ScheduleObject {
  let schedule: Schedule
  init(_ schedule: Schedule) { self.schedule = schedule }
}

extension ValueType {
  /// A number, or a schedule that gives one for each epoch.
  static func scheduled(_ bounds: Bounds) -> ValueType {
    .either(.number(bounds), .object("schedule"))
  }
}

extension Call {
  /// A number that must not be negative, or a schedule.
  func scheduled(_ name: String, of operation: String) throws -> Scheduled {
    guard let schedule = optionalObject(name, as: ScheduleObject.self)?.schedule else {
      return .constant(number(name))
    }
    guard schedule.least >= 0 else {
      throw MessageError("\(operation): \(name) must not be negative, got \(schedule)")
    }
    return .schedule(schedule)
  }
}

func scheduleClass() -> ClassDeclaration {
  ClassDeclaration(
    ScheduleObject.self, name: "schedule",
    summary: "A number for each epoch of optim.fit: a learning rate, an eps, or (schedule * loss) "
      + "a weight. schedule(k) is the number in epoch k; outside of fit a loss takes the last one.",
    callable: FunctionDeclaration(
      name: "schedule", arguments: [Argument("epoch", .integer(1...), "From 1.")],
      returns: "number", summary: "The number in an epoch.",
      example: "print(optim.ramp(0, 1, 10)(6))"
    ) { call in
      .number(call.receiver(as: ScheduleObject.self).schedule.value(epoch: call.integer("epoch")))
    },
    text: { $0.schedule.description })
}

/// The functions of `optim` that make schedules.
func scheduleFunctions() -> [FunctionDeclaration] {
  let start = Argument("from", .number(.finite), "In the first epoch.")
  let end = Argument("to", .number(.finite), "After the last of these epochs.")
  let epochs = Argument("epochs", .integer(1...1_000_000_000), "How many it takes.")
  return [
    FunctionDeclaration(
      name: "ramp", arguments: [start, end, epochs], returns: "schedule",
      summary: "A number that goes straight from one to the other, epoch by epoch, and stays.",
      formula: "from + (to - from) min((epoch - 1) / epochs, 1)",
      example: "print(0.1 * loss.l2(1e-3) + optim.ramp(0, 1, 10) * loss.l1(1e-3))"
    ) { call in
      .object(
        ScheduleObject(
          Schedule(
            from: call.number("from"),
            .ramp(to: call.number("to"), epochs: call.integer("epochs")))))
    },
    FunctionDeclaration(
      name: "cosine", arguments: [start, end, epochs], returns: "schedule",
      summary: "A number that goes from one to the other along half a period of the cosine.",
      formula: "to + (from - to) (1 + cos(pi (epoch - 1) / epochs)) / 2",
      example: "print(optim.adam{lr = optim.cosine(1e-3, 0, 20)})"
    ) { call in
      .object(
        ScheduleObject(
          Schedule(
            from: call.number("from"),
            .cosine(to: call.number("to"), epochs: call.integer("epochs")))))
    },
    FunctionDeclaration(
      name: "step_decay",
      arguments: [
        start, Argument("factor", .number(.positive), "By which it is multiplied."),
        Argument("every", .integer(1...1_000_000_000), "After how many epochs each time."),
      ], returns: "schedule", summary: "A number that is multiplied by a factor every few epochs.",
      formula: "from factor^floor((epoch - 1) / every)",
      example: "print(optim.sgd{lr = optim.step_decay(0.1, 0.5, 10)})"
    ) { call in
      .object(
        ScheduleObject(
          Schedule(
            from: call.number("from"),
            .step(factor: call.number("factor"), every: call.integer("every")))))
    },
  ]
}
