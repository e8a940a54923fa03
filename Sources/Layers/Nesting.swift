/// The layers of a container, and how deep they lie inside each other.
///
/// An object of its own, because layers that are freed one inside the other, as values are, would take a
/// piece of the stack for each level.
public final class NestedLayers {
  public fileprivate(set) var layers: [any Layer]
  /// Of containers inside each other, this one included.
  public let depth: Int
  /// Whether chance decides where one of them starts. Known from the beginning, so that nobody goes down to ask.
  package let isDrawn: Bool
  /// How many parameters and buffers there are, with those of all levels below, and how many numbers the
  /// parameters hold: each level that asks the next one would ask as often as there are levels, squared.
  let parameterCount: Int
  let bufferCount: Int
  let numberCount: Int
  let differsInTraining: Bool
  let isFixed: Bool

  init(_ layers: [any Layer]) {
    self.layers = layers
    depth = 1 + Nesting.depth(of: layers)
    isDrawn = layers.contains(where: \.isDrawn)
    parameterCount = layers.reduce(0) { $0 + $1.parameterCount }
    bufferCount = layers.reduce(0) { $0 + $1.bufferCount }
    numberCount = Nesting.numberCount(layers)
    differsInTraining = layers.contains(where: \.differsInTraining)
    isFixed = layers.allSatisfy(\.isFixed)
  }

  deinit {
    var waiting = layers
    layers = []
    while !waiting.isEmpty {
      // The layer itself is gone here, so that what it held may be held by nobody else.
      guard var inner = waiting.popLast().flatMap({ ($0 as? any Container)?.nested }) else {
        continue
      }
      if isKnownUniquelyReferenced(&inner) {
        waiting += inner.layers
        inner.layers = []
      }
    }
  }
}

/// How deep layers may lie inside layers. What a network does with its layers it does level by level on the
/// stack of its thread, which more levels would overflow.
public enum Nesting {
  public static let limit = 3000

  /// How many containers lie inside each other, at the deepest place.
  public static func depth(of layers: [any Layer]) -> Int {
    layers.lazy.map { ($0 as? any Container)?.nested.depth ?? 0 }.max() ?? 0
  }

  /// How many numbers the parameters hold; more than can be counted is `Int.max`.
  static func numberCount(_ layers: [any Layer]) -> Int { sum(layers.map(\.numberCount)) }

  static func sum(_ counts: [Int]) -> Int {
    counts.reduce(0) { sum, count in
      let (next, overflow) = sum.addingReportingOverflow(count)
      return overflow ? .max : next
    }
  }

  /// - Throws: `LayerSettingError` beyond the limit.
  static func check(_ layers: [any Layer]) throws {
    let depth = depth(of: layers)
    guard depth <= limit else {
      throw LayerSettingError("layers are nested \(depth) levels deep, expected at most \(limit)")
    }
  }
}
