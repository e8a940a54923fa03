import Layers
import Tensors

/// A small network drawn at random from all kinds of layers, with inputs for it.
struct RandomNetwork {
  let network: Network
  /// Of one sample.
  let inputs: [Int]

  init(seed: Int, dtype: DType) throws {
    var draw = Draw(seed: seed)
    let isImage = seed % 3 == 2
    let layers = isImage ? try draw.imageLayers() : try draw.denseLayers()
    inputs = isImage ? [draw.channels, 6, 5] : [draw.width]
    let plain = try Network(layers, seed: UInt64(seed), dtype: dtype)
    var random = CounterRandom(seed: UInt64(seed), stream: 1)
    // Larger than initial ones, so that activations leave their linear parts; scales of batch
    // normalisation get both signs.
    let gain = 0.5 + 2 * random.uniform()
    let noise = (0..<plain.parameterCount).map { _ in random.normal() }
    let drawn = try plain.parameters * gain + .tensor(Tensor(noise, dtype: dtype)) * 0.3
    let statistics = (0..<plain.buffers.shape.count).map { _ in 0.2 + random.uniform() }
    network = try plain.with(parameters: drawn)
      .with(buffers: .tensor(Tensor(statistics, dtype: plain.buffers.dtype)))
  }

  private struct Draw {
    var random: CounterRandom
    let width: Int
    let channels: Int

    init(seed: Int) {
      random = CounterRandom(seed: UInt64(seed))
      width = 1 + random.integer(below: 5)
      channels = 1 + random.integer(below: 2)
    }

    mutating func below(_ bound: Int) -> Int { random.integer(below: bound) }

    mutating func activation() throws -> any Layer {
      let all: [any Layer] = try [
        ReLU(), Tanh(), Sigmoid(), Softplus(), LeakyReLU(0.2), ELU(), ELU(0.5), GELU(), SiLU(),
        HardTanh(), Identity(), Dropout(0.3),
      ]
      return all[below(all.count)]
    }

    mutating func denseLayers() throws -> [any Layer] {
      var layers: [any Layer] = []
      if below(3) == 0 {
        layers.append(try Normalize(mean: [0.3], deviation: [0.7]))
      }
      var size = width
      for _ in 0...below(3) {
        let next = 1 + below(7)
        layers += try [Linear(size, next, bias: below(4) > 0), activation()]
        size = next
        if below(3) == 0 { layers.append(try BatchNorm(size)) }
        if below(2) == 0 {
          layers.append(Residual(try [Linear(size, size), activation(), Linear(size, size)]))
        }
      }
      if below(4) > 0 { layers.append(try Linear(size, 1 + below(4))) }
      return layers
    }

    mutating func imageLayers() throws -> [any Layer] {
      let maps = 1 + below(3)
      var layers: [any Layer] = try [
        Conv2d(channels, maps, kernel: Extent(3, 2), padding: Extent(1)), activation(),
      ]
      if below(2) == 0 { layers.append(try BatchNorm(maps)) }
      if below(2) == 0 {
        layers.append(
          Residual(
            try [
              Conv2d(maps, maps, kernel: Extent(3), padding: Extent(1), bias: false),
              activation(),
            ]))
      }
      // 6x6 images by now; 3x3 after pooling.
      let padding = Extent(below(2))
      switch below(3) {
      case 0: layers.append(MaxPool2d(try PoolingWindow(Extent(2), padding: padding)))
      case 1: layers.append(AvgPool2d(try PoolingWindow(Extent(2), padding: padding)))
      default:
        layers.append(
          try Conv2d(maps, maps, kernel: Extent(2), stride: Extent(2), padding: padding))
      }
      let side = padding.height == 0 ? 3 : 4
      layers += try [activation(), Flatten(), Linear(maps * side * side, 1 + below(4))]
      return layers
    }
  }
}
