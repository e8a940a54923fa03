import Tensors

/// A number in [0, 1] for each function, element and target, which chooses among the lines that bound the
/// function: what is optimized (Xu et al. 2021, alpha-CROWN). Any choice is sound.
///
/// The first analysis finds out how many there are and where they start; later ones read them.
final class LineChoices {
  private struct Key: Hashable {
    let target: Int
    let node: Int
  }

  private var places: [Key: (first: Int, shape: Shape)] = [:]
  private var starts: [Value] = []
  private(set) var count = 0
  /// What the numbers of each entry of `starts` move.
  private var motions: [Lines.Choice.Motion] = []
  /// All numbers, one after the other; nil during the first analysis.
  var numbers: Value?

  /// Beyond this many numbers for one function all targets of a side share them.
  private static let most = 1 << 24

  /// Where optimization starts: at the lines that are usual.
  var start: Value {
    get throws { try Value.concatenated(starts, dimension: 0) }
  }

  /// How far each number goes, as a part of the usual step; nil where all go the usual one.
  /// - Parameter contact: the part of those that move a point of contact.
  func steps(contact: Value) throws -> Value? {
    guard motions.contains(.contact) else { return nil }
    return try Value.concatenated(
      zip(starts, motions).map { start, motion in
        switch motion {
        case .slope: try Value.scalar(1, contact.dtype).expanded(to: start.shape)
        case .contact: try contact.expanded(to: start.shape)
        }
      }, dimension: 0)
  }

  /// The numbers for a function in the pass of a target, of the coefficients' shape.
  func number(
    target: Int, _ node: Int, _ coefficients: Value, _ choice: Lines.Choice
  ) throws -> Value? {
    let key = Key(target: target, node: node)
    let all = coefficients.shape
    guard let numbers else {
      if places[key] == nil {
        var begin = try coefficients.greater(than: 0).select(
          choice.start.lower.expanded(to: all), choice.start.upper.expanded(to: all))
        if all.count > LineChoices.most {
          begin = try begin.reshaped(
            to: Shape([2, all[0] / 2] + all.dimensions.dropFirst())
          ).mean([1])
        }
        places[key] = (count, begin.shape)
        count += begin.shape.count
        motions.append(choice.moves)
        starts.append(try begin.reshaped(to: Shape([begin.shape.count])).stopGradient())
      }
      return nil
    }
    guard let (first, shape) = places[key] else { return nil }
    let part = try numbers.sliced(0, first..<first + shape.count).reshaped(to: shape)
    guard shape != all else { return part }
    return try part.reshaped(to: Shape([2, 1] + shape.dimensions.dropFirst()))
      .expanded(to: Shape([2, all[0] / 2] + shape.dimensions.dropFirst()))
      .reshaped(to: all)
  }
}
