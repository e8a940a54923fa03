import DataIO
import Foundation
import LuaBridge
import Tensors

/// A data set as Lua holds it.
final class DatasetObject {
  let dataset: Dataset
  /// Made once: reading a field again and again allocates nothing.
  private(set) lazy var x = TensorObject(.tensor(dataset.x))
  private(set) lazy var y = TensorObject(.tensor(dataset.y))

  init(_ dataset: Dataset) { self.dataset = dataset }

  /// Size, shape and classes, as a person reads them.
  var text: String {
    let shape = "x \(dataset.x.shape) \(dataset.dtype.rawValue)"
    let samples = dataset.count == 1 ? "1 sample" : "\(dataset.count) samples"
    var lines = ["dataset of \(samples): \(shape)", dataset.isRegression ? targets : classes]
    if !dataset.featureNames.isEmpty {
      lines.append("features: \(shortened(dataset.featureNames))")
    }
    return lines.joined(separator: "\n")
  }

  private var classes: String {
    let classes = dataset.classNames.count == 1 ? "1 class" : "\(dataset.classNames.count) classes"
    var counts = [Int](repeating: 0, count: dataset.classNames.count)
    for index in dataset.classes { counts[Int(index) - 1] += 1 }
    let sizes = zip(dataset.classNames, counts).map { "\($0) (\($1))" }
    return "\(classes): \(shortened(sizes))"
  }

  private var targets: String {
    let numbers = dataset.y.doubles
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    func shown(_ number: Double) -> String { String(format: "%.5g", number) }
    return
      "targets \(dataset.y.shape): from \(shown(numbers.min() ?? 0)) to \(shown(numbers.max() ?? 0)), "
      + "mean \(shown(mean))"
  }

  private func shortened(_ names: [String]) -> String {
    names.count <= 12
      ? names.joined(separator: ", ")
      : names.prefix(11).joined(separator: ", ") + ", … \(names[names.count - 1])"
  }
}

extension ValueType {
  static var dataset: ValueType { .object("dataset") }
  /// The element types that features can have.
  static var dataDType: ValueType { .oneOf(["float32", "float64"]) }
}

extension Session {
  /// A data set for Lua, whose collector is told how large it is.
  func wrap(_ dataset: Dataset) -> LuaValue {
    let tensors = [dataset.source, dataset.x, dataset.y] + (dataset.targets.map { [$0] } ?? [])
    lua.reportNativeAllocation(tensors.reduce(0) { $0 + $1.type.byteCount })
    return .object(DatasetObject(dataset))
  }
}
