import Foundation
import Tensors

/// The binary version of CIFAR-10 (Krizhevsky 2009): records of one label and 3 x 32 x 32 bytes,
/// red, green and blue plane, row by row.
public enum CIFAR10 {
  static let recordSize = 1 + 3 * 32 * 32

  /// The records of one file, compressed by gzip or not.
  ///
  /// - Returns: images `[n, 3, 32, 32]` from 0 to 1, and classes from 1.
  public static func read(_ path: String) throws -> (images: Tensor, classes: [Int32]) {
    // The number of records is known only at the end: they are gathered as they come.
    let input = try ByteInput(gzip: path)
    var (classes, pixels): ([Int32], [UInt8]) = ([], [])
    while let record = try nextRecord(input) {
      guard record[0] < 10 else {
        throw input.failure(
          "the label of image \(classes.count + 1) is \(record[0]), expected 0 to 9",
          at: input.position - recordSize)
      }
      classes.append(Int32(record[0]) + 1)
      pixels += record[1...]
    }
    guard !classes.isEmpty else { throw input.failure("there are no images") }
    let type = TensorType(try Shape([classes.count, 3, 32, 32]), .float32)
    let images = try Tensor(type) { memory in
      useLargePages(memory, byteCount: type.byteCount)
      let floats = memory.assumingMemoryBound(to: Float.self)
      pixels.withUnsafeBufferPointer { for k in $0.indices { floats[k] = Float($0[k]) / 255 } }
    }
    return (images, classes)
  }

  private static func nextRecord(_ input: ByteInput) throws -> [UInt8]? {
    guard let first = try input.nextByte() else { return nil }
    return [first] + (try input.bytes(recordSize - 1, for: "an image"))
  }

  /// All `data_batch_*.bin` in a folder as the training part, `test_batch*.bin` as the test part.
  static func load(folder: String, dtype: DType) throws -> (train: Dataset, test: Dataset) {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    func part(_ prefix: String) throws -> Dataset {
      // Unpacked beside the packed file: one of them is enough.
      let names = files.filter {
        $0.hasPrefix(prefix)
          && ($0.hasSuffix(".bin")
            || $0.hasSuffix(".bin.gz") && !files.contains(String($0.dropLast(3))))
      }
      guard !names.isEmpty else {
        throw DataError.unreadable(
          path: "\(folder)/\(prefix)*.bin", reason: "there is no such file, nor one with .gz")
      }
      let parts = try names.map { try read("\(folder)/\($0)") }
      let images = try Value.concatenated(parts.map { .tensor($0.images) }, dimension: 0).tensor()
      return try Dataset(
        images: images, classes: parts.flatMap(\.classes),
        classNames: ImageFiles.cifar10.classNames, dtype: dtype)
    }
    return (try part("data_batch_"), try part("test_batch"))
  }
}
