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
    guard data.count.isMultiple(of: 8), data.count / 8 == count else { return nil }
    let x = data.withUnsafeBytes { bytes in
      (0..<count).map { index in
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
      }
    }
    return x.allSatisfy(\.isFinite) ? x : nil
  }
}
