import DataIO
import Foundation
import Layers
import Losses
import Optimizers
import Tensors
import TestSupport
import Testing

/// Regressions against closed forms and PyTorch (scripts/regression_fixtures.py), in double precision.
@Suite struct RegressionTests {
  struct Linear: Decodable, Sendable {
    let weights: [Double]
    let mse: Double
    let loss: Double
    let r2: Double
  }

  struct Case: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let outputs: Int
    let start: [Double]
    let losses: [Double]
    let end: [Double]
    var description: String { "\(name), \(outputs) outputs" }
  }

  struct Record: Decodable, Sendable {
    let ridge: Double
    let linear: [String: Linear]
    let x: [Double]
    let one: [Double]
    let two: [Double]
    let cases: [Case]
  }

  static let record: Record? = {
    let file = Repository.fixtures.appending(path: "regression.json")
    return try? JSONDecoder().decode(Record.self, from: Data(contentsOf: file))
  }()

  private func diabetes() throws -> Dataset {
    try BundledData.diabetes.load(standardLibrary: Repository.standardLibrary, dtype: .float64)
      .standardized()
  }

  @Test(arguments: ["least_squares", "ridge"]) func minimizeFindsTheClosedForm(name: String) throws
  {
    let record = try #require(RegressionTests.record)
    let known = try #require(record.linear[name])
    let data = try diabetes()
    let net = try Network([Layers.Linear(10, 1)], dtype: .float64)
    let loss =
      name == "ridge"
      ? Loss(MeanSquaredError()) + Loss(L2(record.ridge)) : Loss(MeanSquaredError())
    let (x, y) = (Value.tensor(data.x), Value.tensor(data.y))
    let plan = try PlanObjective.plan(dimension: 11) { try loss(net.with(parameters: $0), x, y) }
    let result = try LBFGS(dimension: 11, options: Minimization().descent).minimize(
      PlanObjective(plan), from: net.parameters.tensor().doubles)
    #expect(result.status == .converged)
    #expect(abs(result.value - known.loss) < 1e-9 * known.loss)
    expectClose(result.x, known.weights, absolute: 1e-5)
    let fitted = try net.with(parameters: .tensor(Tensor(result.x, dtype: .float64)))
    #expect(abs(try fitted.determination(x, y) - known.r2) < 1e-9)
    #expect(abs(try fitted.rootMeanSquare(x, y) - known.mse.squareRoot()) < 1e-8)
  }

  @Test func trainingFindsTheClosedForm() throws {
    let known = try #require(RegressionTests.record?.linear["least_squares"])
    let data = try diabetes()
    var options = Trainer.Options()
    (options.epochs, options.batchSize) = (4000, 442)
    let (net, history) = try Trainer(
      loss: MeanSquaredError(), rule: SGD(learningRate: 0.2, momentum: 0.9), options: options
    ).fit(
      Network([Layers.Linear(10, 1)], dtype: .float64), x: data.x, y: data.y, isRegression: true,
      validation: (data.x, data.y))
    expectClose(try net.parameters.tensor().doubles, known.weights, absolute: 1e-4)
    let last = try #require(history.last)
    #expect(last.accuracy == nil && last.validationAccuracy == nil)
    #expect(abs(try #require(last.rmse) - known.mse.squareRoot()) < 1e-6)
    #expect(abs(try #require(last.validationRMSE) - known.mse.squareRoot()) < 1e-6)
  }

  @Test(arguments: RegressionTests.record?.cases ?? []) func stepsArePyTorchs(known: Case) throws {
    let record = try #require(RegressionTests.record)
    let x = try Tensor(record.x, shape: Shape([24, 3]), dtype: .float64)
    // A list of numbers goes with one output, element by element.
    let y =
      known.outputs == 1
      ? try Tensor(record.one, dtype: .float64)
      : try Tensor(record.two, shape: Shape([24, 2]), dtype: .float64)
    let rule: any UpdateRule =
      known.name == "sgd" ? SGD(learningRate: 0.1, momentum: 0.9) : Adam(learningRate: 0.05)
    var options = Trainer.Options()
    (options.epochs, options.batchSize) = (20, 24)
    let net = try Network(
      [Layers.Linear(3, 5), Tanh(), Layers.Linear(5, known.outputs)], dtype: .float64
    ).with(parameters: .tensor(Tensor(known.start, dtype: .float64)))
    let (trained, history) = try Trainer(loss: MeanSquaredError(), rule: rule, options: options)
      .fit(net, x: x, y: y)
    expectClose(history.map(\.loss), known.losses, absolute: 1e-12)
    expectClose(try trained.parameters.tensor().doubles, known.end, absolute: 1e-10)
    #expect(history.allSatisfy { abs(($0.rmse ?? 0) * ($0.rmse ?? 0) - $0.loss) < 1e-12 })
  }

  @Test func aListIsNeverBroadcastOverOutputs() throws {
    let net = try Network([Layers.Linear(1, 1, start: .zeros)], dtype: .float64)
    let wide = try Network([Layers.Linear(1, 2, start: .zeros)], dtype: .float64)
    let x = Value.tensor(try Tensor([1, 2, 3], shape: Shape([3, 1]), dtype: .float64))
    func y(_ numbers: [Double], _ shape: [Int]) throws -> Value {
      .tensor(try Tensor(numbers, shape: Shape(shape), dtype: .float64))
    }
    func loss(_ net: Network, _ y: Value) throws -> Double {
      try MeanSquaredError()(net, x, y).tensor().item()
    }
    #expect(try loss(net, y([1, 2, 3], [3])) == 14.0 / 3)
    #expect(try loss(net, y([1, 2, 3], [3, 1])) == 14.0 / 3)
    #expect(try loss(wide, y([1, 2, 3, 4, 5, 6], [3, 2])) == 91.0 / 6)
    for (numbers, shape) in [([1.0, 2, 3], [1, 3]), ([1, 2, 3, 4, 5, 6], [3, 2]), ([1], [1])] {
      #expect(throws: TensorError.self) { try loss(net, y(numbers, shape)) }
    }
    for shape in [[3], [3, 1]] {
      #expect(throws: TensorError.self) { try loss(wide, y([1, 2, 3], shape)) }
    }
    #expect(throws: TensorError.self) { try loss(wide, y([1, 2, 3, 4, 5, 6], [2, 3])) }
  }

  @Test func determinationIsThatOfEachOutput() throws {
    let net = try Network([Layers.Identity()], dtype: .float64)
    func r2(_ x: [Double], _ y: [Double]) throws -> Double {
      func matrix(_ values: [Double]) throws -> Value {
        .tensor(try Tensor(values, shape: Shape([3, 2]), dtype: .float64))
      }
      return try net.determination(matrix(x), matrix(y))
    }
    // Of the outputs 1 and -0.125.
    #expect(try r2([1, 0, 2, 1, 3, 0.5], [1, 0, 2, 1, 3, 2]) == (1 + (1 - 2.25 / 2)) / 2)
    #expect(try r2([1, 5, 2, 5, 3, 5], [1, 5, 2, 5, 3, 5]) == 1)
    #expect(try r2([1, 5, 2, 5, 3, 6], [1, 5, 2, 5, 3, 5]) == 0.5)
  }
}
