import DataIO
import Foundation
import ONNXProto

/// Where the numbers of a tensor lie, if not in the model itself: a file in the model's folder, and a range of
/// its bytes. It is how models above 2 GB are written, and how PyTorch writes all of them.
struct ExternalData {
  private let file: String
  private let offset: Int
  private let length: Int?
  private let location: String

  /// - Parameter model: the path of the model, in whose folder the file must be.
  /// - Throws: `OperatorError` if the file is elsewhere, or its place is none.
  init(_ tensor: Onnx_TensorProto, model: String) throws {
    var entries: [String: String] = [:]
    for entry in tensor.externalData { entries[entry.key] = entry.value }
    guard let location = entries["location"], !location.isEmpty else {
      throw OperatorError("its numbers are in another file, which it does not name")
    }
    self.location = location
    func number(_ name: String) throws -> Int? {
      guard let text = entries[name] else { return nil }
      guard let number = Int(text), number >= 0 else {
        throw OperatorError("its \(name) in \(quoted(location)) is \(quoted(text))")
      }
      return number
    }
    offset = try number("offset") ?? 0
    length = try number("length")
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.hasPrefix("/"), !location.utf8.contains(0), !parts.contains("..") else {
      throw ExternalData.outside(location)
    }
    let folder = model.lastIndex(of: "/").map { String(model[...$0]) } ?? "./"
    file = folder + location
    // A link may lead out of the folder.
    guard let home = realpath(folder, nil) else { return }
    defer { free(home) }
    guard let target = realpath(file, nil) else {
      throw OperatorError(
        "its numbers are in the file \(quoted(location)), which is not beside the model "
          + "(\(String(cString: strerror(errno))))")
    }
    defer { free(target) }
    let inside = String(cString: home)
    guard String(cString: target).hasPrefix(inside == "/" ? inside : inside + "/") else {
      throw ExternalData.outside(location)
    }
  }

  private static func outside(_ location: String) -> OperatorError {
    OperatorError(
      "its numbers are in the file \(quoted(location)), expected one in the folder of the model")
  }

  /// The bytes, of which there must be so many.
  func input(_ count: Int) throws -> ByteInput {
    guard length ?? count == count else {
      throw OperatorError(
        "it takes \(count) bytes, but \(quoted(location)) has \(length ?? 0) for it")
    }
    return try ByteInput(file: file, offset: offset, count: count)
  }
}
