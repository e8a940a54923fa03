import DataIO
import Foundation
import Tensors

/// The folder with models and what ONNX Runtime computes with them; `scripts/fixtures` makes them.
let fixtures = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Fixtures/onnx").path

/// A folder for the files of one test.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tarn-onnx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

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
