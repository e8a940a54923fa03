/// The area of the union of images of two dimensions.
struct PlaneImages {
  private var inner: [ConvexPolygon] = []
  private var outer: [ConvexPolygon] = []

  init(_ parts: [ImagePart], isContinuous: Bool) throws {
    for part in parts {
      let found = ConvexPolygon.between { direction in
        part.support([direction.x, direction.y]).map {
          ($0.value, SIMD2($0.outputs[0], $0.outputs[1]))
        }
      }
      guard let found else { continue }
      outer.append(found.outer)
      guard isContinuous else { continue }
      if part.isLinear {
        inner.append(found.inner)
      } else if let filled = part.inner() {
        inner.append(
          ConvexPolygon(
            center: SIMD2(filled.center[0], filled.center[1]),
            generators: filled.generators.map { SIMD2($0[0], $0[1]) }))
      }
    }
  }

  func bracket() throws -> (lower: Double, upper: Double) {
    // Corners are known to rounding, which moves each edge.
    let size = outer.reduce(0.0) { $1.corners.reduce($0) { max($0, abs($1.x), abs($1.y)) } }
    let edges = inner.reduce(0.0) { $0 + $1.perimeter }
    let filled = try UnionArea(inner)() * (1 - 1e-9) - 16 * Contraction.margin * size * edges
    return (max(filled, 0), try UnionArea(outer)() * (1 + 1e-12))
  }
}
