import Foundation
import Tensors

/// Named tensors and text in one file (.safetensors): the length of a header in JSON, the header,
/// and the elements.
///
/// A reader that trusts the header would read beyond the file or share bytes between tensors; here
/// the places of the tensors must fill the rest of the file, without gaps or overlaps.
public struct Safetensors: Sendable {
  /// In the order of their bytes.
  public var tensors: [(name: String, tensor: Tensor)]
  public var metadata: [String: String]
  /// Tensors that hold what cannot be read, and why.
  public private(set) var unreadable: [(name: String, error: FormatError)] = []

  public init(tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// What the header says of one tensor.
  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  /// The header: tensors by name, and texts under `__metadata__`.
  private struct Header: Codable {
    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ text: String) { stringValue = text }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { nil }
    }

    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    static let metadataKey = Key("__metadata__")

    init() {}

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == Header.metadataKey.stringValue {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      for (name, entry) in entries { try container.encode(entry, forKey: Key(name)) }
      if !metadata.isEmpty { try container.encode(metadata, forKey: Header.metadataKey) }
    }
  }

  private static let types: [String: ElementType] = [
    "BOOL": .bool, "I8": .int8, "U8": .uint8, "I16": .int16, "U16": .uint16, "I32": .int32,
    "U32": .uint32, "I64": .int64, "U64": .uint64, "F16": .float16, "BF16": .bfloat16,
    "F32": .float32, "F64": .float64,
  ]

  /// All tensors of a file.
  /// - Throws: `DataError` or `FormatError`, with file and place.
  public init(reading path: String) throws {
    try self.init(opening: path)
    if let first = unreadable.first { throw first.error }
  }

  /// A file of which some tensors may hold what cannot be read.
  ///
  /// - Parameter rounds: whether whole numbers that float64 does not hold are rounded.
  /// - Throws: `DataError` or `FormatError`, with file and place, if the file is damaged.
  public init(opening path: String, rounds: Bool = false) throws {
    let input = try ByteInput(file: path)
    let header = try Safetensors.header(input)
    let size = input.remaining
    metadata = header.metadata
    tensors = []
    // One after the other as they lie in the file; empty ones first where they share a place.
    let order = header.entries.sorted { a, b in
      let (p, q) = (a.value.offsets, b.value.offsets)
      return p == q ? a.key < b.key : p.lexicographicallyPrecedes(q)
    }
    var expected = 0
    for (name, entry) in order {
      func fail(_ problem: String) -> FormatError {
        FormatError(path: path, place: "tensor \(quoted(name))", problem: problem)
      }
      guard entry.offsets.count == 2, entry.offsets[0] == expected,
        entry.offsets[1] >= expected, entry.offsets[1] <= size
      else {
        throw fail(
          "its data_offsets are \(entry.offsets), expected them to begin at \(expected), where "
            + "the tensor before it ends, and to end in the file, which has \(size) bytes of data")
      }
      let bytes = entry.offsets[1] - expected
      expected += bytes
      guard let type = Safetensors.types[entry.dtype] else {
        unreadable.append((name, fail("expected a dtype such as F32, got \(quoted(entry.dtype))")))
        try input.skip(bytes, for: "tensor \(quoted(name))")
        continue
      }
      let shape: Shape
      do { shape = try Shape(entry.shape) } catch { throw fail("\(error)") }
      guard shape.count.multipliedReportingOverflow(by: type.size) == (bytes, false) else {
        throw fail("\(shape) \(entry.dtype) does not take \(bytes) bytes")
      }
      let end = input.position + bytes
      do {
        let what = "tensor \(quoted(name))"
        tensors.append(
          (name, try type.tensor(entry.shape, from: input, name: what, rounds: rounds)))
      } catch let array as UnreadableArray {
        unreadable.append((name, array.error))
        try input.skip(end - input.position, for: "tensor \(quoted(name))")
      }
    }
    try input.requireEnd(after: "the last tensor")
  }

  private static func header(_ input: ByteInput) throws -> Header {
    let length = try input.unsigned(8, for: "the header's length")
    guard length <= input.remaining, let length = Int(exactly: length) else {
      try FileSignature.refuse(input.path, expected: "tensors in the format safetensors")
      throw input.failure(
        "the header is said to have \(length) bytes, but \(input.remaining) follow", at: 0)
    }
    // The decoder makes a tree of it.
    try Memory.requireRoom(for: length.multipliedReportingOverflow(by: 16).partialValue)
    let text = try input.bytes(length, for: "the header")
    do {
      return try JSONDecoder().decode(Header.self, from: Data(text))
    } catch let error as DecodingError {
      let context: DecodingError.Context
      switch error {
      case .dataCorrupted(let c), .keyNotFound(_, let c), .typeMismatch(_, let c),
        .valueNotFound(_, let c):
        context = c
      @unknown default: context = .init(codingPath: [], debugDescription: "\(error)")
      }
      let place = context.codingPath.map { quoted($0.stringValue) }.joined(separator: ", ")
      let detail =
        (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
      throw FormatError(
        path: input.path, place: "header\(place.isEmpty ? "" : " at \(place)")",
        problem: detail ?? context.debugDescription)
    } catch {
      throw FormatError(path: input.path, place: "header", problem: "\(error)")
    }
  }

  /// - Throws: `DataError` if names repeat, or the file cannot be written.
  public func write(to path: String) throws {
    try requireNames(tensors.map(\.name) + ["__metadata__"])
    var header = Header()
    header.metadata = metadata
    var end = 0
    // Large elements first, so that every tensor begins at a multiple of its element's size.
    let ordered =
      tensors.filter { $0.tensor.dtype == .float64 }
      + tensors.filter { $0.tensor.dtype != .float64 }
    for (name, tensor) in ordered {
      let type = Safetensors.types.first { $0.value == ElementType(tensor.dtype) }?.key ?? "F32"
      let next = end + tensor.type.byteCount
      header.entries[name] = Entry(
        dtype: type, shape: tensor.shape.dimensions, offsets: [end, next])
      end = next
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = Array(try encoder.encode(header))
    while text.count % 8 != 0 { text.append(0x20) }
    try AtomicFile.write(path) { output in
      try withUnsafeBytes(of: UInt64(text.count).littleEndian) { try output.write($0) }
      try output.write(text)
      for (_, tensor) in ordered { try tensor.withBytes { try output.write($0) } }
    }
  }
}
