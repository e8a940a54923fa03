import Foundation
import Layers
import Regions
import Tensors
import Testing
import Verification

@Suite struct OutputVolumeTests {
  private static func volume(
    _ model: Model, _ lower: [Double], _ upper: [Double], seconds: Double = 3
  ) throws -> OutputVolume.Result {
    var volume = OutputVolume()
    volume.timeout = seconds
    var found: OutputVolume.Result?
    func row(_ numbers: [Double]) throws -> Value {
      .tensor(try Tensor(numbers, shape: Shape([1, numbers.count]), dtype: .float64))
    }
    try volume(model, Box(lower: row(lower), upper: row(upper))) { found = $1 }
    return try #require(found)
  }

  /// The images of the two halves of |x| are one, and count once.
  @Test func absoluteValue() throws {
    let found = try Self.volume(Model { try $0.abs() }, [-1], [1])
    #expect(found.isExact)
    #expect(abs(found.lower - 1) < 1e-6 && abs(found.upper - 1) < 1e-6)
    #expect(found.lower <= 1 && found.upper >= 1)
  }

  /// (|x|, |y|) covers a square four times; (x, |x|) is a line; a rotation keeps areas.
  @Test func knownAreas() throws {
    let folded = try Self.volume(Model { try $0.abs() }, [-1, -1], [1, 1])
    #expect(folded.isExact && abs(folded.lower - 1) < 1e-6 && abs(folded.upper - 1) < 1e-6)
    let line = try Self.volume(
      Model { try Value.concatenated([$0, $0.abs()], dimension: 1) }, [-1], [1])
    #expect(line.upper < 1e-6)
    let turned = try Self.volume(
      Model { x in
        let (a, b) = (try x.sliced(1, 0..<1), try x.sliced(1, 1..<2))
        return try .concatenated([a * 0.6 - b * 0.8, a * 0.8 + b * 0.6], dimension: 1)
      }, [0, 0], [2, 3])
    #expect(turned.isExact && abs(turned.lower - 6) < 1e-5 && abs(turned.upper - 6) < 1e-5)
    // Two triangles that overlap in part: y = (relu(a), relu(a) + b) over a box is a rectangle sheared, once.
    let sheared = try Self.volume(
      Model { x in
        let a = try x.sliced(1, 0..<1).relu()
        return try .concatenated([a, a + x.sliced(1, 1..<2)], dimension: 1)
      }, [-1, 0], [2, 1])
    #expect(sheared.isExact && abs(sheared.lower - 2) < 1e-5 && abs(sheared.upper - 2) < 1e-5)
  }

  @Test func knownVolumes() throws {
    let cube = try Self.volume(Model { try $0.abs() }, [-1, -1, -1], [1, 1, 1])
    #expect(cube.lower <= 1 && cube.upper >= 1)
    #expect(cube.lower > 0.8 && cube.upper < 1.2)
    let zonotope = try Self.volume(
      Model { x in
        let (a, b, c) = (try x.sliced(1, 0..<1), try x.sliced(1, 1..<2), try x.sliced(1, 2..<3))
        return try .concatenated([a + b, b + c, c * 0.5 - a], dimension: 1)
      }, [0, 0, 0], [1, 1, 1])
    // The determinant is -1/2.
    #expect(zonotope.lower <= 0.5 && zonotope.upper >= 0.5)
    #expect(zonotope.lower > 0.4 && zonotope.upper < 0.6)
  }

  /// Cells of a grid over the outputs that dense samples hit, and cells around them, bracket the area too.
  @Test(arguments: [0, 1], 0..<3) func areasOfNetworksAgainstSamples(_ kind: Int, _ seed: Int)
    throws
  {
    let net = try SmallNetwork.make(
      [4, 8, 2], kind == 0 ? ReLU() : Tanh(), seed: seed, scale: 1)
    let center = SmallNetwork.center(4, seed: seed).map { 0.5 * $0 }
    let radius = 0.3
    let found = try Self.volume(
      net.model, center.map { $0 - radius }, center.map { $0 + radius })
    #expect(found.lower <= found.upper)
    let points = try SmallNetwork.outputs(net, around: center, radius, count: 400_000)
    let low = (0..<2).map { k in points.reduce(Double.infinity) { min($0, $1[k]) } }
    let high = (0..<2).map { k in points.reduce(-Double.infinity) { max($0, $1[k]) } }
    let cells = 60
    var isHit = [Bool](repeating: false, count: cells * cells)
    for y in points {
      let place = (0..<2).map { k in
        min(Int((y[k] - low[k]) / (high[k] - low[k]) * Double(cells)), cells - 1)
      }
      isHit[place[0] * cells + place[1]] = true
    }
    func area(_ count: Int) -> Double {
      Double(count) / Double(cells * cells) * (high[0] - low[0]) * (high[1] - low[1])
    }
    // Hit cells whose neighbours are all hit lie inside, or nearly so; cells next to a hit one hold the rest.
    var (inside, around) = (0, 0)
    for i in 0..<cells {
      for j in 0..<cells {
        var (all, any) = (true, false)
        for a in max(i - 1, 0)...min(i + 1, cells - 1) {
          for b in max(j - 1, 0)...min(j + 1, cells - 1) {
            all = all && isHit[a * cells + b]
            any = any || isHit[a * cells + b]
          }
        }
        if all { inside += 1 }
        if any { around += 1 }
      }
    }
    #expect(found.upper >= area(inside) * 0.999)
    #expect(found.lower <= area(around) * 1.001)
    if kind == 0 { #expect(found.isExact) }
    #expect(found.upper <= 3 * found.lower)
  }

  /// Functions with jumps fill nothing for certain.
  @Test func jumpsFillNothing() throws {
    let found = try Self.volume(Model { try $0.sign() }, [-1], [1])
    #expect(found.lower == 0 && found.upper >= 0)
    #expect(throws: OutputVolume.TooManyOutputs.self) {
      try Self.volume(Model { try Value.concatenated([$0, $0], dimension: 1) }, [-1, 0], [1, 1])
    }
  }
}
