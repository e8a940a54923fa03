import Tensors

extension Band {
  /// The narrowest band around a function that is concave, convex and concave again. Its error alternates at three
  /// points (Chebyshev): both ends and one between them, for which the slope is the chord's, or one end and two between,
  /// for which the line through that end touches the graph.
  static func basin(_ function: any Touchable, _ bounds: Interval) throws -> Band {
    let (l, u) = (bounds.lower, bounds.upper)
    func point(_ x: Value) throws -> (x: Value, y: Value) {
      let primitive: any Primitive = function
      return (x, try apply(primitive, [x]))
    }
    let ends = (try point(l), try point(u))
    let chord = try chord(ends.0, ends.1)
    var slopes = [chord]
    if let contacts = try BasinContacts(function, l, u) {
      slopes += try contacts.ofEnds.map { x in
        // At an end the line through it would be a tangent: sound, and no better.
        try function.derivative(x, point(x).y) ?? chord
      }
    }
    let bands = try slopes.map { slope in
      let touches = try [.left, .convex, .right].compactMap {
        try function.touching(slope: slope, $0)
      }
      return try Band(
        slope,
        [ends.0.y - slope * l, ends.1.y - slope * u]
          + gaps(function, slope, at: touches, bounds))
    }
    return try bands[1...].reduce(bands[0]) { best, next in
      let isBetter = try next.error.less(than: best.error)
      return Band(
        slope: try isBetter.select(next.slope, best.slope),
        offset: try isBetter.select(next.offset, best.offset),
        error: try isBetter.select(next.error, best.error))
    }
  }
}
