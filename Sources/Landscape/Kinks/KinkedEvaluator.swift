import Optimizers
import Tensors

/// Values and derivatives of a kinked surface, for one thread. Masks are those of leading kinks (``KinkTwins``); followers
/// go with them.
final class KinkedEvaluator {
  /// E(x; m) and what its first derivatives are, and where the switching arguments stand.
  struct Point {
    var energy = 0.0
    var gradient: [Double]
    var switching: [Double]
    /// The derivatives of E by what stands for max(s_i, 0), for a kink and its twins together.
    var slopes: [Double]
    /// The smallest magnitude of an argument that must not be 0.
    var guarded = 0.0
  }

  let surface: KinkedSurface
  private var workspaces: [KinkedPlan: Workspace] = [:]
  /// Calls of energy and gradient.
  fileprivate(set) var evaluations = 0
  /// Found when kinks are first looked at.
  private var known: KinkedSurface.Constants?

  init(_ surface: KinkedSurface) { self.surface = surface }

  /// Kinks that are the same.
  func twins() throws -> KinkTwins { try constants().twins }

  /// What is the same at points and masks that are drawn at random.
  private func constants() throws -> KinkedSurface.Constants {
    if let known { return known }
    let found = try surface.constants {
      var random = CounterRandom(seed: 0x7716, stream: 0)
      var masks = [Double](repeating: 0, count: surface.kinks)
      for i in masks.indices { masks[i] = 0.5 * (1 + random.symmetric()) }
      let points = try (0..<3).map { _ in
        try plain((0..<surface.dimension).map { _ in random.symmetric() }, masks)
      }
      return KinkedSurface.Constants(
        twins: KinkTwins(points.map(\.point.switching)),
        zeroGuards: points[0].guards.indices.filter { k in points.allSatisfy { $0.guards[k] == 0 } }
      )
    }
    known = found
    return found
  }

  fileprivate func workspace(_ kind: KinkedPlan) throws -> Workspace {
    if let known = workspaces[kind] { return known }
    let made = try surface.plan(kind).makeWorkspace()
    workspaces[kind] = made
    return made
  }

  func point(_ x: [Double], _ masks: [Double]) throws -> Point {
    evaluations += 1
    let constants = try constants()
    var (point, guards) = try plain(x, constants.twins.tied(masks))
    point.slopes = constants.twins.gathered(point.slopes)
    for k in constants.zeroGuards where guards[k] == 0 { guards[k] = .infinity }
    point.guarded = guards.reduce(.infinity) { $1.isNaN ? 0 : min($0, abs($1)) }
    return point
  }

  private func plain(
    _ x: [Double], _ masks: [Double]
  ) throws -> (point: Point, guards: [Double]) {
    var guards = [Double](repeating: 0, count: max(surface.function.guardedCount, 1))
    var point = Point(
      gradient: [Double](repeating: 0, count: x.count),
      switching: [Double](repeating: 0, count: masks.count),
      slopes: [Double](repeating: 0, count: masks.count))
    let workspace = try workspace(.point)
    try x.withUnsafeBytes { x in
      try masks.withUnsafeBytes { masks in
        try point.gradient.withUnsafeMutableBytes { gradient in
          try point.switching.withUnsafeMutableBytes { switching in
            try point.slopes.withUnsafeMutableBytes { slopes in
              workspace.setInput(0, x.baseAddress!)
              workspace.setInput(1, masks.baseAddress!)
              workspace.setOutput(1, gradient.baseAddress!)
              workspace.setOutput(2, switching.baseAddress!)
              workspace.setOutput(3, slopes.baseAddress!)
              try guards.withUnsafeMutableBytes { guards in
                workspace.setOutput(4, guards.baseAddress!)
                try withUnsafeMutablePointer(to: &point.energy) { energy in
                  workspace.setOutput(0, energy)
                  try workspace.run()
                }
              }
            }
          }
        }
      }
    }
    return (point, guards)
  }

  /// The switching arguments that make no kinks near a point: those that are zero wherever its masks hold (equal windows of an image have
  /// equal sums, and units that are off equal outputs, so that the larger of two is either), and those on which the energy
  /// does not depend (what comes behind is off). Tried at points and masks drawn at random.
  func idle(at state: KinkedPoint) throws -> Set<Int> {
    var random = CounterRandom(seed: 0x1d1e, stream: 0)
    var zero: [Int] = []
    var ineffective: [Int] = []
    var open = Set(state.active)
    for step in 0..<3 {
      var (x, masks) = (state.x, state.masks)
      if step > 0 {
        for i in x.indices { x[i] += 1e-3 * random.symmetric() }
        // Whatever lies on its kink may go to either side.
        for i in masks.indices where open.contains(i) { masks[i] = 0.5 * (1 + random.symmetric()) }
      }
      let point = try point(x, masks)
      if step == 0 {
        zero = Array(masks.indices)
        ineffective = zero
        for i in masks.indices where abs(point.switching[i]) < 1e-7 { open.insert(i) }
      }
      func small(_ values: [Double], among places: [Int]) -> [Int] {
        let rounding = 1e-14 * values.reduce(0) { max($0, abs($1)) }
        return places.filter { abs(values[$0]) <= rounding }
      }
      zero = small(point.switching, among: zero)
      ineffective = small(point.slopes, among: ineffective)
      if zero.isEmpty, ineffective.isEmpty { break }
    }
    return Set(zero + ineffective)
  }

  /// The switching arguments of the energy with kinks rounded off over a width.
  func switching(_ x: [Double], width: Double) throws -> [Double] {
    evaluations += 1
    var switching = [Double](repeating: 0, count: surface.kinks)
    let workspace = try workspace(.switching)
    try x.withUnsafeBytes { x in
      try switching.withUnsafeMutableBytes { switching in
        try withUnsafePointer(to: width) { width in
          workspace.setInput(0, x.baseAddress!)
          workspace.setInput(1, width)
          workspace.setOutput(0, switching.baseAddress!)
          try workspace.run()
        }
      }
    }
    return switching
  }

  /// The gradients of chosen switching arguments at given masks, a row each.
  func rows(_ x: [Double], _ masks: [Double], of chosen: [Int]) throws -> [[Double]] {
    try blocks(.rows, x, masks, chosen, width: masks.count)
  }

  /// The Hessian of E(x; m) at given masks, a row for each coordinate.
  func hessian(_ x: [Double], _ masks: [Double]) throws -> [[Double]] {
    var rows = try blocks(.hessian, x, masks, Array(x.indices), width: x.count)
    for i in x.indices {
      for j in 0..<i {
        let mean = 0.5 * (rows[i][j] + rows[j][i])
        rows[i][j] = mean
        rows[j][i] = mean
      }
    }
    return rows
  }

  /// Products with unit vectors, block by block.
  private func blocks(
    _ kind: KinkedPlan, _ x: [Double], _ masks: [Double], _ units: [Int], width: Int
  ) throws -> [[Double]] {
    let (n, block) = (x.count, surface.block)
    let masks = try twins().tied(masks)
    let workspace = try workspace(kind)
    var directions = [Double](repeating: 0, count: block * width)
    var results = [Double](repeating: 0, count: block * n)
    var rows: [[Double]] = []
    for first in stride(from: 0, to: units.count, by: block) {
      let count = min(block, units.count - first)
      for k in 0..<count { directions[k * width + units[first + k]] = 1 }
      try x.withUnsafeBytes { x in
        try masks.withUnsafeBytes { masks in
          try directions.withUnsafeBytes { directions in
            try results.withUnsafeMutableBytes { results in
              workspace.setInput(0, x.baseAddress!)
              workspace.setInput(1, masks.baseAddress!)
              workspace.setInput(2, directions.baseAddress!)
              workspace.setOutput(0, results.baseAddress!)
              try workspace.run()
            }
          }
        }
      }
      for k in 0..<count {
        directions[k * width + units[first + k]] = 0
        rows.append(Array(results[k * n..<(k + 1) * n]))
      }
    }
    return rows
  }
}

/// The energy with its kinks rounded off over a width, as an objective.
final class SmoothedEnergy: DifferentiableObjective {
  var width = 0.0
  private let evaluator: KinkedEvaluator
  private let workspace: Workspace
  private let value = UnsafeMutablePointer<Double>.allocate(capacity: 1)
  private let given = UnsafeMutablePointer<Double>.allocate(capacity: 1)

  init(_ evaluator: KinkedEvaluator) throws {
    self.evaluator = evaluator
    workspace = try evaluator.workspace(.smoothed)
    workspace.setOutput(0, value)
    workspace.setInput(1, given)
  }

  deinit {
    value.deallocate()
    given.deallocate()
  }

  func valueAndGradient(
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) throws -> Double {
    evaluator.evaluations += 1
    given.pointee = width
    workspace.setInput(0, x)
    workspace.setOutput(1, gradient)
    try workspace.run()
    return value.pointee
  }

  func value(_ x: [Double]) throws -> Double {
    var gradient = x
    return try x.withUnsafeBufferPointer { x in
      try gradient.withUnsafeMutableBufferPointer {
        try valueAndGradient(x.baseAddress!, $0.baseAddress!)
      }
    }
  }
}
