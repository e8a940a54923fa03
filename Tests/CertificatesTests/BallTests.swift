import Certificates
import Foundation
import Reachability
import Tensors
import Testing

/// Balls hold what they are to hold: every primitive by samples, and what is thin against arithmetic with more digits.
@Suite struct BallTests {
  private func image(
    _ center: [Double], _ radius: [Double]?, _ function: (Value) throws -> Value
  ) throws -> (center: [Double], radius: [Double]) {
    let type = TensorType(try Shape([center.count]), .float64)
    let (graph, _) = try Trace.graph([type]) { [try function($0[0])] }
    let set = Ball(
      center: .tensor(try Tensor(center, dtype: .float64)),
      radius: try radius.map { .tensor(try Tensor($0, dtype: .float64)) })
    let found = try graph.bounded([set])[0]
    let reach = try found.radius.map { try Ball.widened($0).tensor().doubles }
    let middle = try found.center.tensor().doubles
    return (middle, reach ?? middle.map { _ in 0 })
  }

  /// Operations without an interval rule; proofs name them.
  private static let unknown: Set<String> = [
    "prod", "argmax", "argmin", "argsort", "topk", "eigh", "svd", "qr", "cholesky", "solve",
    "max_pool2d_scatter", "max_pool2d_pick", "eq", "ne",
  ]

  /// As a function of all its inputs that are no places, on thin and on wide sets.
  @Test(arguments: Registry.examples.indices) func primitivesAreContained(_ index: Int) throws {
    let example = Registry.examples[index]
    let isUnknown = Self.unknown.contains(example.primitive.name)
    let counts = example.shapes.map { $0.reduce(1, *) }
    let (low, high) = (example.domain.lowerBound, example.domain.upperBound)
    var random = CounterRandom(seed: 5, stream: UInt64(index))
    func function(_ x: Value) throws -> Value {
      var first = 0
      let parts = try example.shapes.indices.map { k in
        defer { first += counts[k] }
        let shape = try Shape(example.shapes[k])
        if let bound = example.indices[k] {
          return Value.tensor(
            try Tensor(TensorType(shape, .int32)) { Double(($0 * 7 + 1) % bound) })
        }
        return try x.sliced(0, first..<first + counts[k]).reshaped(to: shape)
      }
      return try apply(example.primitive, parts).cast(to: .float64)
    }
    let total = counts.reduce(0, +)
    guard total > 0 else { return }
    for reach in [0.0, 1e-12, 1e-6, 1e-2, 0.3] {
      let half = 0.5 * (high - low)
      let center = (0..<total).map { _ in low + half + (1 - reach) * half * random.symmetric() }
      let radius = center.map { _ in reach * half * random.uniform() }
      if isUnknown {
        guard reach > 0 else { continue }
        #expect(throws: UnboundedOperation.self) { try image(center, radius, function) }
        return
      }
      let ball = try image(center, reach == 0 ? nil : radius, function)
      for sample in 0..<40 {
        let x = zip(center, radius).map { c, r in
          let side = sample % 2 == 0 ? random.symmetric() : random.symmetric() < 0 ? -1 : 1
          return reach == 0 ? c : min(max(c + side * r, c - r), c + r)
        }
        let values = try function(.tensor(Tensor(x, dtype: .float64))).tensor().doubles
        for k in values.indices {
          // What computing the sample itself may be off by.
          let error = 1e-13 * max(1, abs(values[k]))
          let isInside =
            !(abs(values[k] - ball.center[k]) > ball.radius[k] + error)
            || values[k] == ball.center[k]
          #expect(
            isInside || ball.radius[k].isNaN || ball.center[k].isNaN,
            "\(example.primitive.name), element \(k): \(values[k]) in \(ball.center[k]) +- \(ball.radius[k])"
          )
        }
      }
    }
  }

  #if arch(x86_64)
    private typealias Wide = Float80

    /// One number: the exact value lies within the radius, which is a few units of the last place.
    @Test(arguments: [
      "exp", "tanh", "log", "sigmoid", "softplus", "sqrt", "sin", "cos", "square", "reciprocal",
      "cube", "inverse power", "quotient", "difference",
    ])
    func thinFunctionsHoldTheTruth(_ name: String) throws {
      let function: (Value) throws -> Value
      let truth: (Wide) -> Wide
      switch name {
      case "exp": (function, truth) = ({ try $0.exp() }, { Foundation.exp($0) })
      case "tanh": (function, truth) = ({ try $0.tanh() }, { Foundation.tanh($0) })
      case "log": (function, truth) = ({ try $0.abs().log() }, { Foundation.log(abs($0)) })
      case "sigmoid":
        (function, truth) = ({ try $0.sigmoid() }, { 1 / (1 + Foundation.exp(-$0)) })
      case "softplus":
        (function, truth) = ({ try $0.softplus() }, { Foundation.log1p(Foundation.exp($0)) })
      case "sqrt": (function, truth) = ({ try $0.abs().sqrt() }, { abs($0).squareRoot() })
      case "sin": (function, truth) = ({ try $0.sin() }, { Foundation.sin($0) })
      case "cos": (function, truth) = ({ try $0.cos() }, { Foundation.cos($0) })
      case "square": (function, truth) = ({ try $0.square() }, { $0 * $0 })
      case "reciprocal": (function, truth) = ({ try 1 / $0 }, { 1 / $0 })
      case "cube": (function, truth) = ({ try $0 * $0 * $0 }, { $0 * $0 * $0 })
      case "inverse power":
        (function, truth) = (
          { try $0.power(-3) }, { 1 / ($0 * $0 * $0) }
        )
      case "quotient":
        (function, truth) = ({ try ($0 + 1) / ($0 * $0 + 3) }, { ($0 + 1) / ($0 * $0 + 3) })
      default: (function, truth) = ({ try ($0 - 1) * ($0 + 1) }, { ($0 - 1) * ($0 + 1) })
      }
      var random = CounterRandom(seed: 3)
      let x = (0..<2000).map { k in random.normal() * (k % 3 == 0 ? 0.01 : k % 3 == 1 ? 1 : 6) }
      for radius in [0, 1e-13, 1e-7] {
        let ball = try image(x, radius == 0 ? nil : x.map { _ in radius }, function)
        var isThin = true
        for k in x.indices {
          for side in [-1.0, 0, 1] where radius > 0 || side == 0 {
            let point = Wide(x[k]) + Wide(side) * Wide(radius)
            let error = abs(Wide(ball.center[k]) - truth(point))
            #expect(
              error <= Wide(ball.radius[k]) * (1 + 1e-9),
              "\(name) at \(x[k]) +- \(radius): \(error), \(ball.radius[k])")
          }
          if radius == 0, ball.radius[k] > 1e-14 * max(abs(ball.center[k]), 1) { isThin = false }
        }
        #expect(isThin, "\(name)")
      }
    }

    @Test func sharesAndSumsHoldTheTruth() throws {
      var random = CounterRandom(seed: 8)
      for scale in [0.1, 3, 40] {
        let x = (0..<60).map { _ in scale * random.normal() }
        let ball = try image(x, nil) { try $0.reshaped(to: Shape([20, 3])).softmax(1) }
        let sum = try image(x, nil) { try ($0 * $0 - $0).sum() }
        for line in 0..<20 {
          let powers = (0..<3).map { Foundation.exp(Wide(x[3 * line + $0])) }
          for k in 0..<3 {
            let place = 3 * line + k
            let error = abs(
              Wide(ball.center[place]) - powers[k] / (powers[0] + powers[1] + powers[2]))
            #expect(error <= Wide(ball.radius[place]))
            #expect(ball.radius[place] < 1e-13)
          }
        }
        let total = x.reduce(Wide(0)) { $0 + Wide($1) * Wide($1) - Wide($1) }
        #expect(abs(Wide(sum.center[0]) - total) <= Wide(sum.radius[0]))
      }
    }

    /// The gradient of a network's loss, thin: formulas in 64 bits of mantissa lie inside.
    @Test func gradientsOfNetworksHoldTheTruth() throws {
      let (samples, inputs, hidden) = (12, 3, 4)
      var random = CounterRandom(seed: 2)
      let data = (0..<samples * inputs).map { _ in random.normal() }
      let targets = (0..<samples).map { _ in random.normal() }
      let weights = (0..<hidden * inputs + hidden).map { _ in random.normal() }
      let x = Value.tensor(try Tensor(data, shape: Shape([samples, inputs]), dtype: .float64))
      let t = Value.tensor(try Tensor(targets, dtype: .float64))
      func loss(_ w: Value) throws -> Value {
        let first = try w.sliced(0, 0..<hidden * inputs).reshaped(to: Shape([hidden, inputs]))
        let second = try w.sliced(0, hidden * inputs..<hidden * inputs + hidden)
          .reshaped(to: Shape([hidden, 1]))
        let output = try x.matmul(first.transposed(0, 1)).tanh().matmul(second)
        return try (output.reshaped(to: Shape([samples])) - t).square().sum()
      }
      let type = TensorType(try Shape([weights.count]), .float64)
      let (graph, _) = try Trace.graph([type]) { values in
        [try valueAndGradient(of: { try loss($0[0]) }, at: values).gradient]
      }
      let ball = try graph.bounded([Ball(point: .tensor(Tensor(weights, dtype: .float64)))])[0]
      let (center, radius) = (
        try ball.center.tensor().doubles, try Ball.widened(ball.radius!).tensor().doubles
      )
      var truth = [Wide](repeating: 0, count: weights.count)
      for s in 0..<samples {
        let a = (0..<hidden).map { h in
          Foundation.tanh(
            (0..<inputs).reduce(Wide(0)) {
              $0 + Wide(weights[h * inputs + $1]) * Wide(data[s * inputs + $1])
            })
        }
        let out = (0..<hidden).map { Wide(weights[hidden * inputs + $0]) }
        let error = 2 * ((0..<hidden).reduce(Wide(0)) { $0 + a[$1] * out[$1] } - Wide(targets[s]))
        for h in 0..<hidden {
          truth[hidden * inputs + h] += error * a[h]
          for i in 0..<inputs {
            truth[h * inputs + i] +=
              error * out[h] * (1 - a[h] * a[h]) * Wide(data[s * inputs + i])
          }
        }
      }
      for k in weights.indices {
        #expect(abs(Wide(center[k]) - truth[k]) <= Wide(radius[k]))
        #expect(radius[k] < 1e-11)
      }
    }
  #endif
}
