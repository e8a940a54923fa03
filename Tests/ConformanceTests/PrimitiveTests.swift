import Reachability
import Tensors
import Testing

/// Every primitive under every engine, against exact ranges of small cases.
@Suite struct PrimitiveTests {
  private static func function(_ example: Example, _ x: Value) throws -> Value {
    var first = 0
    let parts = try example.shapes.enumerated().map { k, sizes in
      let count = sizes.reduce(1, *)
      defer { if example.indices[k] == nil { first += count } }
      if let bound = example.indices[k] {
        // Places are fixed.
        return Value.tensor(
          try Tensor((0..<count).map { Int32($0 * 7 % bound) }, shape: Shape(sizes)))
      }
      return try x.sliced(0, first..<first + count).reshaped(to: Shape(sizes))
    }
    let y = try apply(example.primitive, parts)
    return try y.reshaped(to: Shape([y.shape.count]))
  }

  private static func count(_ example: Example) -> Int {
    example.shapes.enumerated().reduce(0) {
      $0 + (example.indices[$1.offset] == nil ? $1.element.reduce(1, *) : 0)
    }
  }

  /// Inputs of which nothing varies have no range; decompositions ask for matrices of their own.
  private static let examples = Registry.examples.indices.filter {
    count(Registry.examples[$0]) > 0 && Registry.examples[$0].matrix == nil
  }

  /// What the primitive's results are used for: each as it is and negated, and all summed.
  private static func used(_ y: Value) throws -> Value {
    try .concatenated([y, -y * 2, y.sum().reshaped(to: Shape([1]))], dimension: 0)
  }

  /// Bounds that do not account for rounding are as good as the arithmetic.
  private static func precision(_ example: Example) -> Double {
    // Casts to single precision keep half of the digits.
    example.primitive.name == "to" ? 1e-6 : 1e-9
  }

  private static func expectContained(
    _ grid: GridRange, _ found: Engine.Bounds, _ tolerance: Double,
    isChain: Bool, _ what: @autoclosure () -> String
  ) {
    for k in grid.smallest.indices {
      #expect(!found.lower[k].isNaN && !found.upper[k].isNaN, "\(what()): NaN is no bound")
      let rounding = 1e-12 * (1 + abs(found.lower[k]))
      #expect(found.lower[k] <= found.upper[k] + (isChain ? rounding : 0), "\(what())")
      // Values that are not there are not claimed.
      let slack = tolerance * (1 + max(abs(grid.smallest[k]), abs(grid.largest[k])))
      #expect(
        !(grid.smallest[k] < found.lower[k] - slack) && !(grid.largest[k] > found.upper[k] + slack),
        "\(what()): [\(found.lower[k]), \(found.upper[k])] reached [\(grid.smallest[k]), \(grid.largest[k])]"
      )
    }
  }

  @Test(arguments: examples) func rangesAreContained(_ index: Int) throws {
    let example = Registry.examples[index]
    var bounded: [Engine: Int] = [:]
    for seed in 0..<3 {
      for varying in [1, 2] {
        let grid = try GridRange(
          count: Self.count(example), in: example.domain, varying: varying,
          points: varying == 1 ? 65 : 9, seed: UInt64(31 * index + seed)
        ) { try Self.used(Self.function(example, $0)) }
        var interval: Engine.Bounds?
        for engine in Engine.domains + [.chain, .split] {
          let what = "\(example.primitive.name) \(engine), seed \(seed), varying \(varying)"
          do {
            guard
              let found = try engine.bounds(
                grid.lower, grid.upper, { try Self.used(Self.function(example, $0)) })
            else { continue }
            bounded[engine, default: 0] += 1
            Self.expectContained(
              grid, found, Self.precision(example),
              isChain: !Engine.domains.contains(engine), what)
            if engine == .interval { interval = found }
            // The verifier's chains are made of rectifiers: their intervals are others.
            guard let interval, Engine.linear.contains(engine), Engine.domains.contains(engine)
            else { continue }
            for k in found.lower.indices {
              let slack =
                Self.precision(example) * (1 + abs(interval.lower[k]) + abs(interval.upper[k]))
              #expect(
                !(found.lower[k] < interval.lower[k] - slack)
                  && !(found.upper[k] > interval.upper[k] + slack),
                "\(what): looser than the interval")
            }
          } catch let error as UnboundedOperation {
            #expect(Self.unbounded.contains(error.operation), "\(what): \(error)")
          }
        }
      }
    }
    // What one engine of a domain takes all take.
    let counts = Set(Engine.domains.map { bounded[$0] ?? 0 }.filter { $0 > 0 })
    #expect(counts.count <= 2, "\(example.primitive.name): \(bounded)")
  }

  /// Operations without bounds.
  private static let unbounded: Set<String> = [
    "eq", "ne", "prod", "argmax", "argmin", "argsort", "topk", "eigh", "svd", "qr",
    "max_pool2d_scatter", "max_pool2d_pick",
  ]

  /// Where one element varies, what intervals give is the range itself: a rule that is too wide shows.
  @Test(arguments: examples) func intervalsAreExact(_ index: Int) throws {
    let example = Registry.examples[index]
    guard !(example.primitive is any Composed), !example.primitive.traits.isInexact,
      !example.primitive.traits.isSelection
    else { return }
    for seed in 0..<4 {
      let function = { (x: Value) in try Self.function(example, x) }
      let grid = try GridRange(
        count: Self.count(example), in: example.domain, varying: 1, points: 401,
        seed: UInt64(977 * index + seed), function)
      do {
        guard let found = try Engine.interval.bounds(grid.lower, grid.upper, function) else {
          continue
        }
        for k in grid.smallest.indices where grid.smallest[k].isFinite && grid.largest[k].isFinite {
          // A grid misses an extreme inside by its fineness, an inner pole altogether.
          guard found.lower[k].isFinite, found.upper[k].isFinite else { continue }
          let slack = 4e-3 * (1e-3 + grid.largest[k] - grid.smallest[k])
          #expect(
            found.lower[k] >= grid.smallest[k] - slack && found.upper[k] <= grid.largest[k] + slack,
            "\(example.primitive.name): [\(found.lower[k]), \(found.upper[k])] reached [\(grid.smallest[k]), \(grid.largest[k])]"
          )
        }
      } catch is UnboundedOperation {}
    }
  }

  /// The same behind products that give the operands something in common, for a batch of rows.
  @Test(arguments: examples) func rangesInBatchesAreContained(_ index: Int) throws {
    let example = Registry.examples[index]
    let count = Self.count(example)
    var random = CounterRandom(seed: UInt64(index), stream: 7)
    let (low, high) = (example.domain.lowerBound, example.domain.upperBound)
    // Operands around a point of the domain, from two numbers that vary.
    let matrix = Value.tensor(
      try Tensor(TensorType(Shape([2, count]), .float64)) { _ in
        random.integer(below: 4) == 0 ? 0 : random.normal()
      })
    let reach = 0.2 * (high - low)
    let middle = Value.tensor(
      try Tensor(TensorType(Shape([1, count]), .float64)) { _ in
        low + (0.3 + 0.4 * random.uniform()) * (high - low)
      })
    func function(_ x: Value) throws -> Value {
      let operands =
        try (x.matmul(matrix) * (reach / 4)).clamped(-reach, reach)
        + middle.expanded(to: Shape([x.shape[0], count]))
      return try Batch.map({ [try Self.used(Self.function(example, $0[0]))] }, [operands])[0]
    }
    let lower = try Tensor([-1, 0, 0, -0.5], shape: Shape([2, 2]), dtype: .float64)
    let upper = try Tensor([1, 1, 0, 0.25], shape: Shape([2, 2]), dtype: .float64)
    let points = 13
    let all = try Tensor(TensorType(Shape([points * points * 2, 2]), .float64)) { k in
      let (sample, place) = (k / 4, k % 4)
      let t = Double(place % 2 == 0 ? sample % points : sample / points) / Double(points - 1)
      return lower[place] + t * (upper[place] - lower[place])
    }
    let y = try function(.tensor(all)).tensor()
    let size = y.count / (points * points * 2)
    let precision = Self.precision(example)
    for engine in Engine.domains + [.chain, .split] {
      do {
        guard let found = try engine.bounds(lower, upper, function) else { continue }
        for k in 0..<y.count {
          let place = k / size % 2 * size + k % size
          let slack = precision * (1 + abs(y[k]))
          #expect(
            !(y[k] < found.lower[place] - slack) && !(y[k] > found.upper[place] + slack),
            "\(example.primitive.name) \(engine): \(y[k]) not in [\(found.lower[place]), \(found.upper[place])]"
          )
        }
      } catch let error as UnboundedOperation {
        #expect(Self.unbounded.contains(error.operation), "\(engine): \(error)")
      }
    }
  }
}
