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

private let trainAndTest = RecordDeclaration(
  "pair of data sets", plural: "pairs of data sets", "The two parts of a data set.",
  [RecordField("train", "dataset", "To train on."), RecordField("test", "dataset", "To test on.")])

private func images(
  _ files: ImageFiles, _ summary: String, _ session: Session
) -> FunctionDeclaration {
  let name = files.rawValue
  return FunctionDeclaration(
    name: name,
    arguments: [
      Argument(
        "dir", .path(.read), optional: true,
        "The folder with the original files, .gz or not; $TARN_DATA/\(files.folder) unless given.")
    ],
    options: [dataDTypeOption], returns: .record(trainAndTest),
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
      try session.lua.record(
        trainAndTest,
        [
          "train": session.wrap(train, usedAs: "\(name) train"),
          "test": session.wrap(test, usedAs: "\(name) test"),
        ]))
  }
}
