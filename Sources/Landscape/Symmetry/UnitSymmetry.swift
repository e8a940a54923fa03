/// What leaves the loss of a network unchanged: hidden units change places, change their signs or are
/// rescaled; and all of some parameters, such as the biases of the outputs before a softmax, are shifted by
/// one number.
///
/// For one layer of h units with an odd activation, permutations and signs are a group of h! 2^h
/// elements (Sussmann, Neural Networks 5, 1992).
///
/// A flip of a unit with f(-x) = 2 center - f(x), such as a logistic one, adds to biases. It keeps distances
/// only in coordinates in which such biases have center times their incoming weights added (what a layer of
/// logistic units is when it is written with tanh); there the distance is taken.
public struct UnitSymmetry: Symmetry, Equatable {
  public let layers: [HiddenLayer]
  /// Parameters that may all be shifted by one number. No parameter is in two of them.
  public let shifts: [[Int]]

  let tables: [UnitTable]
  /// No parameter belongs to units of two layers.
  let isSeparate: Bool
  let hasMirrors: Bool
  /// Whether a parameter belongs to a unit; those beyond the end do not.
  let isOfUnit: [Bool]
  /// The largest number of units that a parameter belongs to.
  private let mostUnits: Int
  private let largestIndex: Int

  public init(layers: [HiddenLayer], shifts: [[Int]] = []) {
    self.layers = layers
    self.shifts = shifts
    let tables = layers.map(UnitTable.init)
    self.tables = tables.contains { $0 == nil } ? [] : tables.compactMap { $0 }
    hasMirrors = layers.contains { $0.mirror != nil }
    largestIndex = max(
      self.tables.map(\.largestIndex).max() ?? -1, shifts.joined().max() ?? -1)
    var uses = [Int](repeating: 0, count: largestIndex + 1)
    for table in self.tables { for slot in table.slots { uses[slot] += 1 } }
    mostUnits = max(uses.max() ?? 1, 1)
    isSeparate = mostUnits == 1
    isOfUnit = uses.map { $0 > 0 }
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
      var layer = HiddenLayer(units: units, isOdd: isOdd)
      layer.level = level
      layers.append(layer)
      start = next
    }
    self.init(layers: layers)
  }

  /// `hidden units 10 odd`: layer by layer how many units may change places and what else may be done to
  /// them. In a layer of which not all may, the sets that may are joined by +; a unit alone is `fixed`.
  public var summary: String {
    var parts: [String] = []
    var levels: [Int] = []
    for level in layers.map(\.level) where !levels.contains(level) { levels.append(level) }
    for level in levels {
      let classes = layers.filter { $0.level == level }
      if classes.count == 1 {
        parts.append("\(classes[0].units.count)\(classes[0].words)")
        continue
      }
      var sets = classes.filter { $0.units.count > 1 }.map { "\($0.units.count)\($0.words)" }
      var fixed: [(words: String, count: Int)] = []
      for layer in classes where layer.units.count == 1 {
        if let known = fixed.firstIndex(where: { $0.words == layer.words }) {
          fixed[known].count += 1
        } else {
          fixed.append((layer.words, 1))
        }
      }
      sets += fixed.map { "\($0.count) fixed\($0.words)" }
      parts.append(sets.joined(separator: " + "))
    }
    var words: [String] = []
    if !parts.isEmpty { words.append("hidden units " + parts.joined(separator: ", ")) }
    if !shifts.isEmpty {
      words.append("shift of outputs" + (shifts.count == 1 ? "" : " in \(shifts.count) ways"))
    }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }

  public var unitLayers: [[HiddenUnit]] { layers.map(\.units) }

  /// Whether points have all coordinates that are named here.
  func fits(_ x: [Double]) -> Bool { x.count > largestIndex }

  /// The norm, and the fourth root of the sum of the fourth powers of the units' norms (divided by that of the
  /// largest number of units that share a parameter), in the coordinates in which flips keep distances.
  public func invariants(of x: [Double]) -> SymmetryInvariants {
    guard fits(x) else { return SymmetryInvariants(projectionsOf: x) }
    return unfolded(x).withUnsafeBufferPointer { x in
      var total = 0.0
      for value in x { total += value * value }
      var fourth = 0.0
      for table in tables {
        for unit in 0..<table.units {
          var square = 0.0
          for k in unit * table.width..<(unit + 1) * table.width {
            square += x[table.slots[k]] * x[table.slots[k]]
          }
          fourth += square * square
        }
      }
      return SymmetryInvariants(
        total.squareRoot(), (fourth / Double(mostUnits)).squareRoot().squareRoot())
    }
  }

  /// The coordinates in which flips keep distances.
  func unfolded(_ x: [Double]) -> [Double] {
    guard hasMirrors else { return x }
    var unfolded = x
    for layer in layers {
      guard let mirror = layer.mirror else { continue }
      for unit in layer.units {
        for (weight, bias) in zip(unit.outgoing, mirror.biases) {
          unfolded[bias] += mirror.center * x[weight]
        }
      }
    }
    return unfolded
  }
}
