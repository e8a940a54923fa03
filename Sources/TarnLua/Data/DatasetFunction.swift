import DataIO
import LuaBridge
import Tensors

/// `data.dataset`: a data set of tensors.
func datasetConstructor(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "dataset",
    options: [
      Option("x", .tensor, required: true, "The features, [n, features…]; finite."),
      Option(
        "y", .precise, required: true,
        "The class of each sample, counted from 1; or numbers, [n] or [n, outputs…], for a regression."
      ),
      Option(
        "regression", .boolean,
        "Whether targets are numbers; true unless given if y is a matrix or one of it is not whole."
      ),
      Option(
        "classes", .list(of: .string),
        "The names of the classes; the numbers up to the largest "
          + "class unless given."),
      Option("features", .list(of: .string), "The names of the features."),
    ], returns: "dataset", summary: "A data set of tensors.",
    example: """
      print(data.dataset{x = tensor.randn(6, 2), y = {1, 1, 2, 2, 3, 3}, classes = {"a", "b", "c"}})
      print(data.dataset{x = tensor.randn(3, 2), y = {0.5, -1, 2}})
      """
  ) { call in
    let x = try call.tensor("x").floating().tensor(for: "data.dataset")
    let y = try call.tensor("y").tensor(for: "data.dataset")
    let isRegression =
      call.optionalBoolean("regression")
      ?? (!call.has("classes") && (y.shape.rank > 1 || y.doubles.contains { $0 != $0.rounded() }))
    let features = call.strings("features")
    guard !isRegression else {
      guard !call.has("classes") else {
        throw MessageError("data.dataset: option 'classes' does not go with regression = true")
      }
      let targets = try Value.tensor(y).floating().tensor()
      return session.wrap(
        try Dataset(source: x, targets: targets, featureNames: features, dtype: x.dtype))
    }
    guard y.shape.rank == 1 else {
      throw MessageError("data.dataset: y must be a list of classes, got shape \(y.shape)")
    }
    let classes = try y.doubles.enumerated().map { row, number -> Int32 in
      do { try Labels.check(number, sample: row + 1, classes: nil) } catch let error as LabelError
        where number == number.rounded()
      {
        throw MessageError("\(error); numbers need regression = true")
      }
      return Int32(number)
    }
    let largest = classes.max() ?? 1
    // A class nobody named makes as many names as it is large.
    guard call.has("classes") || Int(largest) <= max(1000, 10 * classes.count) else {
      throw MessageError(
        "data.dataset: class \(largest) for \(classes.count) samples; numbers need regression = true"
      )
    }
    let names = call.has("classes") ? call.strings("classes") : (1...largest).map { "\($0)" }
    return session.wrap(
      try Dataset(
        source: x, classes: classes, classNames: names, featureNames: features, dtype: x.dtype))
  }
}
