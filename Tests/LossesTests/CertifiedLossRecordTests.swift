import Foundation
import Layers
import Losses
import Settings
import Tensors
import TestSupport
import Testing

/// Values and gradients that `scripts/certified_loss_fixtures.py` recorded, by PyTorch in double precision.
@Suite struct CertifiedLossRecordTests {
  struct Record: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let parameters: [Double]
    let x: [Double]
    let y: [Int32]
    let cases: [Case]
  }

  struct Case: Decodable, Sendable {
    let term: String
    let settings: [String: Option]
    let value: Double
    let gradient: [Double]
  }

  enum Option: Decodable, Sendable {
    case number(Double)
    case list([Double])
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let list = try? container.decode([Double].self) {
        self = .list(list)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var setting: SettingValue {
      switch self {
      case .number(let number): .number(number)
      case .list(let list): .list(list.map { .number($0) })
      case .text(let text): .text(text)
      }
    }
  }

  static let records: [Record] = {
    let file = Repository.fixtures.appending(path: "certified_losses.json")
    let found = try? JSONDecoder().decode(
      [String: [Record]].self, from: Data(contentsOf: file))
    return found?["records"] ?? []
  }()

  private func network(_ name: String) throws -> Network {
    let layers: [any Layer]
    switch name {
    case "relu": layers = try [Linear(4, 7), ReLU(), Linear(7, 6), ReLU(), Linear(6, 3)]
    case "tanh": layers = try [Linear(4, 5), Tanh(), Linear(5, 4), Tanh(), Linear(4, 3)]
    default:
      layers = try [
        Conv2d(1, 3, kernel: Extent(3), stride: Extent(2), padding: Extent(1)), ReLU(),
        Conv2d(3, 2, kernel: Extent(2)), ReLU(), Flatten(), Linear(18, 5), ReLU(), Linear(5, 4),
      ]
    }
    return try Network(layers, dtype: .float64)
  }

  private func term(_ recorded: Case) throws -> any LossTerm {
    let type = try #require(lossTerms.first { $0.about.name == recorded.term })
    var settings = recorded.settings.mapValues(\.setting)
    if settings["steps"] != nil { settings["random_start"] = .flag(false) }
    return try type.make(settings)
  }

  @Test func isThere() {
    #expect(Self.records.map(\.name) == ["relu", "tanh", "conv"])
    #expect(Set(Self.records.flatMap(\.cases).map(\.term)).count == 6)
  }

  @Test(arguments: records.indices) func agrees(_ index: Int) throws {
    let record = Self.records[index]
    let net = try network(record.name)
    let parameters = Value.tensor(
      try Tensor(record.parameters, shape: Shape([record.parameters.count]), dtype: .float64))
    let x = Value.tensor(try Tensor(record.x, shape: Shape(record.shape), dtype: .float64))
    let y = Value.tensor(try Tensor(record.y, shape: Shape([record.y.count])))
    for recorded in record.cases {
      let term = try term(recorded)
      let label = "\(record.name) \(term.description)"
      func loss(_ arguments: [Value]) throws -> Value {
        try term(net.with(parameters: arguments[0]), x, y)
      }
      let (value, gradient) = try valueAndGradient(of: loss, at: [parameters])
      try expectClose(value.tensor().item(), recorded.value, relative: 1e-11, label)
      let scale = recorded.gradient.map(abs).max() ?? 1
      try expectClose(
        gradient.tensor().doubles, recorded.gradient, absolute: 1e-10 * scale, label)
      // As the plan of a training step does it.
      let plan = try Plan(Trace.graph([parameters.type]) { [try loss($0)] }.graph)
      try expectClose(
        plan([parameters.tensor()])[0].item(), recorded.value, relative: 1e-11, label)
    }
  }
}
