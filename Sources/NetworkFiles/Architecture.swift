import Foundation
import Layers
import Tensors

/// What a layer is, as a file says it: its kind, its numbers, and layers inside it.
struct LayerDescription: Codable, Equatable {
  var type: String
  var numbers: [String: Double]?
  var lists: [String: [Double]]?
  var layers: [LayerDescription]?

  init(
    _ type: String, _ numbers: [String: Double]? = nil, lists: [String: [Double]]? = nil,
    layers: [LayerDescription]? = nil
  ) {
    self.type = type
    self.numbers = numbers
    self.lists = lists
    self.layers = layers
  }

  func number(_ name: String) throws -> Double {
    guard let number = numbers?[name] else { throw DescriptionError("\(type) has no \(name)") }
    return number
  }

  func integer(_ name: String) throws -> Int {
    guard let integer = Int(exactly: try number(name)), (0...1 << 40).contains(integer) else {
      throw DescriptionError("\(name) of \(type) must be a whole number, it is \(try number(name))")
    }
    return integer
  }

  func flag(_ name: String) throws -> Bool { try number(name) != 0 }

  func list(_ name: String) throws -> [Double] {
    guard let list = lists?[name] else { throw DescriptionError("\(type) has no \(name)") }
    return list
  }
}

struct DescriptionError: Error {
  let problem: String
  init(_ problem: String) { self.problem = problem }
}

/// The layers of a network as JSON: `{"version": 1, "layers": [{"type": "Linear", …}, …]}`, with the shape
/// of one sample, `"input": [1, 28, 28]`, if it is known.
struct Architecture: Codable, Equatable {
  static let version = 1
  /// In the metadata of .safetensors files, and an entry of .npz files.
  static let key = "tarn.architecture"

  var version: Int
  var layers: [LayerDescription]
  var input: [Int]?

  /// How deep layers may lie inside each other. Each level is two of JSON, and readers of JSON end at 512.
  static let deepest = 200
  private static let tooDeep = DescriptionError("layers are nested deeper than \(deepest) levels")

  /// - Throws: `NetworkFileError` that lists layers without description, or says that they are nested too
  ///   deep.
  init(of network: Network) throws {
    guard Nesting.depth(of: network.layers) <= Architecture.deepest else {
      throw NetworkFileError.nested(limit: Architecture.deepest)
    }
    version = Architecture.version
    input = network.sampleShape?.dimensions
    var missing: [String] = []
    layers = network.layers.compactMap { layer in
      let description = LayerTable.description(of: layer)
      if description == nil { missing.append(layer.name) }
      return description
    }
    guard missing.isEmpty else { throw NetworkFileError.notDescribed(layers: missing) }
  }

  init(json: String, path: String) throws {
    guard JSONNesting.depth(of: json.utf8) <= 2 * Architecture.deepest + 8 else {
      throw NetworkFileError.architecture(path: path, problem: Architecture.tooDeep.problem)
    }
    do {
      self = try JSONDecoder().decode(Architecture.self, from: Data(json.utf8))
    } catch {
      throw NetworkFileError.architecture(path: path, problem: "it is no description of layers")
    }
    guard version == Architecture.version else {
      throw NetworkFileError.architecture(
        path: path, problem: "expected version \(Architecture.version), got \(version)")
    }
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The network, with the numbers of these tensors.
  func network(
    _ tensors: [(name: String, tensor: Tensor)], dtype: DType, path: String
  ) throws -> Network {
    let count = tensors.reduce(0) { $0 + $1.tensor.count }
    var network = try Network(layers(path: path, limit: count), dtype: dtype)
    if let input {
      do { network.sampleShape = try Shape(input) } catch {
        throw NetworkFileError.architecture(path: path, problem: "input: \(error)")
      }
    }
    return try network.with(named: tensors, path: path)
  }

  /// The layers, whose parameters and buffers together have at most `limit` numbers.
  private func layers(path: String, limit: Int) throws -> [any Layer] {
    do {
      let made = try layers.map { try LayerTable.layer($0) }
      guard Nesting.depth(of: made) <= Architecture.deepest else { throw Architecture.tooDeep }
      // A description may ask for more than the file holds.
      var count = 0
      for parameter in made.flatMap({ $0.parameters + $0.buffers }) {
        let (sum, overflow) = count.addingReportingOverflow(parameter.shape.count)
        guard !overflow, sum <= limit else {
          throw DescriptionError("the layers have more parameters than the file")
        }
        count = sum
      }
      return made
    } catch let error as NetworkFileError {
      throw error
    } catch {
      throw NetworkFileError.architecture(
        path: path, problem: (error as? DescriptionError)?.problem ?? "\(error)")
    }
  }
}
