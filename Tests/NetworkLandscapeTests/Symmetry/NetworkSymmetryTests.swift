import Landscape
import Layers
import Losses
import NetworkLandscape
import Tensors
import TestSupport
import Testing

/// What is found of the symmetry of a network's loss, and that it holds.
@Suite struct NetworkSymmetryTests {
  enum Penalised: Sendable {
    case all, weights, nothing

    var loss: Loss {
      switch self {
      case .all: Loss(CrossEntropy()) + Loss(L2(1e-2))
      case .weights: Loss(CrossEntropy()) + Loss(L2(1e-2, bias: false))
      case .nothing: Loss(CrossEntropy())
      }
    }
  }

  private static func samples(_ shape: [Int], classes: Int = 3) throws -> LandscapeSamples {
    var random = CounterRandom(seed: 7)
    let count = shape.reduce(1, *)
    return try LandscapeSamples(
      x: .tensor(
        Tensor((0..<count).map { _ in random.normal() }, shape: Shape(shape), dtype: .float64)),
      y: .tensor(
        Tensor(
          (0..<shape[0]).map { Int32($0 % classes) + 1 }, shape: Shape([shape[0]]))))
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var layers: @Sendable () throws -> [any Layer]
    var penalised: Penalised
    var shape: [Int]
    var summary: String
    var testDescription: String { name }
  }

  static let cases: [Case] = {
    @Sendable func tanh() -> FunctionLayer {
      FunctionLayer(name: "lambda") { x, _ in try x.tanh() }
    }
    let flat = [12, 4]
    let image = [6, 1, 6, 6]
    @Sendable func normalized() throws -> Normalize {
      try Normalize(mean: [0.1, 0.2, 0.3, 0.4], deviation: [1, 2, 3, 4])
    }
    return [
      Case(
        name: "tanh", layers: { try [Linear(4, 5), Tanh(), Linear(5, 3)] }, penalised: .all,
        shape: flat, summary: "hidden units 5 odd"),
      Case(
        name: "sigmoid", layers: { try [Linear(4, 5), Sigmoid(), Linear(5, 3)] }, penalised: .all,
        shape: flat, summary: "hidden units 5"),
      Case(
        name: "sigmoid, weights penalised",
        layers: { try [Linear(4, 5), Sigmoid(), Linear(5, 3)] }, penalised: .weights, shape: flat,
        summary: "hidden units 5 mirrored free when dead, shift of outputs"),
      Case(
        name: "tanh, weights penalised", layers: { try [Linear(4, 5), Tanh(), Linear(5, 3)] },
        penalised: .weights, shape: flat,
        summary: "hidden units 5 odd free when dead, shift of outputs"),
      Case(
        name: "rectifier", layers: { try [Linear(4, 5), ReLU(), Linear(5, 3)] }, penalised: .all,
        shape: flat, summary: "hidden units 5 divisible"),
      Case(
        name: "rectifier, nothing penalised",
        layers: { try [Linear(4, 5), LeakyReLU(0.1), Linear(5, 3)] }, penalised: .nothing,
        shape: flat,
        summary: "hidden units 5 rescaled free when dead, shift of outputs in 6 ways"),
      Case(
        name: "deep",
        layers: {
          try [
            normalized(), Sequential([Linear(4, 5), Tanh()]), Dropout(0.2),
            Sequential([Linear(5, 4), tanh()]), Linear(4, 3),
          ]
        }, penalised: .all, shape: flat, summary: "hidden units 5 odd, 4 odd"),
      Case(
        name: "deep sigmoid, weights penalised",
        layers: {
          try [Linear(4, 3), Sigmoid(), Linear(3, 4), Sigmoid(), Linear(4, 3)]
        }, penalised: .weights, shape: flat,
        summary: "hidden units 3 mirrored free when dead, 4 mirrored free when dead, "
          + "shift of outputs"),
      Case(
        name: "deep rectifier, nothing penalised",
        layers: {
          try [Linear(4, 3), ReLU(), Linear(3, 4), ReLU(), Linear(4, 3)]
        }, penalised: .nothing, shape: flat,
        summary: "hidden units 3 rescaled free when dead, 4 rescaled free when dead, "
          + "shift of outputs in 5 ways"),
      Case(
        name: "residual",
        layers: {
          try [
            Residual([Linear(4, 5), Tanh(), Linear(5, 4)]),
            Residual([Linear(4, 3), ReLU(), Linear(3, 4)]),
            Linear(4, 3),
          ]
        }, penalised: .all, shape: flat, summary: "hidden units 5 odd, 3 divisible"),
      Case(
        name: "batch normalisation",
        layers: {
          try [Linear(4, 5), BatchNorm(5), Tanh(), Linear(5, 3)]
        }, penalised: .all, shape: flat, summary: "hidden units 5 with 4 signs"),
      Case(
        name: "batch normalisation and rectifier, nothing penalised",
        layers: {
          try [Linear(4, 5), BatchNorm(5), ReLU(), Linear(5, 3)]
        }, penalised: .nothing, shape: flat,
        summary: "hidden units 5 with 2 signs rescaled free when dead, shift of outputs in 6 ways"),
      Case(
        name: "convolution",
        layers: {
          try [
            Conv2d(1, 3, kernel: Extent(3), padding: Extent(1)), BatchNorm(3), ReLU(),
            MaxPool2d(PoolingWindow(Extent(2))), Conv2d(3, 4, kernel: Extent(2)), Tanh(),
            AvgPool2d(PoolingWindow(Extent(2))), Flatten(), Linear(4, 3),
          ]
        }, penalised: .all, shape: image, summary: "hidden units 3 with 2 signs, 4 odd"),
      Case(
        name: "convolution with blocks of columns",
        layers: {
          try [Conv2d(1, 3, kernel: Extent(3)), Sigmoid(), Flatten(), Linear(48, 3)]
        }, penalised: .weights, shape: image,
        summary: "hidden units 3 mirrored free when dead, shift of outputs"),
      Case(
        name: "absolute value",
        layers: {
          try [
            Linear(4, 5), FunctionLayer(name: "abs") { x, _ in try x.abs() }, Linear(5, 3),
          ]
        }, penalised: .all, shape: flat, summary: "hidden units 5 even divisible"),
      Case(
        name: "units that look at each other",
        layers: {
          try [
            Linear(4, 5), FunctionLayer(name: "softmax") { x, _ in try x.softmax(1) },
            Linear(5, 3),
          ]
        }, penalised: .all, shape: flat, summary: "hidden units 5"),
      Case(
        name: "units of different scale",
        layers: {
          try [
            Linear(4, 3), Normalize(mean: [0], deviation: [1, 2, 1]), Tanh(), Linear(3, 3),
          ]
        }, penalised: .all, shape: flat, summary: "hidden units 2 odd + 1 fixed odd"),
      Case(
        name: "layers with parameters of their own",
        layers: {
          try [
            Linear(4, 5),
            FunctionLayer(
              name: "scale", parameters: [Parameter("s", Shape([5]), .constant(1))]
            ) { x, p in try x * p[0] }, Linear(5, 3),
          ]
        }, penalised: .all, shape: flat, summary: "none"),
    ]
  }()

  private static func symmetry(_ test: Case) throws -> (UnitSymmetry?, NetworkLandscape) {
    let landscape = try NetworkLandscape(
      Network(test.layers(), seed: 3), test.penalised.loss, samples(test.shape))
    return (landscape.symmetry as? UnitSymmetry, landscape)
  }

  /// A random image: every layer's units exchanged and flipped.
  private static func image(
    _ x: [Double], _ symmetry: UnitSymmetry, _ random: inout CounterRandom
  ) -> [Double] {
    var x = x
    for layer in symmetry.layers {
      let before = x
      let elements =
        [[Bool](repeating: false, count: layer.units[0].parameters.count)] + layer.signs
      for (i, j) in Array(layer.units.indices).shuffled(using: &random).enumerated() {
        let signs = elements[random.integer(below: elements.count)]
        let (to, from) = (layer.units[i], layer.units[j])
        for (k, (p, q)) in zip(to.parameters, from.parameters).enumerated() {
          x[p] = signs[k] ? -before[q] : before[q]
        }
        guard let mirror = layer.mirror, signs.last == true else { continue }
        for (q, bias) in zip(from.outgoing, mirror.biases) {
          x[bias] += 2 * mirror.center * before[q]
        }
      }
    }
    return x
  }

  @Test("What is found is called by name", arguments: cases)
  func summaries(test: Case) throws {
    #expect(try Self.symmetry(test).1.symmetry.summary == test.summary)
  }

  @Test("Images have the energy, are at distance 0 and come back as they were", arguments: cases)
  func images(test: Case) throws {
    guard case (let symmetry?, let landscape) = try Self.symmetry(test) else {
      #expect(test.summary == "none")
      return
    }
    let evaluator = try landscape.surface.makeEvaluator()
    var random = CounterRandom(seed: 8)
    for _ in 0..<10 {
      let x = (0..<landscape.surface.dimension).map { _ in random.normal() }
      let y = Self.image(x, symmetry, &random)
      var slope = x
      expectClose(
        try evaluator.energy(y, gradient: &slope), try evaluator.energy(x, gradient: &slope),
        relative: 1e-12)
      #expect(symmetry.distance(x, x) == 0)
      #expect(symmetry.aligned(x, to: x) == x)
      let isExact = !symmetry.layers.contains { $0.mirror != nil }
      if isExact {
        #expect(symmetry.distance(x, y) == 0)
        #expect(symmetry.aligned(y, to: x) == x)
      }
      #expect(symmetry.distance(x, y) < 1e-13)
      #expect(symmetry.distance(y, x) < 1e-13)
      let (a, b) = (symmetry.invariants(of: x), symmetry.invariants(of: y))
      expectClose(a.first, b.first, relative: 1e-13)
      expectClose(a.second, b.second, relative: 1e-13)
      #expect(
        symmetry.multiplicity(of: x, tolerance: 1e-6)
          == symmetry.multiplicity(of: y, tolerance: 1e-6))
      // A small step away they are near, however the energy changes.
      let near = y.map { $0 + 1e-7 * random.symmetric() }
      #expect(symmetry.distance(x, near, within: 1e-4) != nil)
    }
  }

  @Test("The energy is constant along zero modes, and at representatives", arguments: cases)
  func gauges(test: Case) throws {
    guard case (let symmetry?, let landscape) = try Self.symmetry(test) else { return }
    let evaluator = try landscape.surface.makeEvaluator()
    var random = CounterRandom(seed: 9)
    for round in 0..<4 {
      var x = (0..<landscape.surface.dimension).map { _ in random.normal() }
      if round % 2 == 1, let layer = symmetry.layers.first, layer.freeWhenDead.contains(true) {
        for p in layer.units[0].outgoing { x[p] = 0 }
        for (place, p) in layer.units[0].incoming.enumerated() where !layer.freeWhenDead[place] {
          x[p] = 0
        }
      }
      var slope = x
      let energy = try evaluator.energy(x, gradient: &slope)
      let representative = symmetry.representative(of: x)
      var other = x
      expectClose(
        try evaluator.energy(representative, gradient: &other), energy, relative: 1e-10)
      for (a, b) in zip(symmetry.representative(of: representative), representative) {
        expectClose(a, b, absolute: 1e-12)
      }
      let modes = symmetry.zeroModes(at: x)
      for (i, a) in modes.enumerated() {
        for (j, b) in modes.enumerated() {
          expectClose(zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }, i == j ? 1 : 0, absolute: 1e-11)
        }
        expectClose(zip(a, slope).reduce(0) { $0 + $1.0 * $1.1 }, 0, absolute: 1e-10)
      }
      // The same image of the curve, wherever on it one starts.
      let image = symmetry.representative(of: Self.image(x, symmetry, &random))
      #expect(symmetry.distance(image, representative) < 1e-10)
    }
  }

  @Test("Units of different running statistics stay in their places; their signs do not")
  func statistics() throws {
    let network = try Network([Linear(4, 3), BatchNorm(3), Tanh(), Linear(3, 3)])
    let given: [Double] = [0, 0.5, 0.5, 1, 2, 2]
    let landscape = try NetworkLandscape(
      network.with(buffers: .tensor(Tensor(given, dtype: .float64))), Penalised.all.loss,
      Self.samples([12, 4]))
    #expect(
      landscape.symmetry.summary == "hidden units 2 with 2 signs + 1 fixed with 4 signs")
  }

  @Test("A loss that looks at one parameter leaves its unit out, and nothing else")
  func singleParameters() throws {
    let first = CustomTerm("first") { net, _, _ in try net.parameters.sliced(0, 0..<1).sum() }
    let landscape = try NetworkLandscape(
      Network([Linear(4, 5), Tanh(), Linear(5, 4), Tanh(), Linear(4, 3)]),
      Penalised.all.loss + Loss(first), Self.samples([12, 4]))
    #expect(landscape.symmetry.summary == "hidden units 4 odd, 4 odd")
  }

  @Test(
    "Zero modes are those of the Hessian at a minimum with free biases", arguments: [true, false])
  func hessian(isLogistic: Bool) throws {
    let data = try LandscapeSamples(
      x: .tensor(Tensor([0, 0, 0, 1, 1, 0, 1, 1], shape: Shape([4, 2]), dtype: .float64)),
      y: .tensor(Tensor([Int32(1), 2, 2, 1], shape: Shape([4]))))
    let landscape = try NetworkLandscape(
      Network([Linear(2, 3), isLogistic ? Sigmoid() : Tanh(), Linear(3, 2)]),
      Loss(CrossEntropy()) + Loss(L2(1e-3, bias: false)), data)
    let atlas = try landscape.open(":memory:")
    var random = CounterRandom(seed: 1)
    var seen = Set<Int>()
    for _ in 0..<12 {
      let x = (0..<17).map { _ in random.symmetric() }
      guard let id = try atlas.quench(x).minimum, seen.insert(id).inserted else { continue }
      let minimum = try atlas.minimum(id)
      let modes = landscape.symmetry.zeroModes(at: minimum.x)
      let hessian = try landscape.surface.makeEvaluator().hessian(minimum.x)
      let eigen = try SymmetricEigen(hessian, dimension: 17)
      #expect(modes.count == eigen.values.filter { abs($0) < 1e-8 }.count)
      for mode in modes {
        for i in 0..<17 {
          expectClose(
            (0..<17).reduce(0) { $0 + hessian[i * 17 + $1] * mode[$1] }, 0, absolute: 1e-9)
        }
      }
    }
    #expect(!seen.isEmpty)
  }
}
