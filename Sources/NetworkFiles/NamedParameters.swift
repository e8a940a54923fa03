import DataIO
import Layers
import Tensors

extension Network {
  /// Parameters and buffers by name, each in its shape.
  func namedTensors() throws -> [(name: String, tensor: Tensor)] {
    func named(_ blocks: [Block], _ vector: Value) throws -> [(name: String, tensor: Tensor)] {
      try blocks.map { block in
        (block.name, try vector.sliced(0, block.range).reshaped(to: block.shape).tensor())
      }
    }
    return try named(blocks, parameters) + named(bufferBlocks, buffers)
  }

  /// The network with the parameters and buffers of these names, in its own precision.
  ///
  /// Names may count layers from 1, as here, or from 0, as PyTorch's `state_dict` does.
  /// - Throws: `NetworkFileError` that lists names which do not fit.
  func with(named tensors: [(name: String, tensor: Tensor)], path: String) throws -> Network {
    // PyTorch counts the batches that a normalisation saw; nothing here needs it.
    let tensors = tensors.filter { !$0.name.hasSuffix("num_batches_tracked") }
    let all = blocks + bufferBlocks
    let wanted = Set(all.map(\.name))
    let names = tensors.map(\.name)
    let counted = names.map(NamedParameters.countedFromOne)
    // Exactly these names first: a network's own file must never be shifted.
    let chosen = Set(names) != wanted && Set(counted) == wanted ? counted : names
    let byName = Dictionary(
      zip(chosen, tensors.map(\.tensor)), uniquingKeysWith: { first, _ in first })
    guard Set(chosen) == wanted else {
      throw NetworkFileError.names(
        path: path, missing: all.map(\.name).filter { byName[$0] == nil },
        unknown: chosen.filter { !wanted.contains($0) })
    }
    func vector(_ blocks: [Block]) throws -> Value {
      let pieces = try blocks.compactMap { block -> Value? in
        guard let tensor = byName[block.name] else { return nil }
        guard tensor.shape == block.shape else {
          throw NetworkFileError.shape(
            path: path, name: block.name, expected: block.shape, got: tensor.shape)
        }
        return try Value.tensor(tensor).reshaped(to: Shape([tensor.count])).cast(to: dtype)
      }
      guard !pieces.isEmpty else { return .tensor(try Tensor([], dtype: dtype)) }
      return .tensor(try Value.concatenated(pieces, dimension: 0).tensor())
    }
    return try with(parameters: vector(blocks)).with(buffers: vector(bufferBlocks))
  }
}

enum NamedParameters {
  /// `0.weight` as `1.weight`, `2.0.bias` as `3.1.bias`.
  static func countedFromOne(_ name: String) -> String {
    name.split(separator: ".", omittingEmptySubsequences: false).map { part in
      Int(part).flatMap { $0 < .max ? "\($0 + 1)" : nil } ?? String(part)
    }.joined(separator: ".")
  }
}
