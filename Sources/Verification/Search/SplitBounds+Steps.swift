import Reachability
import Tensors

/// One step: lines are carried back to the inputs, the inputs where they are lowest forward again, and slopes
/// and multipliers move up the gradient that this gives.
extension SplitBounds {
  func backward(_ lines: [Line]) {
    let stride = functions.inputStride
    for (line, content) in lines.enumerated() {
      let from = functions.weight.numbers.pointer + content.row * stride
      let to = current.pointer + line * stride
      for j in 0..<stride { to[j] = content.sign * from[j] }
      value[line] = content.sign * functions.bias[content.row]
      slack[line] = magnitudes[line]
    }
    for k in Swift.stride(from: depth - 1, through: 0, by: -1) {
      let layer = chain.layers[k]
      for (line, content) in lines.enumerated() { relax(k, line, content.box) }
      layer.weight.carry(current.pointer, to: next.pointer, rows: lines.count)
      swap(&current, &next)
    }
    let width = Numbers.stride(chain.inputs)
    for (line, content) in lines.enumerated() {
      let (row, out) = (current.pointer + line * width, corner.pointer + line * width)
      let lower = self.lower.pointer + content.box * width
      let upper = self.upper.pointer + content.box * width
      var (sum, size) = (0.0, 0.0)
      for i in 0..<chain.inputs {
        let x = row[i] > 0 ? lower[i] : upper[i]
        out[i] = x
        sum += row[i] * x
        size += abs(row[i]) * max(abs(lower[i]), abs(upper[i]))
      }
      value[line] += sum
      slack[line] += size
    }
  }

  /// Carries a line through the rectifiers of a layer, and takes the layer's bias.
  func relax(_ k: Int, _ line: Int, _ box: Int) {
    let (layer, relaxation) = (chain.layers[k], relaxations[k])
    let first = line * layer.outputStride
    let row = current.pointer + first
    let (kept, slope) = (coefficients[k].pointer + first, slopes[k].pointer + first)
    let (side, multiplier) = (sides[k].pointer + first, multipliers[k].pointer + first)
    let own = box * relaxation.stride
    let (low, high) = (relaxation.lower.pointer + own, relaxation.upper.pointer + own)
    let steep = relaxation.upperSlope.pointer + own
    let intercept = relaxation.intercept.pointer + own
    let (bias, magnitude) = (layer.bias.pointer, relaxation.magnitude.pointer + own)
    var (sum, size) = (0.0, 0.0)
    for j in 0..<layer.outputs {
      let a = row[j]
      kept[j] = a
      var b: Double
      if side[j] != 0 {
        // Multipliers are no smaller than 0: side * input is as well.
        b = (side[j] > 0 ? a : 0) - multiplier[j] * side[j]
        size += abs(a) * magnitude[j]
      } else if low[j] >= 0 {
        b = a
      } else if high[j] <= 0 {
        b = 0
      } else if a > 0 {
        b = a * slope[j]
      } else {
        b = a * steep[j]
        sum += a * intercept[j]
        size -= a * (magnitude[j] + intercept[j])
      }
      row[j] = b
      sum += b * bias[j]
      size += abs(b) * magnitude[j]
    }
    for j in layer.outputs..<layer.outputStride { row[j] = 0 }
    value[line] += sum
    slack[line] += size
  }

  /// The inputs of the rectifiers where the bounds were taken.
  func forward(_ lines: [Line]) {
    let count = lines.count
    var width = Numbers.stride(chain.inputs)
    current.pointer.update(from: corner.pointer, count: count * width)
    for k in 0..<depth {
      let (layer, relaxation) = (chain.layers[k], relaxations[k])
      layer.weight.apply(current.pointer, to: inputs[k].pointer, rows: count)
      width = layer.outputStride
      for (line, content) in lines.enumerated() {
        let (first, own) = (line * width, content.box * relaxation.stride)
        let (low, high) = (relaxation.lower.pointer + own, relaxation.upper.pointer + own)
        let steep = relaxation.upperSlope.pointer + own
        let intercept = relaxation.intercept.pointer + own
        let (z, out) = (inputs[k].pointer + first, current.pointer + first)
        let (a, slope, side) = (
          coefficients[k].pointer + first, slopes[k].pointer + first, sides[k].pointer + first
        )
        for j in 0..<layer.outputs {
          z[j] += layer.bias.pointer[j]
          if side[j] != 0 {
            out[j] = side[j] > 0 ? z[j] : 0
          } else if low[j] >= 0 {
            out[j] = z[j]
          } else if high[j] <= 0 {
            out[j] = 0
          } else if a[j] > 0 {
            out[j] = slope[j] * z[j]
          } else {
            out[j] = steep[j] * z[j] + intercept[j]
          }
        }
        for j in layer.outputs..<width { out[j] = 0 }
      }
    }
  }

  /// A step of Adam upward on slopes and multipliers.
  func update(_ lines: [Line], _ step: Int) {
    let (decay, one, two) = LineSteps.rates(step)
    let (slow, slower, tiny) = (LineSteps.first, LineSteps.second, LineSteps.tiny)
    for k in 0..<depth {
      let (layer, relaxation) = (chain.layers[k], relaxations[k])
      for (line, content) in lines.enumerated() {
        let own = content.box * relaxation.stride
        let (low, high) = (relaxation.lower.pointer + own, relaxation.upper.pointer + own)
        for j in 0..<layer.outputs {
          let at = line * layer.outputStride + j
          let side = sides[k][at]
          let isFree = side != 0 || (low[j] < 0 && high[j] > 0)
          guard isFree else { continue }
          let a = coefficients[k][at]
          let gradient = side != 0 ? -side * inputs[k][at] : a > 0 ? a * inputs[k][at] : 0
          first[k][at] = slow.kept * first[k][at] + slow.taken * gradient
          second[k][at] = slower.kept * second[k][at] + slower.taken * gradient * gradient
          let move = first[k][at] / one / ((second[k][at] / two).squareRoot() + tiny) * decay
          if side != 0 {
            multipliers[k][at] = max(multipliers[k][at] + 0.05 * move, 0)
          } else {
            slopes[k][at] = min(max(slopes[k][at] + 0.25 * move, 0), 1)
          }
        }
      }
    }
  }

  /// Neurons that are on both sides of zero as far as is known.
  func candidates(_ line: Int, _ box: Int) -> [Candidate] {
    var found: [Candidate] = []
    for k in 0..<depth {
      let relaxation = relaxations[k]
      for j in 0..<chain.layers[k].outputs {
        let at = line * chain.layers[k].outputStride + j
        guard sides[k][at] == 0, relaxation.isUnstable(box, j) else { continue }
        let own = box * relaxation.stride + j
        let (a, z) = (coefficients[k][at], inputs[k][at])
        let relu = max(z, 0)
        // How far the line is from the function where the bound was taken.
        let gap =
          a > 0
          ? a * (relu - slopes[k][at] * z)
          : -a * (relaxation.upperSlope[own] * z + relaxation.intercept[own] - relu)
        found.append(
          Candidate(
            layer: k, neuron: j, gap: gap, intercept: max(-a, 0) * relaxation.intercept[own]))
      }
    }
    return found
  }
}
