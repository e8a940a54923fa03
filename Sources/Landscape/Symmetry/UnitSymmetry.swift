/// One hidden unit: where its weights lie in the vector of parameters (indices from 0).
public struct HiddenUnit: Sendable, Equatable {
  /// Weights into the unit and its bias, in the same order for all units of a layer.
  public var incoming: [Int]
  /// Weights out of the unit, likewise.
  public var outgoing: [Int]

  public init(incoming: [Int], outgoing: [Int]) {
    self.incoming = incoming
    self.outgoing = outgoing
  }

  public var parameters: [Int] { incoming + outgoing }
}

/// Units that may change places without changing the network.
public struct HiddenLayer: Sendable, Equatable {
  public var units: [HiddenUnit]
  /// The activation is odd (tanh): changing the signs of all weights of a unit changes nothing.
  public var isOdd: Bool

  public init(units: [HiddenUnit], isOdd: Bool) {
    self.units = units
    self.isOdd = isOdd
  }
}

/// Permutations of the hidden units of a feed-forward network and, where the activation is odd,
/// their signs: for one layer of h units a group of h! 2^h elements.
///
/// Other symmetries are not part of it: the rescaling of rectified units (which an L2 penalty on
/// both sides of the unit removes at every stationary point) and the flip of logistic units
/// (which moves the biases of the next layer).
public struct UnitSymmetry: Symmetry, Equatable {
  public let layers: [HiddenLayer]

  public init(layers: [HiddenLayer]) {
    self.layers = layers
  }

  /// A network with one hidden layer and its parameters in the order: W1 row-major (hidden x
  /// inputs), b1, W2 row-major (outputs x hidden), b2.
  public init(inputs: Int, hidden: Int, outputs: Int, isOdd: Bool) {
    self.init(widths: [inputs, hidden, outputs], isOdd: isOdd)
  }

  /// A fully connected network of any depth, layer after layer its weights row-major
  /// (outputs x inputs) and its biases.
  public init(widths given: [Int], isOdd: Bool) {
    let widths = given.map { max(0, $0) }
    var layers: [HiddenLayer] = []
    var start = 0
    for level in 0..<max(0, widths.count - 2) {
      let (inputs, hidden, outputs) = (widths[level], widths[level + 1], widths[level + 2])
      let biases = start + inputs * hidden
      let next = biases + hidden
      let units = (0..<hidden).map { unit in
        HiddenUnit(
          incoming: (0..<inputs).map { start + unit * inputs + $0 } + [biases + unit],
          outgoing: (0..<outputs).map { next + $0 * hidden + unit })
      }
      layers.append(HiddenLayer(units: units, isOdd: isOdd))
      start = next
    }
    self.init(layers: layers)
  }

  public var summary: String {
    if layers.isEmpty { return "none" }
    let parts = layers.map { "\($0.units.count)\($0.isOdd ? " odd" : "")" }
    return "hidden units " + parts.joined(separator: ", ")
  }

  public var unitParameters: [[Int]] {
    layers.flatMap { layer in layer.units.map(\.parameters) }
  }

  public func validate(dimension: Int) throws {
    for (number, layer) in layers.enumerated() {
      var seen = Set<Int>()
      for (place, unit) in layer.units.enumerated() {
        let first = layer.units[0]
        guard unit.incoming.count == first.incoming.count,
          unit.outgoing.count == first.outgoing.count
        else {
          throw SymmetryError.unequalUnits(layer: number + 1, unit: place + 1)
        }
        for index in unit.parameters {
          guard (0..<dimension).contains(index) else {
            throw SymmetryError.indexOutOfRange(
              layer: number + 1, unit: place + 1, index: index, dimension: dimension)
          }
          guard seen.insert(index).inserted else {
            throw SymmetryError.sharedParameter(
              layer: number + 1, unit: place + 1, index: index)
          }
        }
      }
    }
  }

  /// The norm, and the fourth root of the sum of the fourth powers of the units' norms.
  public func invariants(of x: [Double]) -> SymmetryInvariants {
    var total = 0.0
    for value in x { total += value * value }
    var fourth = 0.0
    for layer in layers {
      for unit in layer.units {
        var square = 0.0
        for index in unit.parameters { square += x[index] * x[index] }
        fourth += square * square
      }
    }
    return SymmetryInvariants(total.squareRoot(), fourth.squareRoot().squareRoot())
  }
}

/// Why a symmetry does not fit. Layers and units count from 1, parameter indices from 0.
public enum SymmetryError: Error, Equatable, CustomStringConvertible {
  case unequalUnits(layer: Int, unit: Int)
  case indexOutOfRange(layer: Int, unit: Int, index: Int, dimension: Int)
  case sharedParameter(layer: Int, unit: Int, index: Int)

  public var description: String {
    switch self {
    case .unequalUnits(let layer, let unit):
      "symmetry: hidden layer \(layer), unit \(unit) has another number of weights than unit 1"
    case .indexOutOfRange(let layer, let unit, let index, let dimension):
      "symmetry: hidden layer \(layer), unit \(unit) uses parameter \(index), "
        + "expected 0 to \(dimension - 1)"
    case .sharedParameter(let layer, let unit, let index):
      "symmetry: hidden layer \(layer), unit \(unit) uses parameter \(index), "
        + "which the layer has used already"
    }
  }
}
