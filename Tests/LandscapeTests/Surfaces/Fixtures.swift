import Foundation
import TestSupport

/// Recorded results of an independent implementation, beside the tests.
enum Fixtures {
  /// 150 flowers (z-scores), and energy and gradient at one point of the 4-10-3 network.
  struct IrisCheck {
    var inputs: [[Double]] = []
    var classes: [Int] = []
    var parameters: [Double] = []
    var lambda = 0.0
    var energy = 0.0
    var gradient: [Double] = []
  }

  struct StationaryPoints: Decodable {
    struct Xor: Decodable {
      var energies: [Double]
      var orbits: [Double]

      enum CodingKeys: String, CodingKey {
        case energies = "minima_energies"
        case orbits = "minima_orbit"
      }
    }
    struct Iris: Decodable {
      var minima: [IrisMinimum]
    }
    struct IrisMinimum: Decodable {
      var energy: Double
      var lowestEigenvalue: Double
      var logDeterminant: Double
      var theta: [Double]

      enum CodingKeys: String, CodingKey {
        case theta
        case energy = "E"
        case lowestEigenvalue = "eig_min"
        case logDeterminant = "log_det_pos"
      }
    }
    struct LennardJones: Decodable {
      var minima: [Double]
    }
    var xor: [Xor]
    var iris: [Iris]
    var sevenAtoms: LennardJones

    enum CodingKeys: String, CodingKey {
      case xor
      case iris = "iris_4_10_3"
      case sevenAtoms = "lj7"
    }
  }

  static func irisCheck() throws -> IrisCheck {
    let text = try String(
      contentsOfFile: Repository.fixture("iris_check.txt"), encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").compactMap(Double.init) }
    var check = IrisCheck()
    for row in rows[..<150] {
      check.inputs.append(Array(row[..<4]))
      check.classes.append(Int(row[4]))
    }
    check.lambda = rows[150][0]
    check.parameters = rows[151]
    check.energy = rows[152][0]
    check.gradient = rows[153]
    return check
  }

  /// The 4-10-3 network on all 150 flowers.
  static func iris(lambda: Double) throws -> TanhNetwork {
    let check = try irisCheck()
    return TanhNetwork(
      inputs: check.inputs, classes: check.classes, hidden: 10, outputs: 3, lambda: lambda)
  }

  static func stationaryPoints() throws -> StationaryPoints {
    let data = try Data(contentsOf: Repository.fixtures.appending(path: "stationary_points.json"))
    return try JSONDecoder().decode(StationaryPoints.self, from: data)
  }
}
