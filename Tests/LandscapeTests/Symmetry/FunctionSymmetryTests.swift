import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct FunctionSymmetryTests {
  /// Numbers less their mean, in order: for energies that neither a shift nor a permutation changes.
  private static func symmetry(_ n: Int) throws -> FunctionSymmetry {
    try FunctionSymmetry(dimension: n) { x in
      let centred = try x - x.mean()
      return try centred.sorted(0).values
    }
  }

  /// The sum of squared differences: neither a shift nor a permutation changes it.
  private static func surface(_ n: Int) throws -> PlanSurface {
    try PlanSurface(dimension: n) { try ($0 - $0.mean()).square().square().sum() }
  }

  @Test("Images have one canonical copy, on any thread")
  func images() throws {
    let symmetry = try Self.symmetry(5)
    try symmetry.check(on: Self.surface(5))
    DispatchQueue.concurrentPerform(iterations: 40) { k in
      var random = CounterRandom(seed: 1, stream: UInt64(k))
      for _ in 0..<50 {
        let x = (0..<5).map { _ in random.normal() }
        let shift = random.normal()
        let y = x.shuffled(using: &random).map { $0 + shift }
        #expect(symmetry.distance(x, y) < 1e-14)
        #expect(symmetry.aligned(x, to: x) == x)
        #expect(symmetry.distance(x, symmetry.aligned(y, to: x)) < 1e-14)
        let z = (0..<5).map { _ in random.normal() }
        let distance = symmetry.distance(x, z)
        #expect(symmetry.distance(x, z, within: 0.9 * distance) == nil)
        let (a, b) = (symmetry.invariants(of: x), symmetry.invariants(of: z))
        #expect(abs(a.first - b.first) <= distance + 1e-14)
        #expect(abs(a.second - b.second) <= distance + 1e-14)
      }
    }
  }

  @Test("What the function forgets is a zero mode")
  func zeroModes() throws {
    let symmetry = try Self.symmetry(4)
    let modes = symmetry.zeroModes(at: [3, 1, 2, 7])
    #expect(modes.count == 1)
    for value in modes[0] { expectClose(abs(value), 0.5, absolute: 1e-7) }
  }

  @Test("Functions that do not fit are errors that say why")
  func errors() throws {
    #expect(throws: SymmetryError.canonicalShape(got: "2", dimension: 3)) {
      try FunctionSymmetry(dimension: 3) { try $0.sliced(0, 0..<2) }
    }
    let surface = try Self.surface(3)
    let doubled = try FunctionSymmetry(dimension: 3) { try $0 * 2 }
    #expect(throws: SymmetryError.self) { try doubled.check(on: surface) }
    let moved = try FunctionSymmetry(dimension: 3) { try $0 + 1 }
    do {
      try moved.check(on: surface)
      Issue.record("a copy of a copy lies elsewhere")
    } catch SymmetryError.notIdempotent(let distance) {
      expectClose(distance, 3.0.squareRoot(), relative: 1e-12)
    }
    let zero = try FunctionSymmetry(dimension: 3) { try $0 * 0 }
    #expect(throws: SymmetryError.self) { try zero.check(on: surface) }
    #expect(throws: SymmetryError.self) { try zero.check(on: Self.surface(4)) }
    // Another function is another symmetry, for an atlas too.
    #expect(try zero.summary != Self.symmetry(3).summary)
    #expect(try Self.symmetry(3).summary == Self.symmetry(3).summary)
  }
}
