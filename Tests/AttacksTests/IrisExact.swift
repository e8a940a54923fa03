import Foundation
import Layers
import Tensors
import TestSupport

/// A ReLU network on Iris (inputs scaled to [0, 1] by column) and the exact distance of each sample
/// from its nearest misclassified neighbour, nil where there is none, 0 where it is misclassified
/// itself.
struct IrisExact {
  let net: Network
  let x: Value
  let y: Value
  let distances: [Double?]

  private struct File: Decodable {
    let weights: [Nested]
    let distances: [Double?]
  }

  /// Numbers, nested or not, in order.
  private struct Nested: Decodable {
    let numbers: [Double]

    init(from decoder: any Decoder) throws {
      if let rows = try? [[Double]](from: decoder) {
        numbers = rows.flatMap { $0 }
      } else {
        numbers = try [Double](from: decoder)
      }
    }
  }

  init() throws {
    let file = try JSONDecoder().decode(
      File.self, from: Data(contentsOf: Repository.fixtures.appending(path: "iris_exact.json")))
    distances = file.distances
    net = try Network([Linear(4, 10), ReLU(), Linear(10, 3)]).with(
      parameters: .tensor(Tensor(file.weights.flatMap(\.numbers), dtype: .float64)))
    let csv = Repository.standardLibrary + "/data/iris.csv"
    let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").dropFirst()
      .map {
        $0.split(separator: ",").compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
      }
    let columns = (0..<4).map { column in rows.map { $0[column] } }
    let scaled = rows.flatMap { row in
      (0..<4).map { k in
        let (low, high) = (columns[k].min()!, columns[k].max()!)
        return (row[k] - low) / (high - low)
      }
    }
    x = .tensor(try Tensor(scaled, shape: Shape([rows.count, 4]), dtype: .float64))
    y = .tensor(try Tensor(rows.map { $0[4] + 1 }))
  }
}
