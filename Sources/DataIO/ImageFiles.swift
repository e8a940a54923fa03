import Foundation
import Tensors

/// Sets of images in their original files, compressed by gzip or not.
public enum ImageFiles: String, Sendable, CaseIterable {
  case mnist
  case fashionMNIST = "fashion_mnist"
  case cifar10

  /// The folder in which the set is looked for under `$TARN_DATA`.
  public var folder: String { self == .fashionMNIST ? "fashion-mnist" : rawValue }

  public var classNames: [String] {
    switch self {
    case .mnist: (0...9).map(String.init)
    case .fashionMNIST:
      [
        "t-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
        "ankle boot",
      ]
    case .cifar10:
      [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
      ]
    }
  }

  /// Both parts: images `[n, channels, height, width]` from 0 to 1, classes from 1 (label + 1).
  ///
  /// - Parameter folder: the folder with the original files.
  /// - Throws: `DataError` or `FormatError`, with file and place.
  public func load(
    folder: String, dtype: DType = .float32
  ) throws -> (train: Dataset, test: Dataset) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
      isDirectory.boolValue
    else {
      throw DataError.unreadable(path: folder, reason: "there is no such folder")
    }
    if self == .cifar10 { return try CIFAR10.load(folder: folder, dtype: dtype) }
    return (
      try part("train", folder: folder, dtype: dtype),
      try part("t10k", folder: folder, dtype: dtype)
    )
  }

  private func part(_ name: String, folder: String, dtype: DType) throws -> Dataset {
    let images = try IDX.readScaled(
      file("\(name)-images-idx3-ubyte", in: folder),
      shape: { $0.count == 3 ? [$0[0], 1, $0[1], $0[2]] : nil },
      expected: "images: [n, height, width]")
    let labels = try file("\(name)-labels-idx1-ubyte", in: folder)
    let classes = try IDX.readClasses(labels, count: classNames.count)
    guard classes.count == images.shape[0] else {
      throw FormatError(
        path: labels, place: "byte 4",
        problem: "\(classes.count) labels for \(images.shape[0]) images")
    }
    guard !classes.isEmpty else {
      throw FormatError(path: labels, place: "byte 4", problem: "there are no labels")
    }
    return try Dataset(images: images, classes: classes, classNames: classNames, dtype: dtype)
  }

  /// The file under its name, with or without `.gz`; some copies have a dot before `idx`.
  private func file(_ name: String, in folder: String) throws -> String {
    let names = [name, name.replacingOccurrences(of: "-idx", with: ".idx")]
    for name in names.flatMap({ [$0, $0 + ".gz"] }) {
      let path = "\(folder)/\(name)"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw DataError.unreadable(
      path: "\(folder)/\(name)", reason: "neither it nor \(name).gz is there")
  }
}
