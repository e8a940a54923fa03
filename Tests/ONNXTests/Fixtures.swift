import DataIO
import Tensors
import TestSupport

/// The folder with models and what ONNX Runtime computes with them; `scripts/fixtures` makes them.
let fixtures = Repository.fixture("onnx")

/// The inputs and outputs that belong to a model.
func recorded(_ name: String, in folder: String = fixtures) throws -> (x: Tensor, y: Tensor) {
  let arrays = Dictionary(
    uniqueKeysWithValues: try NPZ.read("\(folder)/\(name).npz").map { ($0.name, $0.tensor) })
  return (arrays["x"]!, arrays["y"]!)
}

/// The largest difference between elements; infinite for other shapes.
func difference(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape else { return .infinity }
  return zip(a.doubles, b.doubles).map { abs($0 - $1) }.max() ?? 0
}
