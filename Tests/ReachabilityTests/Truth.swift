import DataIO
import Foundation
import Layers
import NetworkFiles
import Tensors
import TestSupport

/// Bounds that independent programs computed for a network, at balls that are not clipped.
struct Truth {
  struct Case: Decodable {
    let method: String
    let eps: Double
    /// Of the first rows of x, [n, outputs].
    let lower: [[Double]]
    let upper: [[Double]]
    /// Of exact volumes, where they were computed.
    let exactLogVolume: [Double]?
    let generators: [Int]?

    var flatLower: [Double] { lower.flatMap { $0 } }
    var flatUpper: [Double] { upper.flatMap { $0 } }
    /// The mean distance of the bounds.
    var width: Double {
      zip(flatLower, flatUpper).reduce(0) { $0 + $1.1 - $1.0 } / Double(flatLower.count)
    }
  }

  let network: Network
  let x: Tensor
  let outputs: [[Double]]
  let cases: [Case]

  /// The larger networks are not part of the sources.
  static let shared = Repository.shared.appending(path: "truth/reachability")

  /// A 4-10-3 network of Tests/Fixtures/reachability: records of numpy and of auto_LiRPA.
  init(iris name: String) throws {
    struct File: Decodable {
      let x: [[Double]]
      let weights: Weights
      let fX: [[Double]]
      let cases: [Case]
    }
    struct Weights: Decodable {
      let w0: [[Double]]
      let b0: [Double]
      let w1: [[Double]]
      let b1: [Double]
      enum CodingKeys: String, CodingKey {
        case w0 = "W0"
        case b0
        case w1 = "W1"
        case b1
      }
    }
    let path = Repository.fixtures.appending(path: "reachability/\(name).json")
    let file = try Truth.decoder.decode(File.self, from: Data(contentsOf: path))
    let weights = file.weights
    let flat = weights.w0.flatMap { $0 } + weights.b0 + weights.w1.flatMap { $0 } + weights.b1
    let activation: any Layer = name == "iris_tanh" ? Tanh() : ReLU()
    network = try Network([Linear(4, 10), activation, Linear(10, 3)], dtype: .float64)
      .with(parameters: .tensor(Tensor(flat, dtype: .float64)))
    x = try Tensor(
      file.x.flatMap { $0 }, shape: Shape([file.x.count, 4]), dtype: .float64)
    outputs = file.fX
    cases = file.cases
  }

  /// A network of ../shared.
  init(shared name: String) throws {
    struct File: Decodable {
      let fX: [[Double]]
      let cases: [Case]
    }
    let nets = Truth.shared.appending(path: "nets").path
    network = try NetworkFile.load("\(nets)/\(name).onnx", dtype: .float64)
    let arrays = try NPZ.read("\(nets)/\(name).npz")
    guard let samples = arrays.first(where: { $0.name == "X" })?.tensor else {
      throw CocoaError(.fileReadCorruptFile)
    }
    x = try Value.tensor(samples).cast(to: .float64).tensor()
    var cases: [Case] = []
    var outputs: [[Double]] = []
    for tool in ["ref", "autolirpa"] {
      let path = Truth.shared.appending(path: "\(tool)_\(name).json")
      let file = try Truth.decoder.decode(File.self, from: Data(contentsOf: path))
      cases += file.cases
      outputs = file.fX
    }
    self.cases = cases
    self.outputs = outputs
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
