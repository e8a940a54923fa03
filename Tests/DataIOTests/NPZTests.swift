import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct NPZTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(arguments: [false, true]) func everyTensorComesBack(compressed: Bool) throws {
    let path = scratch.path("a.npz")
    let tensors = try samples().enumerated().map { ("layer.\($0.offset)/é", $0.element) }
    try NPZ.write(tensors, to: path, compressed: compressed)
    let read = try NPZ.read(path)
    #expect(read.map(\.name) == tensors.map(\.0))
    for (a, b) in zip(read, tensors) { #expect(isSame(a.tensor, b.1)) }
  }

  @Test func typesAndOrdersOfNumPy() throws {
    let read = try NPZ.read("\(fixtures)/types.npz")
    #expect(read.count == 48)
    for (name, tensor) in read {
      #expect(tensor.shape.dimensions == [2, 3])
      #expect(tensor.doubles == six(name), "\(name)")
      let expected: DType =
        name.hasPrefix("float64") ? .float64 : name.hasPrefix("float") ? .float32 : .int32
      #expect(tensor.dtype == expected, "\(name)")
    }
  }

  @Test func storedArrays() throws {
    let read = try NPZ.read("\(fixtures)/stored.npz")
    #expect(read.map(\.name) == ["weight", "bias", "none"])
    #expect(read[1].tensor.shape.rank == 0)
    #expect(try read[1].tensor.item() == 2.5)
    #expect(read[2].tensor.shape.dimensions == [0, 3])
  }

  @Test func oneArrayDoesNotCloseTheOthers() throws {
    let path = "\(fixtures)/mixed.npz"
    let contents = try NPZ.contents(of: path)
    var tensors: [String: Tensor] = [:]
    var texts: [String: [String]] = [:]
    var errors: [String: String] = [:]
    for (name, content) in contents {
      switch content {
      case .success(.tensor(let tensor)): tensors[name] = tensor
      case .success(.text(let list, _)): texts[name] = list
      case .failure(let error): errors[name] = error.description
      }
    }
    #expect(tensors["weight"]?.doubles == six("f"))
    #expect(tensors["flags"]?.doubles == [1, 0])
    #expect(tensors["flags"]?.dtype == .int32)
    #expect(tensors["large"]?.doubles == [1, 0x1p40, -0x1p53])
    #expect(tensors["unsigned"]?.doubles == [3, 0x1p32 - 1])
    #expect(tensors["power"]?.doubles == [0x1p63])
    #expect(tensors["power"]?.dtype == .float64)
    #expect(
      texts == [
        "words": ["small", "large"], "raw": ["ab", "c"], "name": ["iris"], "backwards": ["é"],
        "none": [],
      ])
    #expect(errors.count == 5)
    for (name, sentence) in [
      ("beyond", "element 2 of the array is 9007199254740993"), ("objects", "Python objects"),
      ("complex", "complex numbers"), ("dates", "dates"), ("structure", "structures"),
    ] {
      #expect(errors[name]?.contains(sentence) == true, "\(errors[name] ?? "")")
      #expect(errors[name]?.contains("entry \"\(name).npy\"") == true)
    }
    let rounded = try NPZ.contents(of: path, rounds: true).first { $0.name == "beyond" }
    guard case .success(.tensor(let tensor))? = rounded?.content else {
      Issue.record("it is not rounded")
      return
    }
    #expect(tensor.doubles == [1, 0x1p53])
    #expect(throws: FormatError.self) { try NPZ.read(path) }
  }

  @Test func emptyArchive() throws {
    let path = scratch.path("none.npz")
    try NPZ.write([], to: path)
    #expect(try NPZ.read(path).isEmpty)
  }

  @Test func namesMustDiffer() throws {
    let path = scratch.path("b.npz")
    let tensor = try Tensor([1])
    #expect(throws: DataError.self) { try NPZ.write([("a", tensor), ("a", tensor)], to: path) }
    #expect(throws: DataError.self) { try NPZ.write([("", tensor)], to: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aFailureLeavesTheOldFile() throws {
    let path = scratch.path("c.npz")
    try NPZ.write([("a", Tensor([1]))], to: path)
    #expect(throws: DataError.self) {
      try NPZ.write([("a", Tensor([2])), ("a", Tensor([3]))], to: path)
    }
    #expect(try NPZ.read(path)[0].tensor.doubles == [1])
    #expect(try scratch.names() == ["c.npz"])
    #expect(throws: DataError.self) {
      try NPZ.write([("a", Tensor([1]))], to: scratch.folder.path + "/no/folder/c.npz")
    }
  }

  @Test func notAnArchive() throws {
    let path = try scratch.file("PK\u{3}\u{4}, but not really", name: "d.npz")
    let error = #expect(throws: FormatError.self) { try NPZ.read(path) }
    #expect(error?.description.contains("zip archive") == true)
    let text = try scratch.file([UInt8](repeating: 7, count: 100), name: "e.npz")
    #expect(throws: FormatError.self) { try NPZ.read(text) }
  }
}
