import Landscape
import Layers
import LuaBridge
import NetworkLandscape
import Tensors

/// The options of slices: which line or plane, and how fine.
struct SliceRequest {
  private let call: Call
  private let session: Session

  static let directions = ["random", "lowest", "highest"]

  static var options: [Option] {
    [
      Option(
        "directions",
        .either(.oneOf(directions), .object("tensor"), .table), default: "random",
        "\"random\": drawn, and scaled to the parameters; \"lowest\", \"highest\": eigenvectors of the Hessian for those "
          + "eigenvalues; or one or two vectors of as many numbers as there are parameters."),
      Option(
        "dims", .integer(1...2),
        "A line or a plane; unless given, a plane, or as many as there are vectors or other points."
      ),
      Option(
        "steps", .either(.integer(2...10_000), .list(of: .integer(2...10_000))),
        shownDefault: "51", "Points along each direction."),
      Option(
        "range", .range, shownDefault: "{-1, 1}", "Ends {lower, upper} along the first direction."),
      Option("range_y", .range, shownDefault: "range", "The same along the second."),
      Option(
        "scale", .oneOf(DirectionScale.allCases.map(\.rawValue)),
        shownDefault: "\"filter\" of random directions, else \"none\"",
        "How long directions are: each filter or row of weights as that of the parameters, each layer, or as they are."
      ),
      Option(
        "ignore_bias", .boolean, shownDefault: "true of random directions, else false",
        "Whether directions leave biases and factors of batch normalisation as they are."),
      Option(
        "margin", .number(0...100), shownDefault: "0.25",
        "Of a slice through several points: around them, times their extent."),
      PointColumns.option("net, a, b, x"), Session.seedOption,
      Option("workers", .integer(1...1024), "Threads; the session's unless given."),
      Option("progress", .boolean, default: true, "Whether a bar is shown on a terminal."),
    ]
  }

  init(_ call: Call, _ session: Session) {
    self.call = call
    self.session = session
  }

  private var name: String { call.functionName }
  var workers: Int { call.optionalInteger("workers") ?? session.threads }

  /// A slice through one point along directions, or through several points.
  /// - Parameters:
  ///   - points: one, two or three.
  ///   - network: at the first point; nil for an energy.
  ///   - surface: asked for where the Hessian is needed.
  func grid(
    through points: [[Double]], network: Network?, surface: () throws -> any EnergySurface
  ) throws -> (grid: SliceGrid, axes: [String]) {
    if points.count > 1 { return try grid(through: points) }
    if call.has("margin") {
      throw MessageError("\(name): option 'margin' goes with a slice through several points")
    }
    let (directions, axes) = try directions(at: points[0], network, surface)
    let first = call.optionalValue("range", as: ClosedRange<Double>.self) ?? -1...1
    let second = call.optionalValue("range_y", as: ClosedRange<Double>.self) ?? first
    return (
      try SliceGrid(
        origin: points[0], directions: directions,
        ranges: Array([first, second].prefix(try checkedCount(directions.count))),
        steps: steps(directions.count)), axes
    )
  }

  private func grid(through points: [[Double]]) throws -> (grid: SliceGrid, axes: [String]) {
    for key in ["directions", "scale", "ignore_bias", "seed"] where call.has(key) {
      throw MessageError("\(name): option '\(key)' does not go with a slice through several points")
    }
    if let dims = call.optionalInteger("dims"), dims != points.count - 1 {
      throw MessageError(
        "\(name): a slice through \(points.count) points has \(points.count - 1) dimensions, got dims = \(dims)"
      )
    }
    let (directions, usual) = try SliceGrid.axes(
      through: points, margin: call.optionalNumber("margin") ?? 0.25)
    var ranges = usual
    for (place, key) in ["range", "range_y"].prefix(directions.count).enumerated() {
      if let range = call.optionalValue(key, as: ClosedRange<Double>.self) {
        ranges[place] = range
      }
    }
    _ = try checkedCount(directions.count)
    let grid = try SliceGrid(
      origin: points[0], directions: directions, ranges: ranges, steps: steps(directions.count))
    return (
      grid, directions.count == 1 ? ["t"] : ["distance along the first two", "distance across"]
    )
  }

  /// - Throws: a second range on a line.
  private func checkedCount(_ count: Int) throws -> Int {
    if count == 1, call.has("range_y") {
      throw MessageError("\(name): option 'range_y' goes with a plane")
    }
    return count
  }

  private func steps(_ count: Int) throws -> [Int] {
    if let steps = call.has("steps") ? call.optionalInteger("steps") : 51 {
      return [Int](repeating: steps, count: count)
    }
    let steps = call.integers("steps")
    guard steps.count == count else {
      throw MessageError(
        "\(name): option 'steps' must have one number for each of \(count) directions, got \(steps.count)"
      )
    }
    return steps
  }

  private func directions(
    at x: [Double], _ network: Network?, _ surface: () throws -> any EnergySurface
  ) throws -> ([[Double]], [String]) {
    let word = call.optionalString("directions")
    if call.has("seed"), word != "random" {
      throw MessageError("\(name): option 'seed' goes with random directions")
    }
    let scale =
      call.optionalString("scale").flatMap(DirectionScale.init)
      ?? (word == "random" && network != nil ? .filter : .none)
    let ignoresBias =
      call.optionalBoolean("ignore_bias") ?? (word == "random" && network != nil)
    if network == nil, scale != .none || ignoresBias {
      throw MessageError(
        "\(name): options 'scale' and 'ignore_bias' need a network; this atlas is of an energy function"
      )
    }
    guard !x.isEmpty else {
      throw MessageError("\(name): there is no direction to look along: a point has no coordinates")
    }
    let count = min(call.optionalInteger("dims") ?? 2, x.count)
    func scaled(_ directions: [[Double]]) throws -> [[Double]] {
      guard let network else { return directions }
      return try directions.map { try network.scaled($0, scale, ignoreBias: ignoresBias) }
    }
    switch word {
    case "random":
      let names = (1...count).map { "random direction \($0)" }
      if let network {
        return (
          try network.randomDirections(
            count, scale, ignoreBias: ignoresBias, seed: session.seed(call)), names
        )
      }
      return (
        (0..<count).map { number in
          var random = CounterRandom(seed: session.seed(call), stream: UInt64(number))
          let draw = x.map { _ in random.normal() }
          let length = draw.reduce(0) { $0 + $1 * $1 }.squareRoot()
          return draw.map { $0 / length }
        }, names
      )
    case .some(let word):
      let end = ExtremeModes.End(rawValue: word) ?? .lowest
      let modes = try ExtremeModes(surface(), at: x, end, count: count)
      let names = zip(1..., modes.eigenvalues).map { place, value in
        "\(word) eigenvector \(place) (eigenvalue \(LuaValue.number(rounded(value)).shown))"
      }
      return (try scaled(modes.vectors), names)
    case nil:
      let vectors = try given(count: x.count)
      if let dims = call.optionalInteger("dims"), dims != vectors.count {
        throw MessageError(
          "\(name): option 'dims' is \(dims), but there are \(vectors.count) directions")
      }
      return (try scaled(vectors), vectors.indices.map { "direction \($0 + 1)" })
    }
  }

  /// The vectors of the option `directions`.
  private func given(count: Int) throws -> [[Double]] {
    let items: [LuaValue]
    switch call["directions"] {
    case .table(let table) where table[1].asNumber == nil: items = table.array
    case let single: items = [single]
    }
    guard (1...2).contains(items.count) else {
      throw MessageError(
        "\(name): option 'directions' must have one or two vectors, got \(items.count)")
    }
    return try items.enumerated().map { place, item in
      guard let numbers = try NumberArray(lua: item)?.values else {
        throw MessageError(
          "\(name): direction \(place + 1) must be a tensor or list of numbers, got \(item.shown)")
      }
      guard numbers.count == count else {
        throw MessageError(
          "\(name): direction \(place + 1) has \(numbers.count) numbers, expected \(count)")
      }
      return numbers
    }
  }

  /// To three digits, for a label.
  private func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    var power = 1.0
    while abs(value) * power < 100 { power *= 10 }
    return (value * power).rounded() / power
  }
}
