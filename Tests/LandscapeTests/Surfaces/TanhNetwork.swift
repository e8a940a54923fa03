import Foundation
import Landscape

/// The regularised cross-entropy of a network with one hidden layer of tanh units, over all data:
/// -(1/N) sum log softmax(W2 tanh(W1 x + b1) + b2)_y + lambda |theta|^2, with theta = W1 row-major,
/// b1, W2 row-major, b2. Written plainly, to be compared with.
struct TanhNetwork: EnergySurface {
  let inputs: [[Double]]
  let classes: [Int]
  let hidden: Int
  let outputs: Int
  let lambda: Double

  var features: Int { inputs[0].count }
  var dimension: Int { hidden * (features + 1) + outputs * (hidden + 1) }
  var symmetry: UnitSymmetry {
    UnitSymmetry(inputs: features, hidden: hidden, outputs: outputs, isOdd: true)
  }

  func makeEvaluator() -> any EnergyEvaluator { Evaluator(self) }

  static func xor(hidden: Int, lambda: Double) -> TanhNetwork {
    TanhNetwork(
      inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], classes: [0, 1, 1, 0], hidden: hidden,
      outputs: 2, lambda: lambda)
  }

  private final class Evaluator: EnergyEvaluator {
    let net: TanhNetwork
    var h: [Double]
    var p: [Double]
    let x: [Double]
    let classes: [Int]
    let (features, hidden, outputs): (Int, Int, Int)

    init(_ net: TanhNetwork) {
      self.net = net
      (features, hidden, outputs) = (net.features, net.hidden, net.outputs)
      h = [Double](repeating: 0, count: net.hidden)
      p = [Double](repeating: 0, count: net.outputs)
      x = net.inputs.flatMap { $0 }
      classes = net.classes
    }

    // Where the parameters begin.
    var b1: Int { hidden * features }
    var w2: Int { b1 + hidden }
    var b2: Int { w2 + outputs * hidden }

    /// Fills h and p for one sample; gives log sum exp of the logits minus the one of its class.
    private func forward(_ t: UnsafePointer<Double>, _ sample: Int) -> Double {
      for j in 0..<hidden {
        var a = t[b1 + j]
        for i in 0..<features { a += t[j * features + i] * x[sample * features + i] }
        h[j] = tanh(a)
      }
      for k in 0..<outputs {
        var o = t[b2 + k]
        for j in 0..<hidden { o += t[w2 + k * hidden + j] * h[j] }
        p[k] = o
      }
      let largest = p.max()!
      let own = p[classes[sample]] - largest
      var sum = 0.0
      for k in 0..<outputs {
        p[k] = exp(p[k] - largest)
        sum += p[k]
      }
      for k in 0..<outputs { p[k] /= sum }
      return log(sum) - own
    }

    func valueAndGradient(
      _ t: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) -> Double {
      let n = net.dimension
      let count = Double(classes.count)
      for i in 0..<n { gradient[i] = 0 }
      var value = 0.0
      for sample in classes.indices {
        value += forward(t, sample)
        p[classes[sample]] -= 1
        for k in 0..<outputs {
          gradient[b2 + k] += p[k]
          for j in 0..<hidden { gradient[w2 + k * hidden + j] += p[k] * h[j] }
        }
        for j in 0..<hidden {
          var back = 0.0
          for k in 0..<outputs { back += p[k] * t[w2 + k * hidden + j] }
          back *= 1 - h[j] * h[j]
          gradient[b1 + j] += back
          for i in 0..<features { gradient[j * features + i] += back * x[sample * features + i] }
        }
      }
      value /= count
      for i in 0..<n {
        value += net.lambda * t[i] * t[i]
        gradient[i] = gradient[i] / count + 2 * net.lambda * t[i]
      }
      return value
    }

    /// J^T (diag p - p p^T) J + sum_k (p - y)_k Hess o_k, averaged, + 2 lambda.
    func hessian(_ t: [Double]) -> [Double] {
      let n = net.dimension
      var total = [Double](repeating: 0, count: n * n)
      var jacobian = [Double](repeating: 0, count: outputs * n)
      for sample in classes.indices {
        _ = t.withUnsafeBufferPointer { forward($0.baseAddress!, sample) }
        func input(_ i: Int) -> Double { i < features ? x[sample * features + i] : 1 }
        func place(_ j: Int, _ i: Int) -> Int { i < features ? j * features + i : b1 + j }
        for i in jacobian.indices { jacobian[i] = 0 }
        for k in 0..<outputs {
          jacobian[k * n + b2 + k] = 1
          for j in 0..<hidden {
            jacobian[k * n + w2 + k * hidden + j] = h[j]
            let slope = t[w2 + k * hidden + j] * (1 - h[j] * h[j])
            for i in 0...features { jacobian[k * n + place(j, i)] = slope * input(i) }
          }
        }
        for a in 0..<n {
          let mean = (0..<outputs).reduce(0) { $0 + p[$1] * jacobian[$1 * n + a] }
          for k in 0..<outputs {
            let weight = p[k] * (jacobian[k * n + a] - mean)
            guard weight != 0 else { continue }
            for b in 0..<n { total[a * n + b] += weight * jacobian[k * n + b] }
          }
        }
        p[classes[sample]] -= 1
        for j in 0..<hidden {
          let slope = 1 - h[j] * h[j]
          var back = 0.0
          for k in 0..<outputs {
            back += p[k] * t[w2 + k * hidden + j]
            for i in 0...features {
              let mixed = p[k] * slope * input(i)
              total[(w2 + k * hidden + j) * n + place(j, i)] += mixed
              total[place(j, i) * n + w2 + k * hidden + j] += mixed
            }
          }
          for i in 0...features {
            for l in 0...features {
              total[place(j, i) * n + place(j, l)] += -2 * h[j] * slope * back * input(i) * input(l)
            }
          }
        }
      }
      let count = Double(classes.count)
      for a in total.indices { total[a] /= count }
      for a in 0..<n { total[a * n + a] += 2 * net.lambda }
      return total
    }
  }
}
