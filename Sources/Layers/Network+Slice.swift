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
}
