import DataIO
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

  /// - Parameter name: of the argument, in errors.
  init(_ value: LuaValue, _ name: String) throws {
    if let dataset = value.asObject(DatasetObject.self)?.dataset {
      (x, y, isRegression) = (dataset.x, dataset.y, dataset.isRegression)
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
}
