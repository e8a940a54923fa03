import Foundation
import Layers
import Tensors
import TestSupport

/// A ReLU network, samples in [0, 1]^n, and the exact distance of each from its nearest misclassified neighbour there;
/// nil where there is none, 0 where it is misclassified itself. Recorded by `scripts/exact_fixtures.py`.
struct ExactDistances: Decodable {
  let name: String
  private let sizes: [Int]
  private let parameters: [Double]
  private let x: [Double]
  private let y: [Double]
  let distances: [Double?]

  static func recorded() throws -> [ExactDistances] {
    let file = Repository.fixtures.appending(path: "exact_distances.json")
    return try JSONDecoder().decode([ExactDistances].self, from: Data(contentsOf: file))
  }

  var samples: Value {
    get throws {
      .tensor(try Tensor(x, shape: Shape([y.count, sizes[0]]), dtype: .float64))
    }
  }

  var labels: Value { get throws { .tensor(try Tensor(y)) } }

  func network() throws -> Network {
    let linear = try zip(sizes, sizes.dropFirst()).map { try Linear($0, $1) as any Layer }
    let layers = linear.dropLast().flatMap { [$0, ReLU()] } + [linear[linear.count - 1]]
    return try Network(layers).with(parameters: .tensor(Tensor(parameters, dtype: .float64)))
  }
}
