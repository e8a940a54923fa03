import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct IDXTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func everyTensorComesBack() throws {
    let path = scratch.path("a.idx")
    for tensor in try samples() + [Tensor([0, 255, 7], dtype: .int32)] {
      try IDX.write(tensor, to: path)
      #expect(isSame(try IDX.read(path), tensor), "\(tensor.type)")
    }
  }

  @Test func smallWholeNumbersAreBytes() throws {
    let path = scratch.path("bytes.idx")
    try IDX.write(Tensor([0, 255, 7], dtype: .int32), to: path)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path)) == Data([0, 0, 8, 1, 0, 0, 0, 3, 0, 255, 7]))
  }

  @Test func compressedAndBigEndian() throws {
    let pixels = try IDX.read("\(fixtures)/pixels.idx.gz")
    #expect(pixels.shape.dimensions == [2, 3, 4])
    #expect(pixels.dtype == .int32)
    #expect(pixels.doubles == (0..<24).map(Double.init))
    let floats = try IDX.read("\(fixtures)/floats.idx")
    #expect(floats.dtype == .float64)
    #expect(floats.doubles == six("f8"))
  }

  @Test(
    arguments: [
      ([], "at most 0 follow"), ([0, 0, 8], "at most 3 follow"),
      ([0, 0, 7, 1, 0, 0, 0, 0], "no IDX"),
      ([1, 0, 8, 1, 0, 0, 0, 0], "no IDX"), ([0, 0, 8, 255, 0, 0, 0, 1], "size 2"),
      ([0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255, 1], "more elements"),
      ([0, 0, 8, 1, 255, 255, 255, 255, 1], "at most 1 follow"),
      ([0, 0, 8, 1, 0, 0, 0, 0, 1], "goes on"),
    ] as [([UInt8], String)]) func damage(bytes: [UInt8], sentence: String) throws
  {
    let path = try scratch.file(bytes, name: "b.idx")
    let error = #expect(throws: FormatError.self) { try IDX.read(path) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }

  @Test func damagedCompression() throws {
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/pixels.idx.gz")))
    for count in [3, 20, whole.count - 1] {
      let path = try scratch.file(whole.prefix(count), name: "c.idx.gz")
      #expect(throws: FormatError.self, "\(count)") { try IDX.read(path) }
    }
    var flipped = whole
    flipped[whole.count - 6] ^= 1  // of the checksum
    #expect(throws: FormatError.self) { try IDX.read(scratch.file(flipped, name: "d.idx.gz")) }
  }
}
