import Foundation

/// Points as they lie in the database: float64, little-endian, nothing else.
enum CoordinateBlob {
  static func encode(_ x: [Double]) -> Data {
    var data = Data(capacity: 8 * x.count)
    for value in x {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  /// nil unless there are exactly `count` finite numbers.
  static func decode(_ data: Data, count: Int) -> [Double]? {
    guard let x = decode(data), x.count == count, x.allSatisfy(\.isFinite) else { return nil }
    return x
  }

  /// Any numbers; nil if the length is not that of whole ones.
  static func decode(_ data: Data) -> [Double]? {
    guard data.count.isMultiple(of: 8) else { return nil }
    return data.withUnsafeBytes { bytes in
      (0..<data.count / 8).map { index in
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
      }
    }
  }
}
