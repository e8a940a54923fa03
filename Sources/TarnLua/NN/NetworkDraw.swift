import Layers

/// Where the parameters of a network come from: a seed, and which of its networks it is. The first is what the
/// seed alone gives.
struct NetworkDraw {
  let seed: UInt64
  let number: UInt64
}

extension Session {
  /// The draw of the next network whose parameters depend on chance.
  func nextNetwork() -> NetworkDraw {
    defer { networks += 1 }
    return NetworkDraw(seed: seed, number: networks)
  }

  /// Networks that are drawn in `body` are the same in each such call, and those after it know nothing of them: what
  /// is done for many points draws the same for each, in whatever order and by whatever rank.
  func drawingAside<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = networks
    defer { networks = before }
    return try body()
  }

  /// The draw of a network of these layers; nil where nothing of it is drawn.
  func nextNetwork(of objects: [LayerObject]) -> NetworkDraw? {
    objects.contains(where: \.isDrawn) ? nextNetwork() : nil
  }
}

extension LayerObject {
  /// Whether chance decides where the layer starts.
  var isDrawn: Bool { start == nil && layer.isDrawn }
}
