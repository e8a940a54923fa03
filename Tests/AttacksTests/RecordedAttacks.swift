import Attacks
import DataIO
import Foundation
import Layers
import NetworkFiles
import Regions
import Tensors
import TestSupport

/// What the originals of attacks found, in Tests/Fixtures/attacks.json; `scripts/attack_fixtures.py` recorded it.
struct RecordedAttacks: Decodable {
  /// A run of an original.
  struct Case: Decodable {
    let net: String
    let attack: String
    let original: String
    let norm: String
    let eps: Double?
    let note: String
    let settings: Settings?
    /// "1" where it succeeded.
    let flags: String?
    /// Of another seed, or in double precision.
    let otherSeed: String?
    let float64: String?
    let targeted: Bool?
    let distances: [Double?]?

    /// Those by which tests choose cases.
    struct Settings: Decodable {
      let steps: Int?
      let targets: Int?
      let queries: Int?
      let loss: String?
      let binarySearchSteps: Int?
    }

    var region: Norm { Norm(rawValue: norm) ?? .linf }
    var successes: [Bool] { (flags ?? "").map { $0 == "1" } }
  }

  /// Of the digits, from 1.
  let rows: [Int]
  let cases: [Case]

  static let all: RecordedAttacks = {
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(
        RecordedAttacks.self,
        from: Data(contentsOf: Repository.fixtures.appending(path: "attacks.json")))
    } catch { fatalError("attacks.json: \(error)") }
  }()

  static func cases(_ attack: String, _ net: String) -> [Case] {
    all.cases.filter { $0.attack == attack && $0.net == net && $0.note != "fails" }
  }

  /// A network on the samples in [0, 1] on which the originals ran; digits are images.
  struct Problem {
    let model: Model
    let x: Value
    let y: Value

    init(_ name: String, _ dtype: DType = .float32) throws {
      guard let net = PretrainedNetwork(rawValue: name) else {
        let iris = try IrisExact()
        let net = try iris.net.with(parameters: iris.net.parameters.cast(to: dtype))
        (model, x, y) = (Model { try net($0) }, try iris.x.cast(to: dtype), iris.y)
        return
      }
      let loaded = try net.load(standardLibrary: Repository.standardLibrary, dtype: dtype)
      let digits = try BundledData.digits.load(standardLibrary: Repository.standardLibrary)
      let places = Value.tensor(
        try Tensor(
          RecordedAttacks.all.rows.map { Int32($0 - 1) },
          shape: Shape([RecordedAttacks.all.rows.count])))
      let pixels = try Value.tensor(digits.x).gathered(0, places).cast(to: dtype) / 16
      x = try pixels.reshaped(to: Shape([pixels.shape[0], 1, 8, 8]))
      y = try Value.tensor(digits.y).gathered(0, places)
      // The networks take gray values from 0 to 16, as vectors.
      model = Model { try loaded($0.reshaped(to: Shape([$0.shape[0], 64])) * 16) }
    }
  }
}
