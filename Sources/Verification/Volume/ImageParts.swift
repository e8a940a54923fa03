import Tensors

/// The parts of a box whose images make up the set of outputs: what is least known of is cut next.
struct ImageParts {
  private let bounds: any PartBounds
  private let outputs: Int
  private let isContinuous: Bool
  /// Parts that are linear, or cannot be cut.
  private var done: [ImagePart] = []
  /// The others, with what is not known of each, the largest last.
  private var open: [(part: ImagePart, unknown: Double)] = []
  private let whole: Part

  typealias Bracket = (lower: Double, upper: Double)

  /// Beyond so many parts nothing is cut.
  private static let most = 20_000
  private static let firstLook = 64
  /// Of the time: how long parts are cut before the last look.
  private static let cutting = 0.5
  /// Of the time: what a look before the last may take, where it could take any.
  private static let looking = 0.05
  private static let narrow = 1e-8

  init(_ bounds: FunctionBounds, _ lower: [Double], _ upper: [Double]) throws {
    let outputs = bounds.function.outputs
    self.outputs = outputs
    isContinuous = bounds.isContinuous
    let rows = [1.0, -1].flatMap { sign in
      (0..<outputs).map { k in
        Specification.Row(
          coefficients: (0..<outputs).map { $0 == k ? sign : 0 }, bound: 0, isStrict: false)
      }
    }
    self.bounds = try bounds(rows, from: lower, to: upper, splitsSmoothNeurons: false)
    whole = Part(lower: lower, upper: upper)
  }

  /// - Parameter report: is given brackets, each from more parts than the one before.
  mutating func run(seconds: Double, _ report: (Bracket) throws -> Void) throws {
    let begin = ContinuousClock.now
    func spent() -> Double { (ContinuousClock.now - begin) / .seconds(1) }
    try add([whole])
    // A first look at the whole is there at once.
    var next = 1
    while true {
      while !open.isEmpty, open.count + done.count < next,
        spent() < ImageParts.cutting * seconds
      {
        try Cancellation.check()
        try step()
      }
      let isLast =
        open.isEmpty || spent() >= ImageParts.cutting * seconds
        || open.count + done.count >= ImageParts.most
      let bracket = try self.bracket(seconds: isLast ? seconds : ImageParts.looking * seconds)
      try report(bracket)
      if isLast || bracket.upper - bracket.lower <= ImageParts.narrow * bracket.upper { return }
      next = max(4 * next, ImageParts.firstLook)
    }
  }

  private mutating func step() throws {
    var halves: [Part] = []
    while halves.count + 2 <= bounds.capacity, let last = open.popLast() {
      halves += last.part.halves
    }
    try add(halves)
  }

  private mutating func add(_ parts: [Part]) throws {
    for (part, relaxation) in zip(parts, try bounds.relaxed(parts)) {
      try Cancellation.check()
      let image = ImagePart(part, relaxation)
      if relaxation.floors.contains(where: { !$0.isFinite }) && image.halves.isEmpty { continue }
      if !part.phases.isEmpty, relaxation.isEmpty { continue }
      if image.isLinear || image.halves.isEmpty {
        done.append(image)
      } else {
        let unknown = image.unknown
        let place = open.firstIndex { $0.unknown > unknown } ?? open.count
        open.insert((image, unknown), at: place)
      }
    }
  }

  /// - Parameter seconds: of what can be broken off.
  private func bracket(seconds: Double) throws -> Bracket {
    let all = done + open.map(\.part)
    guard outputs == 3 else { return try PlaneImages(all, isContinuous: isContinuous).bracket() }
    return try Cancellation.within(seconds: seconds) {
      try SpaceImages(all, isContinuous: isContinuous).bracket()
    }
  }
}

extension ImagePart {
  /// The two parts that a cut leaves; none if it cannot be cut.
  var halves: [Part] {
    guard let split = relaxation.split else { return [] }
    return part.halves(split, relaxation.hidden)
  }

  /// How much is not known of the outputs: the volume of the box by which the lines are apart.
  var unknown: Double {
    var volume = 1.0
    var gaps = 0.0
    for k in 0..<outputs {
      guard let high = support((0..<outputs).map { $0 == k ? 1 : 0 }),
        let low = support((0..<outputs).map { $0 == k ? -1 : 0 })
      else { return 0 }
      let width = max(high.value + low.value, 1e-300)
      volume *= width
      gaps = max(gaps, ImagePart.gap(relaxation, k, outputs) / width)
    }
    return volume.isFinite ? volume * min(gaps, 1) : .infinity
  }
}

extension PartRelaxation {
  /// Whether no point of the box is on the right side of all phases.
  var isEmpty: Bool {
    let zero = Contraction.Row(slopes: box.lower.map { _ in 0 }, constant: 0, size: 0)
    return lowest(of: zero, atLeast: -.infinity).bound == .infinity
  }
}
