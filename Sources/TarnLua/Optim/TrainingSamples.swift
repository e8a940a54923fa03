import DataIO
import Losses
import LuaBridge
import Tensors

extension ValueType {
  /// A data set, or a table {x =, y =} of samples and targets.
  static var trainingData: ValueType { .either(.object("dataset"), .table) }
}

/// What a network is trained on.
struct TrainingSamples {
  let x: Tensor
  let y: Tensor
  /// Nil where the targets themselves tell.
  let isRegression: Bool?
  /// The names of classes that are numbers, but not their own.
  private var numbers: [String] = []

  /// - Parameter name: of the argument, in errors.
  init(_ value: LuaValue, _ name: String) throws {
    if let dataset = value.asObject(DatasetObject.self)?.dataset {
      (x, y, isRegression) = (dataset.x, dataset.y, dataset.isRegression)
      let names = dataset.classNames
      if names.allSatisfy({ Double($0) != nil }), names != (0..<names.count).map({ "\($0 + 1)" }) {
        numbers = names
      }
      return
    }
    guard case .table(let table) = value else {
      throw MessageError("\(name) must be a dataset or a table {x =, y =}, got \(value.shown)")
    }
    for key in table.stringKeys where key != "x" && key != "y" {
      throw MessageError("\(name) has the key '\(key)'; expected x and y")
    }
    let x = try Value(lua: table["x"], "\(name).x").floating()
    var y = try Value(lua: table["y"], "\(name).y", dtype: .float64)
    // Numbers of Lua take the type of the samples.
    if table["y"].asObject(TensorObject.self) == nil { y = try y.cast(to: x.dtype) }
    (self.x, self.y) = (try x.tensor(for: "fit"), try y.tensor(for: "fit"))
    isRegression = nil
  }

  /// What a user should know of a training with mean squares on classes that were numbers; nil for nothing.
  func caution(_ loss: Loss) -> String? {
    guard let first = numbers.first, let last = numbers.last,
      loss.parts.contains(where: { $0.term is MeanSquaredError })
    else { return nil }
    return
      "mse compares outputs with the classes 1 to \(numbers.count), not with the numbers \(first) to "
      + "\(last) that they stand for: regression = true in data.csv or data.dataset keeps these"
  }
}
