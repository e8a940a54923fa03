import LuaBridge
import Tensors

/// Indices of Lua count from 1, or from the end if negative; positions of the engine count from 0.
enum LuaIndex {
  /// The position in a list of `size` items.
  static func position(_ index: Int, in size: Int, of operation: String) throws -> Int {
    let position = index > 0 ? index - 1 : index + size
    guard index != 0, (0..<size).contains(position) else {
      throw TensorError.index(operation: operation, got: index, size: size)
    }
    return position
  }

  /// The same of a dimension, of which the error says the rank.
  static func dimension(_ index: Int, rank: Int, of operation: String) throws -> Int {
    let dimension = index > 0 ? index - 1 : index + rank
    guard index != 0, (0..<rank).contains(dimension) else {
      throw TensorError.dimension(operation: operation, got: index, rank: rank)
    }
    return dimension
  }

  /// Indices from 1, or from -1 backwards, as int32 indices from 0. They are checked here if they are
  /// known, and by the operation that uses them otherwise.
  static func positions(
    _ list: Value, in size: Int, of operation: String
  ) throws -> Value {
    guard let tensor = try list.known else {
      // Far outside is as good as outside.
      let whole = try list.clippedToWhole().clamped(-Double(size) - 1, Double(size) + 1)
      let positions = try whole.less(than: 0).select(whole + Double(size), whole - 1)
      // What is no whole number becomes a position outside.
      return try list.dtype.isFloat
        ? whole.cast(to: list.dtype).equals(list).select(positions, positions.filled(-1))
        : positions
    }
    if tensor.count > 64, let positions = try positionsFromOne(list, in: size) {
      return positions
    }
    let values = try (0..<tensor.count).map { k -> Int32 in
      guard let index = Int(exactly: tensor[k]) else {
        throw MessageError("\(operation): indices must be whole numbers, got \(tensor[k])")
      }
      guard let position = Int32(exactly: try Self.position(index, in: size, of: operation)) else {
        throw MessageError(
          "\(operation): indices beyond \(Int32.max) are not supported, got \(index)")
      }
      return position
    }
    return .tensor(try Tensor(values, shape: tensor.shape))
  }

  /// The indices from 0 if all are whole numbers from 1 to size, as nearly always; nil if one by one has to
  /// be looked at.
  private static func positionsFromOne(_ list: Value, in size: Int) throws -> Value? {
    let whole = try list.clippedToWhole()
    guard try whole.min().tensor().item() >= 1, try whole.max().tensor().item() <= Double(size)
    else {
      return nil
    }
    if list.dtype.isFloat {
      let isWhole = try whole.cast(to: list.dtype).equals(list)
      guard try isWhole.min().tensor().item() == 1 else { return nil }
    }
    return try whole - 1
  }
}
