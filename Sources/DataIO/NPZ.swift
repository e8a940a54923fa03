import Tensors

/// NumPy's format for several named arrays (.npz): a zip archive of .npy files.
public enum NPZ {
  /// The arrays, in the order of the archive.
  ///
  /// - Throws: `DataError` or `FormatError`, with file, entry and place.
  public static func read(_ path: String) throws -> [(name: String, tensor: Tensor)] {
    let archive = try ZipArchive(path)
    var seen: Set<String> = []
    return try archive.names().enumerated().map { index, file in
      let name = file.hasSuffix(".npy") ? String(file.dropLast(4)) : file
      guard seen.insert(name).inserted else {
        throw FormatError(path: path, place: "entry \(quoted(file))", problem: "it is there twice")
      }
      let input = try archive.entry(index, name: file)
      let tensor = try NPY.decode(input)
      try input.requireEnd(after: "the array")
      return (name, tensor)
    }
  }

  /// - Throws: `DataError` if names repeat or are empty, or the file cannot be written.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], to path: String, compressed: Bool = false
  ) throws {
    try requireNames(tensors.map(\.name))
    try ZipArchive.write(
      tensors.map { name, tensor in
        ("\(name).npy", tensor.withBytes { NPY.header(of: tensor) + $0 })
      }, to: path, compressed: compressed)
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
