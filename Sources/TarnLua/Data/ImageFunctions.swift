import DataIO
import Foundation
import LuaBridge
import Tensors

/// The functions of `data` that read sets of images from their original files.
func imageFunctions(_ session: Session) -> [FunctionDeclaration] {
  [
    images(
      .mnist, "70,000 handwritten digits, 1x28x28 (LeCun, Cortes and Burges 1998).", session),
    images(
      .fashionMNIST, "70,000 pieces of clothing in 10 classes, 1x28x28 (Xiao et al. 2017).",
      session),
    images(
      .cifar10,
      "60,000 photographs in 10 classes, 3x32x32 (Krizhevsky 2009): data_batch_*.bin and "
        + "test_batch*.bin of the binary version.", session),
  ]
}

private func images(
  _ files: ImageFiles, _ summary: String, _ session: Session
) -> FunctionDeclaration {
  let name = files.rawValue
  return FunctionDeclaration(
    name: name,
    arguments: [
      Argument(
        "dir", .string, optional: true,
        "The folder with the original files, .gz or not; $TARN_DATA/\(files.folder) unless given.")
    ],
    options: [dataDTypeOption], returns: "table {train =, test =} of datasets",
    summary: summary + " Pixels are byte / 255, classes are label + 1.",
    example: "if os.getenv(\"TARN_DATA\") then print(data.\(name)().train) end"
  ) { call in
    guard
      let folder = call.optionalString("dir")
        ?? ProcessInfo.processInfo.environment["TARN_DATA"].map({ "\($0)/\(files.folder)" })
    else {
      throw MessageError(
        "data.\(name): give the folder with the files, or set TARN_DATA to the folder that holds "
          + "\(files.folder); scripts/data \(files.folder) downloads them")
    }
    let (train, test) = try files.load(folder: folder, dtype: call.dtype())
    return .table(
      try session.lua.table(
        fields: ["train": session.wrap(train), "test": session.wrap(test)] as [String: LuaValue]))
  }
}

/// `data.dataset`: a data set of tensors.
func datasetConstructor(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "dataset",
    options: [
      Option("x", .tensor, required: true, "The features, [n, features…]; finite."),
      Option("y", .tensor, required: true, "The class of each sample, counted from 1."),
      Option(
        "classes", .list(of: .string),
        "The names of the classes; the numbers up to the largest "
          + "class unless given."),
      Option("features", .list(of: .string), "The names of the features."),
    ], returns: "dataset", summary: "A data set of tensors.",
    example:
      "data.dataset{x = tensor.randn(6, 2), y = {1, 1, 2, 2, 3, 3}, classes = {\"a\", \"b\", \"c\"}}"
  ) { call in
    let x = try call.tensor("x").floating().tensor(for: "data.dataset")
    let labels = try call.tensor("y").tensor(for: "data.dataset")
    guard labels.shape.rank == 1 else {
      throw MessageError("data.dataset: y must be a list of classes, got shape \(labels.shape)")
    }
    let classes = try labels.doubles.enumerated().map { row, number -> Int32 in
      try Labels.check(number, sample: row + 1, classes: nil)
      return Int32(number)
    }
    let largest = classes.max() ?? 1
    // A class nobody named makes as many names as it is large.
    guard call.has("classes") || Int(largest) <= max(1000, 10 * classes.count) else {
      throw MessageError("data.dataset: class \(largest) for \(classes.count) samples")
    }
    let names = call.has("classes") ? call.strings("classes") : (1...largest).map { "\($0)" }
    return session.wrap(
      try Dataset(
        source: x, classes: classes, classNames: names, featureNames: call.strings("features"),
        dtype: x.dtype))
  }
}
