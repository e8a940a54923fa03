import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ImageFilesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A set like MNIST, with images of 2 x 3 pixels.
  func write(images: Int, labels: [UInt8]) throws {
    for (part, dots) in [("train", "-idx"), ("t10k", ".idx")] {
      let count = UInt8(images)
      try scratch.file(
        [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 2, 0, 0, 0, 3]
          + (0..<images * 6).map { UInt8($0 * 51 % 256) }, name: "\(part)-images\(dots)3-ubyte")
      try scratch.file(
        [0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)] + labels, name: "\(part)-labels\(dots)1-ubyte")
    }
  }

  @Test func imagesFromZeroToOneAndClassesFromOne() throws {
    try write(images: 2, labels: [9, 0])
    let (train, test) = try ImageFiles.fashionMNIST.load(folder: scratch.folder.path)
    for part in [train, test] {
      #expect(part.x.shape.dimensions == [2, 1, 2, 3])
      #expect(part.dtype == .float32)
      #expect(part.x[5] == 1)
      #expect(part.x[1] == Double(Float(51) / 255))
      #expect(part.classes == [10, 1])
      #expect(part.classNames.last == "ankle boot")
    }
  }

  @Test func whatDoesNotFit() throws {
    try write(images: 2, labels: [9, 0, 1])
    let counts = #expect(throws: FormatError.self) {
      try ImageFiles.mnist.load(folder: scratch.folder.path)
    }
    #expect(counts?.description.contains("3 labels for 2 images") == true)
    try write(images: 2, labels: [9, 10])
    let label = #expect(throws: FormatError.self) {
      try ImageFiles.mnist.load(folder: scratch.folder.path)
    }
    #expect(label?.description.contains("byte 9: label 2 is 10") == true)
    let none = #expect(throws: DataError.self) {
      try ImageFiles.mnist.load(folder: scratch.folder.path + "/nowhere")
    }
    #expect(none?.description.contains("no such folder") == true)
    #expect(throws: DataError.self) { try ImageFiles.cifar10.load(folder: scratch.folder.path) }
  }

  @Test func recordsOfCIFAR10() throws {
    let record = [3] + (0..<3072).map { UInt8($0 / 1024) }
    try scratch.file(record + record, name: "data_batch_1.bin")
    try scratch.file(record, name: "data_batch_2.bin")
    try scratch.file(record, name: "test_batch.bin")
    let (train, test) = try ImageFiles.cifar10.load(folder: scratch.folder.path, dtype: .float64)
    #expect(train.x.shape.dimensions == [3, 3, 32, 32])
    #expect(train.classes == [4, 4, 4])
    #expect(test.count == 1)
    #expect(test.x[1023] == 0)
    #expect(test.x[1024] == Double(Float(1) / 255))
    #expect(throws: FormatError.self) {
      try CIFAR10.read(scratch.file(record + [0, 1], name: "short.bin"))
    }
    #expect(throws: FormatError.self) {
      try CIFAR10.read(scratch.file([10] + record.dropFirst(), name: "label.bin"))
    }
    #expect(throws: FormatError.self) { try CIFAR10.read(scratch.file([], name: "none.bin")) }
  }

  @Test(
    .needsVariable("TARN_DATA"))
  func originalFiles() throws {
    let folder = ProcessInfo.processInfo.environment["TARN_DATA"] ?? ""
    for set in [ImageFiles.mnist, .fashionMNIST]
    where FileManager.default.fileExists(atPath: "\(folder)/\(set.folder)") {
      let (train, test) = try set.load(folder: "\(folder)/\(set.folder)")
      #expect(train.x.shape.dimensions == [60000, 1, 28, 28])
      #expect(test.count == 10000)
      let mean = try Value.tensor(train.x).mean().tensor().item()
      expectClose(mean, set == .mnist ? 0.1307 : 0.2860, absolute: 1e-4)
    }
  }
}
