/// One hidden unit: where its weights lie in the vector of parameters (indices from 0).
public struct HiddenUnit: Sendable, Equatable, Codable {
  /// Weights into the unit and its bias, in the same order for all units of a layer; scale and shift of a
  /// normalisation after it, likewise.
  public var incoming: [Int]
  /// Weights out of the unit, likewise.
  public var outgoing: [Int]

  public init(incoming: [Int], outgoing: [Int]) {
    self.incoming = incoming
    self.outgoing = outgoing
  }

  public var parameters: [Int] { incoming + outgoing }
}

/// Units that may change places without changing the network, and what may be done to each of them alone.
///
/// All flags and exponents are for the places in `HiddenUnit.parameters`.
public struct HiddenLayer: Sendable, Equatable, Codable {
  /// What the flip of a unit with f(-x) = 2 center - f(x) moves: weights out of it change sign, and each adds
  /// twice the center times its old value to a bias.
  public struct Mirror: Sendable, Equatable, Codable {
    public var center: Double
    /// The bias that each outgoing weight moves.
    public var biases: [Int]

    public init(center: Double, biases: [Int]) {
      self.center = center
      self.biases = biases
    }
  }

  public var units: [HiddenUnit]
  /// Which parameters of a unit may change their signs together; a group, without the identity.
  public private(set) var signs: [[Bool]]
  public var mirror: Mirror?
  /// Multiplying by c to these powers, for any c > 0, changes nothing.
  public var scalings: [[Double]]
  /// The incoming parameters that do not count while all weights out of the unit are zero.
  public var freeWhenDead: [Bool]
  /// Parallel units may share their weights in another way: a (w, v) and b (w, v) are as good as any with the same a^2 + b^2. So it is
  /// with relu and its like where what is penalised is the sum of squares.
  public var isDivisible = false
  /// Layers of units that lie side by side (of which not all may change places) have one number.
  public var level: Int

  /// - Parameter signGenerators: which parameters may change their signs together; what follows from them is
  ///   added.
  public init(
    units: [HiddenUnit], signGenerators: [[Bool]], mirror: Mirror? = nil,
    scalings: [[Double]] = [], freeWhenDead: [Bool] = [], level: Int = 0
  ) {
    self.units = units
    self.mirror = mirror
    self.scalings = scalings
    self.freeWhenDead = freeWhenDead
    self.level = level
    let width = units.first?.parameters.count ?? 0
    var group = [[Bool](repeating: false, count: width)]
    for generator in signGenerators where !group.contains(generator) {
      group += group.map { element in zip(element, generator).map { $0 != $1 } }
    }
    signs = Array(group.dropFirst())
  }

  /// - Parameter isOdd: the activation is odd (tanh): changing the signs of all weights of a unit changes
  ///   nothing.
  public init(units: [HiddenUnit], isOdd: Bool) {
    let all = [Bool](repeating: true, count: units.first?.parameters.count ?? 0)
    self.init(units: units, signGenerators: isOdd ? [all] : [])
  }

  /// How a summary calls what may be done to one unit.
  var words: String {
    var words = ""
    let outgoing = units.first?.incoming.count ?? 0
    if mirror != nil, signs.count == 1 {
      words += " mirrored"
    } else if signs.count == 1, !signs[0].contains(false) {
      words += " odd"
    } else if signs.count == 1, signs[0] == signs[0].indices.map({ $0 < outgoing }) {
      words += " even"
    } else if !signs.isEmpty {
      words += " with \(signs.count + 1) signs"
    }
    if !scalings.isEmpty { words += " rescaled" }
    if freeWhenDead.contains(true) { words += " free when dead" }
    if isDivisible { words += " divisible" }
    return words
  }
}
