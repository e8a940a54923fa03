/// An input of a training step that a loss asks for while it is traced: the number of a schedule, the points of an
/// attack.
public protocol TrainingInput: Hashable {}

extension Schedule: TrainingInput {}
