import DataIO
import Layers
import Tensors

/// Networks of .nnet files as layers, on raw inputs and giving raw outputs.
enum NNetNetwork {
  static func load(_ path: String, dtype: DType) throws -> Network {
    let file = try NNet(reading: path, dtype: .float64)
    let (minima, maxima) = (file.minima, file.maxima)
    // Inputs outside their range count as its ends.
    let clamp = FunctionLayer(name: "Clamp(\(file.inputs))") { x, _ in
      try x.maximum(.tensor(Tensor(minima, dtype: x.dtype)))
        .minimum(.tensor(Tensor(maxima, dtype: x.dtype)))
    }
    var layers: [any Layer] = [
      clamp,
      try Normalize(
        mean: Array(file.means.dropLast()), deviation: Array(file.ranges.dropLast())),
    ]
    var pieces: [Value] = []
    for (position, layer) in file.layers.enumerated() {
      var (weight, bias) = (Value.tensor(layer.weight), Value.tensor(layer.bias))
      if position > 0 { layers.append(ReLU()) }
      if position == file.layers.count - 1, let mean = file.means.last, let range = file.ranges.last
      {
        // Raw outputs are y * range + mean, which the last layer does as well.
        (weight, bias) = (try weight * range, try bias * range + mean)
      }
      layers.append(try Linear(layer.weight.shape[1], layer.weight.shape[0]))
      pieces += [try weight.reshaped(to: Shape([layer.weight.count])), bias]
    }
    let parameters = try Value.concatenated(pieces, dimension: 0).cast(to: dtype)
    return try Network(layers, dtype: dtype).with(parameters: .tensor(parameters.tensor()))
  }
}
