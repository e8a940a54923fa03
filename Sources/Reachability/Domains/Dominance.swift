import Tensors

/// The largest of some elements, of which often one is certain to be it.
struct Dominance {
  /// Where the element with the largest lower bound is above all others, whatever they are: 1, else 0.
  let isCertain: Value

  /// - Parameters:
  ///   - primitive: takes the largest of some elements.
  ///   - bounds: of its input.
  init(_ primitive: any Choosing, _ bounds: Interval) throws {
    let best = try apply(primitive, [bounds.lower])
    guard primitive.hasSeparateCandidates else {
      isCertain = try best.filled(0)
      return
    }
    // Of equal elements each has a part of the derivative, so that none of them is chosen.
    let chosen = try primitive.vjp(
      Backward(
        inputs: [bounds.lower], output: best, cotangent: best.filled(1), needs: [true]))[0]
    guard let chosen else {
      isCertain = try best.filled(0)
      return
    }
    let others = try chosen.greaterOrEqual(to: chosen.filled(1))
      .select(bounds.upper.filled(-.infinity), bounds.upper)
    isCertain = try apply(primitive, [others]).lessOrEqual(to: best).stopGradient()
  }
}
