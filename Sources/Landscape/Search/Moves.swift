import Tensors

/// The moves of basin hopping, and how often each is made; what is left moves all coordinates.
struct Moves: Sendable {
  /// Probabilities.
  var redraw = 0.0
  var flip = 0.0
  var layer = 0.0
  /// Parameters of each hidden unit, and those of them that lie behind it.
  var units: [[Int]] = []
  var sides: [[Int]] = []
  /// Parameters that belong together: the layers of a network.
  var layers: [[Int]] = []
  /// Moves of the user's own; any of them instead of the others.
  var custom = 0

  init() {}

  init(units: [[Int]], layers: [[Int]]) {
    self.units = units
    self.layers = layers
    // Parameters of the last layer that a unit has a part in.
    let members = layers.reversed().map(Set.init)
    sides = units.map { unit in
      members.lazy.map { layer in unit.filter(layer.contains) }.first { !$0.isEmpty } ?? unit
    }
  }

  func move(
    _ x: [Double], _ stepSize: Double, _ start: Proposal.Start, _ random: inout CounterRandom,
    _ worker: SearchWorker
  ) throws -> [Double]? {
    if custom > 0, let moves = worker.moves {
      let point = try moves.apply(random.integer(below: custom), to: x, key: random.next())
      return point.allSatisfy(\.isFinite) ? point : nil
    }
    var moved = x
    var draw = redraw + flip + layer > 0 ? random.uniform() : 1
    if draw < redraw {
      let scale = start.drawScale(&random)
      for index in units[random.integer(below: units.count)] {
        moved[index] = scale * random.symmetric()
      }
      return moved
    }
    draw -= redraw
    if draw < flip {
      // One side of the unit only: both together would be the same network.
      for index in sides[random.integer(below: sides.count)] { moved[index].negate() }
      return moved
    }
    draw -= flip
    if draw < layer {
      for index in layers[random.integer(below: layers.count)] {
        moved[index] += stepSize * random.symmetric()
      }
      return moved
    }
    for i in moved.indices { moved[i] += stepSize * random.symmetric() }
    return moved
  }
}

/// Moves that a script has given, on one thread.
public protocol MoveEvaluator: AnyObject {
  /// - Parameter key: makes the random numbers of the move.
  func apply(_ number: Int, to x: [Double], key: UInt64) throws -> [Double]
}

/// Moves that a script has given, shared by all threads.
public protocol CustomMoves: Sendable {
  var count: Int { get }
  func makeEvaluator() throws -> any MoveEvaluator
}
