import DataIO
import Layers
import Tensors

/// Networks of .nnet files as layers, on raw inputs and giving raw outputs.
enum NNetNetwork {
  static func load(_ path: String, dtype: DType) throws -> Network {
    let file = try NNet(reading: path, dtype: dtype)
    let ranges = file.ranges
    func row(_ numbers: [Double]) throws -> Tensor { try Tensor(numbers, dtype: dtype) }
    let (minima, maxima) = (try row(file.minima), try row(file.maxima))
    let (means, spans) = (
      try row(Array(file.means.dropLast())), try row(Array(ranges.dropLast()))
    )
    var layers: [any Layer] = [
      FunctionLayer(name: "Normalize(\(file.inputs))") { x, _ in
        let inside = try x.maximum(.tensor(minima)).minimum(.tensor(maxima))
        return try (inside - .tensor(means)) / .tensor(spans)
      }
    ]
    var pieces: [Value] = []
    for (position, layer) in file.layers.enumerated() {
      if position > 0 { layers.append(ReLU()) }
      layers.append(try Linear(layer.weight.shape[1], layer.weight.shape[0]))
      pieces.append(try Value.tensor(layer.weight).reshaped(to: Shape([layer.weight.count])))
      pieces.append(.tensor(layer.bias))
    }
    let (mean, range) = (file.means.last ?? 0, ranges.last ?? 1)
    layers.append(FunctionLayer(name: "Scale") { y, _ in try y * range + mean })
    return try Network(layers, dtype: dtype).with(
      parameters: .tensor(Value.concatenated(pieces, dimension: 0).tensor()))
  }
}
