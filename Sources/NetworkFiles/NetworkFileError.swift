import Tensors

/// Why a network cannot be written to a file or read from one.
public enum NetworkFileError: Error, Equatable, CustomStringConvertible {
  /// A suffix that no format has.
  case suffix(path: String, expected: [String])
  /// A file of numbers without a description of the layers.
  case noArchitecture(path: String)
  /// Layers that have no description, such as functions of a script.
  case notDescribed(layers: [String])
  /// A description that cannot be understood.
  case architecture(path: String, problem: String)
  /// Parameters that the network has and the file has not, and the reverse.
  case names(path: String, missing: [String], unknown: [String])
  case shape(path: String, name: String, expected: Shape, got: Shape)
  /// More layers inside each other than a description can have.
  case nested(limit: Int)
  /// The size of a sample cannot be told from the layers.
  case sampleShape(candidates: Int)

  public var description: String {
    switch self {
    case .suffix(let path, let expected):
      "\"\(path)\": expected a file that ends with \(expected.joined(separator: ", "))"
    case .noArchitecture(let path):
      "\"\(path)\" holds parameters but no layers: build the network and use net:load(path)"
    case .notDescribed(let layers):
      "these layers cannot be described in a file: \(layers.joined(separator: ", ")); "
        + "save as .onnx, or keep the script and use net:load(path) for the parameters"
    case .architecture(let path, let problem): "\"\(path)\", architecture: \(problem)"
    case .names(let path, let missing, let unknown):
      "\"\(path)\" is of another network"
        + NetworkFileError.list("; it has no ", missing)
        + NetworkFileError.list("; the network has no ", unknown)
    case .shape(let path, let name, let expected, let got):
      "\"\(path)\", tensor \"\(name)\": expected \(expected), got \(got)"
    case .nested(let limit):
      "the layers are nested deeper than \(limit) levels, and files hold no more"
    case .sampleShape:
      "the shape of a sample does not follow from the layers: give it, {input = {1, 28, 28}}"
    }
  }

  private static func list(_ start: String, _ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    let more = names.count > 6 ? " and \(names.count - 6) more" : ""
    return start + names.prefix(6).joined(separator: ", ") + more
  }
}
