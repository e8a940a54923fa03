import Foundation
import Layers
import Tensors

/// Layers without parameters, one after another, as a function of one unit's values: tried on random numbers.
struct UnitFunction {
  /// What a function f of one unit is found to do.
  struct Facts {
    enum Reflection: Equatable {
      case odd, even
      /// f(x) + f(-x) is this number.
      case mirrored(Double)
    }
    var reflection: Reflection?
    /// f(c x) = c^degree f(x) for c > 0.
    var degree: Double?
  }

  /// A layer, and its buffers.
  private(set) var layers: [(layer: any Layer, buffers: [Value])] = []
  /// Of a sample, where the function begins.
  var shape: [Int] = []

  mutating func append(_ layer: any Layer, _ buffers: [Value]) { layers.append((layer, buffers)) }

  private static let rounds = 24
  private static let tolerance = 1e-11

  /// The output for samples side by side, and how many there are in each.
  private func callAsFunction(_ samples: [Double]) throws -> [Double] {
    let size = shape.reduce(1, *)
    var x = Value.tensor(
      try Tensor(samples, shape: Shape([samples.count / max(size, 1)] + shape), dtype: .float64))
    for (layer, buffers) in layers { x = try layer.forward(x, [], buffers, nil).output }
    return try x.cast(to: .float64).tensor(for: "a layer").doubles
  }

  /// The unit of each output, and what the function does, given the unit of each input. Nil if outputs do not
  /// belong to units.
  func facts(owners: [Int], units: Int) throws -> (owners: [Int], facts: Facts)? {
    guard !layers.isEmpty else { return (owners, Facts(reflection: .odd, degree: 1)) }
    var random = CounterRandom(seed: 0, stream: 2)
    let size = owners.count
    guard let outputs = try outputOwners(owners, units, &random) else { return nil }
    guard let outputs = outputs.isLocal ? outputs.owners : nil else {
      // What looks at several units together (a softmax) may still let them change places.
      return (outputs.owners, Facts())
    }
    let x = (0..<8 * size).map { _ in 2 * random.normal() }
    let f = try self(x)
    let (mirror, double, triple) = (
      try self(x.map { -$0 }), try self(x.map { 2 * $0 }), try self(x.map { 3 * $0 })
    )
    return (
      outputs,
      Facts(reflection: reflection(f, mirror), degree: degree(f, double, triple))
    )
  }

  /// The unit of each output, found bit by bit: the features of all units whose number has a bit are drawn anew,
  /// and those of all others. An output that both change belongs to no single unit.
  private func outputOwners(
    _ owners: [Int], _ units: Int, _ random: inout CounterRandom
  ) throws -> (owners: [Int], isLocal: Bool)? {
    let size = owners.count
    let bits = (0..<Int.bitWidth).first { 1 << $0 >= units } ?? 0
    // For each output and bit, what is known of the bit.
    var known: [Bool?] = []
    // A rectified output shows a change three times out of four.
    for round in 0..<UnitFunction.rounds {
      if round >= 4, !known.contains(nil) { break }
      let base = (0..<size).map { _ in 2 * random.normal() }
      var samples = base
      for bit in 0..<bits {
        for side in [false, true] {
          samples += (0..<size).map { k in
            (owners[k] >> bit & 1 == 1) == side ? 2 * random.normal() : base[k]
          }
        }
      }
      let y = try self(samples)
      guard y.count.isMultiple(of: 2 * bits + 1) else { return nil }
      let outputs = y.count / (2 * bits + 1)
      if known.isEmpty { known = Array(repeating: nil, count: outputs * bits) }
      for bit in 0..<bits {
        for side in [false, true] {
          let first = (2 * bit + (side ? 2 : 1)) * outputs
          for k in 0..<outputs where y[first + k] != y[k] {
            let place = k * bits + bit
            guard known[place] ?? side == side else {
              return outputs == size ? (owners, false) : nil
            }
            known[place] = side
          }
        }
      }
      if bits == 0 { return (Array(repeating: 0, count: outputs), true) }
    }
    guard !known.contains(nil), !known.isEmpty else { return nil }
    let numbers = (0..<known.count / bits).map { k in
      (0..<bits).reduce(0) { $0 | (known[k * bits + $1] == true ? 1 << $1 : 0) }
    }
    return numbers.allSatisfy { $0 < units } ? (numbers, true) : nil
  }

  private func reflection(_ f: [Double], _ mirror: [Double]) -> Facts.Reflection? {
    let scale = UnitFunction.tolerance * f.reduce(1) { max($0, abs($1)) }
    let pairs = zip(f, mirror)
    if pairs.allSatisfy({ abs($0 + $1) <= scale }) { return .odd }
    if pairs.allSatisfy({ abs($0 - $1) <= scale }) { return .even }
    let sum = f[0] + mirror[0]
    return pairs.allSatisfy { abs($0 + $1 - sum) <= scale } ? .mirrored(sum) : nil
  }

  private func degree(_ f: [Double], _ double: [Double], _ triple: [Double]) -> Double? {
    guard let k = f.indices.max(by: { abs(f[$0]) < abs(f[$1]) }), f[k] != 0 else { return nil }
    let degree = log2(double[k] / f[k])
    guard degree.isFinite, degree >= -1e-9 else { return nil }
    let rounded = (degree * 4).rounded() / 4
    guard abs(degree - rounded) < 1e-9 else { return nil }
    let largest = f.reduce(0) { max($0, abs($1)) }
    for (scaled, factor) in [(double, pow(2, rounded)), (triple, pow(3, rounded))] {
      guard
        zip(f, scaled).allSatisfy({
          abs($1 - factor * $0) <= UnitFunction.tolerance * factor * largest
        })
      else { return nil }
    }
    return rounded
  }
}
