import Tensors

/// The hidden units that are zero at a point on kinks, and how the first of each layer would grow: the others do as it does.
struct ZeroUnits {
  /// The layers with such units.
  private(set) var layers: [[HiddenUnit]] = []
  /// Nil where the energy is not of the form that `UnitGrowth` knows.
  private(set) var growths: [UnitGrowth?] = []
  /// The switching arguments of these units.
  private(set) var kinks: Set<Int> = []
  /// Whether no layer has units that are zero and units that are not.
  private(set) var isAlone = true
  /// Of E(x; m) with 0 for all masks of these units; empty where there are none.
  private(set) var hessian: [[Double]] = []

  init(_ state: KinkedPoint, _ all: [[HiddenUnit]], _ evaluator: KinkedEvaluator) throws {
    let x = state.x
    let layers = all.filter { $0.contains { ZeroUnits.isZero($0, at: x) } }
    guard !layers.isEmpty, !state.active.isEmpty else { return }
    let rows = try evaluator.rows(x, state.masks, of: state.active)
    let switching = layers.map { layer in
      (
        layer: layer,
        units: layer.filter { ZeroUnits.isZero($0, at: x) }.map { unit in
          (unit: unit, kinks: UnitGrowth.kinks(of: unit, active: state.active, rows: rows))
        }
      )
    }.filter { $0.units.contains { !$0.kinks.isEmpty } }
    self.layers = switching.map(\.layer)
    let found = switching.map(\.units)
    isAlone = zip(self.layers, found).allSatisfy { $0.count == $1.count }
    kinks = Set(found.flatMap { $0.flatMap { $0.kinks.map(\.kink) } })
    guard !kinks.isEmpty else { return }
    var masks = state.masks
    for kink in kinks { masks[kink] = 0 }
    let hessian = try evaluator.hessian(x, masks)
    self.hessian = hessian
    growths = try found.map { units in
      try UnitGrowth(
        units[0].unit, kinks: units[0].kinks, x: x, masks: masks, hessian: hessian, evaluator)
    }
  }

  static func isZero(_ unit: HiddenUnit, at x: [Double]) -> Bool {
    unit.parameters.allSatisfy { abs(x[$0]) < ZeroUnits.small }
  }

  /// Makes units zero that are so but for rounding; false if there are none.
  static func clear(_ x: inout [Double], _ layers: [[HiddenUnit]]) -> Bool {
    var isChanged = false
    for unit in layers.joined() where isZero(unit, at: x) {
      for i in unit.parameters where x[i] != 0 {
        x[i] = 0
        isChanged = true
      }
    }
    return isChanged
  }

  private static let small = 1e-9
}
