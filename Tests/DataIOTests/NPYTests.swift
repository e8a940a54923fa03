import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

/// The folder with small files of other programs; `scripts/fixtures` makes them.
let fixtures = Repository.fixture("formats")

/// Element k of the fixtures' arrays of six: see scripts/fixtures/formats.py.
func six(_ type: String) -> [Double] {
  switch type.first {
  case "b", "?": (0..<6).map { Double($0 % 2) }
  case "u": (0..<6).map(Double.init)
  case "f": (0..<6).map { Double($0 - 2) / 2 }
  default: (0..<6).map { Double($0 - 2) }
  }
}

/// Tensors of all types and of shapes that are easily got wrong.
func samples() throws -> [Tensor] {
  var samples: [Tensor] = []
  for sizes in [[], [1], [3], [0], [2, 0, 3], [2, 3], [1, 2, 3, 4, 1, 2]] {
    let shape = try Shape(sizes)
    for dtype in DType.allCases {
      samples.append(
        try Tensor(
          (0..<shape.count).map { dtype == .int32 ? Double($0 - 3) : Double($0) / 3 - 1 },
          shape: shape, dtype: dtype))
    }
  }
  samples.append(
    try Tensor([.infinity, -.infinity, -0.0, .leastNonzeroMagnitude], dtype: .float64))
  samples.append(try Tensor([Int32.min, .max, 0], shape: Shape([3])))
  return samples
}

func isSame(_ a: Tensor, _ b: Tensor) -> Bool { a.dtype == b.dtype && a.isEqual(to: b) }

@Suite struct NPYTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func everyTensorComesBack() throws {
    let path = scratch.path("a.npy")
    for tensor in try samples() {
      try NPY.write(tensor, to: path)
      #expect(isSame(try NPY.read(path), tensor), "\(tensor.type)")
    }
  }

  @Test func nanComesBack() throws {
    let path = scratch.path("nan.npy")
    try NPY.write(Tensor([.nan, 1]), to: path)
    #expect(try NPY.read(path)[0].isNaN)
  }

  @Test(arguments: 1...3) func versionsOfNumPyInColumnOrder(version: Int) throws {
    let tensor = try NPY.read("\(fixtures)/version\(version).npy")
    let expected = (0..<24).map { (k: Int) -> Double in
      // Row-major place k is [a, b, c]; column-major its value is a + 2 b + 6 c.
      let (a, b, c) = (k / 12, k / 4 % 3, k % 4)
      return Double(a + 2 * b + 6 * c)
    }
    #expect(tensor.shape.dimensions == [2, 3, 4])
    #expect(tensor.dtype == .float64)
    #expect(tensor.doubles == expected)
  }

  @Test(arguments: [
    ("objects.npy", "Python objects"), ("complex.npy", "complex numbers"),
    ("structure.npy", "structures are not read"), ("text.npy", "expected numbers, got text"),
  ]) func whatTensorsCannotHold(file: String, sentence: String) {
    let error = #expect(throws: FormatError.self) { try NPY.read("\(fixtures)/\(file)") }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(file) == true)
  }

  @Test func wholeNumbersBeyondInt32AreFloat64() throws {
    let large = try NPY.read("\(fixtures)/large.npy")
    #expect(large.dtype == .float64)
    #expect(large.doubles == [1, 0x1p40])
  }

  @Test func textIsReadRowByRow() throws {
    guard case .text(let texts, let shape) = try NPY.content(of: "\(fixtures)/text.npy") else {
      Issue.record("no text")
      return
    }
    #expect(texts == ["a", "größe", "", "x y"])
    #expect(shape.dimensions == [2, 2])
  }

  /// Texts of no length take no bytes, so nothing in the file bounds how many there are.
  @Test func emptyTextsAreBounded() throws {
    let header = "{'descr': '<U0', 'fortran_order': False, 'shape': (1099511627776,)}"
    #expect(throws: FormatError.self) { try NPY.content(of: file(header)) }
    let long = "{'descr': '<U99999999999', 'fortran_order': False, 'shape': (1,)}"
    #expect(throws: FormatError.self) { try NPY.content(of: file(long)) }
  }

  /// A file of version 1 with this header.
  func file(_ header: String, data: [UInt8] = []) throws -> String {
    let count = UInt8(header.utf8.count)
    return try scratch.file(
      [0x93] + Array("NUMPY".utf8) + [1, 0, count, 0] + Array(header.utf8) + data, name: "b.npy")
  }

  @Test func headersAsPythonMayWriteThem() throws {
    for header in [
      "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
      "{\"shape\": (2L,), \"fortran_order\": False, \"descr\": \"<f4\", }\n\n",
      " { 'descr' : '=f4' , 'fortran_order' : True , 'shape' : ( 2 , ) , } ",
    ] {
      let tensor = try NPY.read(file(header, data: [0, 0, 128, 63, 0, 0, 0, 64]))
      #expect(tensor.doubles == [1, 2])
    }
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976,)}", "more elements"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "more elements"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 1152921504606846976)}", "more elements"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (100000000,)}", "at most 0 follow"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "a size"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "a size"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}", "8 dimensions"),
    ("{'descr': '<f4', 'fortran_order': False}", "'shape'"),
    ("{'descr': '<f3', 'fortran_order': False, 'shape': ()}", "'<f4'"),
    ("{'descr': 4, 'fortran_order': False, 'shape': ()}", "a text, True, False"),
    ("{'descr': '<f4', 'descr': '<f4'}", "twice"), ("{'descr': '<f4", "does not end"),
    ("", "the header ends"), ("{((((((((((", "expected a text"),
  ]) func hostileHeaders(header: String, sentence: String) throws {
    let path = try file(header)
    let error = #expect(throws: FormatError.self) { try NPY.read(path) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.place.hasPrefix("byte ") == true)
  }

  @Test func bytesMissingOrLeft() throws {
    let path = scratch.path("c.npy")
    try NPY.write(Tensor([1, 2, 3]), to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(throws: FormatError.self) {
      try NPY.read(scratch.file(bytes.dropLast(), name: "d.npy"))
    }
    #expect(throws: FormatError.self) { try NPY.read(scratch.file(bytes + [0], name: "d.npy")) }
    #expect(throws: DataError.self) { try NPY.read(scratch.folder.path) }
    #expect(throws: DataError.self) { try NPY.read("/dev/null") }
    #expect(throws: DataError.self) { try NPY.read(path + ".missing") }
  }
}
