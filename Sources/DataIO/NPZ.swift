import Tensors

/// NumPy's format for several named arrays (.npz): a zip archive of .npy files.
public enum NPZ {
  /// The arrays, in the order of the archive, all of which must be numbers.
  ///
  /// - Throws: `DataError` or `FormatError`, with file, entry and place.
  public static func read(_ path: String) throws -> [(name: String, tensor: Tensor)] {
    try contents(of: path).map { name, content in
      guard case .tensor(let tensor) = try content.get() else {
        throw FormatError(
          path: path, place: "entry \(quoted(name))", problem: "expected numbers, got text")
      }
      return (name, tensor)
    }
  }

  /// What is in the archive, in its order. An array that holds what cannot be read does not close the others.
  ///
  /// - Parameter rounds: whether whole numbers that float64 does not hold are rounded.
  /// - Throws: `DataError` or `FormatError`, with file, entry and place, if the file is damaged.
  public static func contents(
    of path: String, rounds: Bool = false
  ) throws -> [(name: String, content: Result<NPY.Content, FormatError>)] {
    let archive: ZipArchive
    do { archive = try ZipArchive(path) } catch {
      try FileSignature.refuse(path, expected: "arrays in a zip archive (.npz)")
      throw error
    }
    var seen: Set<String> = []
    return try archive.names().enumerated().map { index, file in
      let name = file.hasSuffix(".npy") ? String(file.dropLast(4)) : file
      guard seen.insert(name).inserted else {
        throw FormatError(path: path, place: "entry \(quoted(file))", problem: "it is there twice")
      }
      let input = try archive.entry(index, name: file)
      do {
        let content = try NPY.decode(input, rounds: rounds)
        try input.requireEnd(after: "the array")
        return (name, .success(content))
      } catch let unreadable as UnreadableArray {
        return (name, .failure(unreadable.error))
      }
    }
  }

  /// - Throws: `DataError` if names repeat or are empty, or the file cannot be written.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], to path: String, compressed: Bool = false
  ) throws {
    try requireNames(tensors.map(\.name))
    // The archive is made in memory: the entries, and what the library holds until it is closed.
    let claim = try MemoryClaim(2 * tensors.reduce(0) { $0 + $1.tensor.type.byteCount })
    try withExtendedLifetime(claim) {
      try ZipArchive.write(
        tensors.map { name, tensor in
          ("\(name).npy", tensor.withBytes { NPY.header(of: tensor) + $0 })
        }, to: path, compressed: compressed)
    }
  }
}

/// - Throws: `DataError` for a name that is empty or there twice.
func requireNames(_ names: [String]) throws {
  var seen: Set<String> = []
  for name in names {
    guard !name.isEmpty, !name.utf8.contains(0), seen.insert(name).inserted else {
      throw DataError.value(
        what: "name of a tensor", got: name.isEmpty ? "nothing" : quoted(name),
        expected: "a name that no other tensor has")
    }
  }
}
