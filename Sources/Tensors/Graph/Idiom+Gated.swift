/// x times a gate: SiLU, GELU, Mish and their like, with constants wherever they were written.
extension Recorded {
  var gated: Value? {
    get throws {
      guard primitive is Multiply || primitive is Divide, number == nil else { return nil }
      let factors = Factors(self)
      guard factors.others.count == 2 else { return nil }
      for k in 0..<2 {
        let (x, gate) = (factors.others[k], factors.others[1 - k])
        guard let gate = Opening(gate, of: x) else { continue }
        var y = try apply(Gate(curve: gate.curve), [gate.argument.value])
        if gate.gain != 1 { y = try y * gate.gain }
        // The gate's argument is x times a number: so is what is in front of it.
        if let factor = gate.factor {
          y = try factor.isDivisor ? y * factor.number : y / factor.number
        }
        for factor in factors.numbers {
          y = try factor.isDivisor ? y / factor.number : y * factor.number
        }
        return y
      }
      return nil
    }
  }

  /// A quotient by 1 + e^-x as a product with a sigmoid.
  var opened: Value? {
    get throws {
      guard primitive is Divide, operands[1].primitive is Add else { return nil }
      let parts = operands[1].operands
      guard let place = parts.firstIndex(where: { $0.number == 1 }) else { return nil }
      let power = parts[1 - place]
      guard power.primitive is Exponential else { return nil }
      let exponent = power.operands[0]
      let argument =
        exponent.primitive is Negate ? exponent.operands[0].value : try -exponent.value
      let sigmoid = try argument.sigmoid()
      return operands[0].number == 1 ? sigmoid : try operands[0].value * sigmoid
    }
  }

  /// As a multiple of another value: what is in front of it, nil for nothing; nil where it is none.
  fileprivate func multiple(of x: Recorded) -> (number: Double, isDivisor: Bool)?? {
    if place == x.place { return .some(nil) }
    let factors = Factors(self, numbersAlone: true)
    guard factors.others.count == 1, factors.others[0].place == x.place, factors.numbers.count == 1
    else { return nil }
    return factors.numbers[0]
  }
}

/// A product as its factors.
private struct Factors {
  private(set) var numbers: [(number: Double, isDivisor: Bool)] = []
  private(set) var others: [Recorded] = []

  /// - Parameter numbersAlone: whether products of two values that are not numbers stay whole.
  init(_ value: Recorded, numbersAlone: Bool = false) {
    add(value, numbersAlone ? 0 : 1)
  }

  private mutating func add(_ value: Recorded, _ products: Int) {
    let operands = value.operands
    switch value.primitive {
    case is Negate:
      numbers.append((-1, false))
      add(operands[0], products)
    case is Multiply:
      if let number = operands[1].number {
        numbers.append((number, false))
        add(operands[0], products)
      } else if let number = operands[0].number {
        numbers.append((number, false))
        add(operands[1], products)
      } else if products > 0 {
        add(operands[0], 0)
        add(operands[1], 0)
      } else {
        others.append(value)
      }
    case is Divide:
      guard let number = operands[1].number else {
        others.append(value)
        return
      }
      numbers.append((number, true))
      add(operands[0], products)
    default: others.append(value)
    }
  }
}

/// A gate that opens for x: its curve, and what the product of x with it is a multiple of.
private struct Opening {
  let curve: Gate.Curve
  /// What the curve is taken of: `factor` times x.
  let argument: Recorded
  var factor: (number: Double, isDivisor: Bool)?
  let gain: Double

  /// gain (1 + core), or gain core.
  init?(_ gate: Recorded, of x: Recorded) {
    guard let line = Line(gate), let core = line.core.primitive else { return nil }
    let inner = line.core.operands[0]
    let isShifted = line.offset == line.gain
    guard isShifted || line.offset == 0 else { return nil }
    gain = line.gain
    switch core {
    case is Sigmoid where !isShifted: curve = .silu
    case is ErrorFunction where isShifted: curve = .gelu
    case is HyperbolicTangent where !isShifted && inner.primitive is Softplus:
      guard inner.operands[0].place == x.place else { return nil }
      (curve, argument) = (.mish, x)
      return
    case is HyperbolicTangent where !isShifted: curve = .tanh
    case is HyperbolicTangent:
      guard let cubic = Polynomial(inner, of: x)?.cubic else { return nil }
      (curve, argument) = (cubic, x)
      return
    default: return nil
    }
    argument = inner
    guard let factor = inner.multiple(of: x) else { return nil }
    self.factor = factor
  }
}

/// offset + gain core, of numbers that are no more rounded than they were written.
private struct Line {
  private(set) var offset = 0.0
  private(set) var gain = 1.0
  private(set) var core: Recorded

  init?(_ value: Recorded) {
    core = value
    // From the outside: value = offset + gain core.
    while let primitive = core.primitive {
      let operands = core.operands
      guard let number = operands.lazy.compactMap(\.number).first, operands.count == 2 else {
        guard primitive is Negate else { return }
        gain = -gain
        core = operands[0]
        continue
      }
      let isLeft = operands[0].number != nil
      core = operands[isLeft ? 1 : 0]
      switch primitive {
      case is Add:
        guard let shift = Line.exact(gain, number), offset == 0 else { return nil }
        offset = shift
      case is Subtract:
        guard let shift = Line.exact(gain, isLeft ? number : -number), offset == 0 else {
          return nil
        }
        offset = shift
        if isLeft { gain = -gain }
      case is Multiply:
        guard let product = Line.exact(gain, number) else { return nil }
        gain = product
      case is Divide:
        guard !isLeft, let quotient = Line.exact(gain, 1 / number), 1 / (1 / number) == number,
          abs(number).significand == 1
        else { return nil }
        gain = quotient
      default: return nil
      }
    }
    return nil
  }

  /// The product, where it is not rounded.
  private static func exact(_ a: Double, _ b: Double) -> Double? {
    let product = a * b
    return (-product).addingProduct(a, b) == 0 ? product : nil
  }
}

/// A polynomial in x of degree 3 at most.
private struct Polynomial {
  private(set) var terms: [Double]

  init?(_ value: Recorded, of x: Recorded) {
    if value.place == x.place {
      terms = [0, 1, 0, 0]
      return
    }
    if let number = value.number {
      terms = [number, 0, 0, 0]
      return
    }
    let operands = value.operands
    guard let primitive = value.primitive, let left = operands.first,
      let a = Polynomial(left, of: x)
    else { return nil }
    switch primitive {
    case is Square:
      guard let square = a.times(a) else { return nil }
      self = square
    case is Power:
      guard let exponent = operands[1].number, exponent == 2 || exponent == 3,
        let square = a.times(a), let power = exponent == 2 ? square : square.times(a)
      else { return nil }
      self = power
    case is Add, is Subtract:
      guard let b = Polynomial(operands[1], of: x) else { return nil }
      terms = zip(a.terms, b.terms).map { primitive is Add ? $0 + $1 : $0 - $1 }
    case is Multiply:
      guard let b = Polynomial(operands[1], of: x), let product = a.times(b) else { return nil }
      self = product
    default: return nil
    }
  }

  private init(terms: [Double]) { self.terms = terms }

  private func times(_ other: Polynomial) -> Polynomial? {
    var product = [Double](repeating: 0, count: 7)
    for (j, a) in terms.enumerated() {
      for (k, b) in other.terms.enumerated() where a != 0 && b != 0 { product[j + k] += a * b }
    }
    return product[4...].allSatisfy { $0 == 0 } ? Polynomial(terms: Array(product[..<4])) : nil
  }

  /// The curve whose gate is the tanh of this.
  var cubic: Gate.Curve? {
    let (linear, cubic) = (0.7978845608028654, 0.035677408136300125)
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-7 * b }
    guard terms[0] == 0, terms[2] == 0, isNear(terms[1], linear), isNear(terms[3], cubic) else {
      return nil
    }
    return .tanhGELU(linear: terms[1], cubic: terms[3])
  }
}
