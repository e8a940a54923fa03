import Tensors

/// A network as affine maps with neurons between them, one behind the other: rectifiers, or S-shaped ones.
struct Chain: Sendable {
  /// y = W x + b.
  struct Layer: Sendable {
    let inputs: Int
    let outputs: Int
    /// [outputs, inputs], in padded rows.
    let weight: LayerMatrix
    let bias: Numbers
    /// Sums of absolute values of all products of which weight and bias were made: in them the
    /// rounding errors of both are measured.
    let weightMagnitude: LayerMatrix
    let biasMagnitude: Numbers
    /// Errors of any sum that the layer is part of, relative to the magnitudes.
    let error: Double
    /// What stands behind each output; nil where all are rectifiers.
    let activations: [Activation]?

    var inputStride: Int { Numbers.stride(inputs) }
    var outputStride: Int { Numbers.stride(outputs) }

    /// - Parameters:
    ///   - weight: [outputs * inputs], row by row.
    ///   - operations: roundings behind an element of weight and bias.
    init(
      inputs: Int, outputs: Int, weight: [Double], bias: [Double], weightMagnitude: [Double],
      biasMagnitude: [Double], operations: Int, activations: [Activation]? = nil
    ) throws {
      self.inputs = inputs
      self.outputs = outputs
      self.activations = activations?.contains { $0 != .rectifier } ?? false ? activations : nil
      self.weight = try LayerMatrix(inputs: inputs, outputs: outputs, weight)
      self.weightMagnitude = try LayerMatrix(inputs: inputs, outputs: outputs, weightMagnitude)
      self.bias = try Numbers(rows: 1, columns: outputs) { bias[$0] }
      self.biasMagnitude = try Numbers(rows: 1, columns: outputs) { biasMagnitude[$0] }
      error = Layer.gamma(operations + inputs + outputs + Layer.around)
    }

    /// Roundings around a layer's sums: slopes, intercepts, bounds, and a sum over some hundred layers.
    private static let around = 1024

    /// n u / (1 - n u), the bound of the relative error of n roundings (Higham 2002, lemma 3.1).
    private static func gamma(_ n: Int) -> Double {
      let x = Double(n) * 0x1p-53
      return x / (1 - x)
    }

    /// Rows of coefficients behind the layer as one map: A (W x + b) - bounds.
    func merged(_ rows: [Specification.Row]) throws -> Layer {
      var weights: [Double] = []
      var biases: [Double] = []
      var weightMagnitudes: [Double] = []
      var biasMagnitudes: [Double] = []
      for row in rows {
        var weight = [Double](repeating: 0, count: inputs)
        var weightMagnitude = weight
        var (bias, biasMagnitude) = (-row.bound, abs(row.bound))
        for (j, a) in row.coefficients.enumerated() where a != 0 {
          for i in 0..<inputs {
            weight[i] += a * self.weight.numbers[j * inputStride + i]
            weightMagnitude[i] += abs(a) * self.weightMagnitude.numbers[j * inputStride + i]
          }
          bias += a * self.bias[j]
          biasMagnitude += abs(a) * self.biasMagnitude[j]
        }
        weights += weight
        weightMagnitudes += weightMagnitude
        biases.append(bias)
        biasMagnitudes.append(biasMagnitude)
      }
      let own = Int((error / (1 + error) * 0x1p53).rounded(.up))
      return try Layer(
        inputs: inputs, outputs: rows.count, weight: weights, bias: biases,
        weightMagnitude: weightMagnitudes, biasMagnitude: biasMagnitudes,
        operations: own + outputs + 2)
    }
  }

  let layers: [Layer]
  /// Whether layers behind the first read inputs, as what they exceed their lower bounds by.
  let passesInputs: Bool

  /// Whether all neurons are rectifiers.
  var isRectified: Bool { hidden.allSatisfy { $0.activations == nil } }
  var inputs: Int { layers[0].inputs }
  var outputs: Int { layers[layers.count - 1].outputs }
  /// Those with neurons behind them.
  var hidden: ArraySlice<Layer> { layers.dropLast() }
  var widest: Int { layers.map { max($0.inputStride, $0.outputStride) }.max() ?? 8 }
}
