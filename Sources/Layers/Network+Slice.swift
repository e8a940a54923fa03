import Tensors

extension Network {
  /// Some layers that follow one another as a network, at the same parameters, through which derivatives go on. It
  /// evaluates.
  /// - Parameter range: of layers, from 0.
  public func slice(_ range: Range<Int>) throws -> Network {
    func count(_ part: Range<Int>, _ size: (any Layer) -> Int) -> Int {
      layers[part].reduce(0) { $0 + size($1) }
    }
    func part(_ flat: Value, _ size: (any Layer) -> Int) throws -> Value {
      let first = count(0..<range.lowerBound, size)
      return try flat.sliced(0, first..<first + count(range, size))
    }
    func parameters(_ layer: any Layer) -> Int {
      layer.parameters.reduce(0) { $0 + $1.shape.count }
    }
    func buffers(_ layer: any Layer) -> Int { layer.buffers.reduce(0) { $0 + $1.shape.count } }
    return try Network(
      Array(layers[range]), parameters: part(self.parameters, parameters),
      buffers: part(self.buffers, buffers),
      sampleShape: range.lowerBound == 0 ? sampleShape : nil)
  }

  /// Other layers with the same blocks of parameters and buffers: those inside a container for example.
  package func with(layers: [any Layer]) -> Network {
    Network(layers, parameters: parameters, buffers: buffers, sampleShape: nil)
  }

  /// The network with the parameters and buffers of some of its layers replaced.
  /// - Parameters:
  ///   - range: of layers, from 0.
  ///   - part: a network of these layers.
  package func replacing(_ range: Range<Int>, with part: Network) throws -> Network {
    let (before, after) = try (
      slice(0..<range.lowerBound), slice(range.upperBound..<layers.count)
    )
    func joined(_ flat: (Network) -> Value) throws -> Value {
      let type = flat(self).dtype
      return try .concatenated(
        [flat(before), flat(part).cast(to: type), flat(after)], dimension: 0)
    }
    return try with(parameters: joined(\.parameters)).with(buffers: joined(\.buffers))
  }
}
