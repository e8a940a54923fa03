import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func everyTensorComesBack() throws {
    let path = scratch.path("a.safetensors")
    let tensors = try samples().enumerated().map { ("\($0.offset).\"é\"", $0.element) }
    try Safetensors(tensors: tensors, metadata: ["a": "b\n\"c\""]).write(to: path)
    let read = try Safetensors(reading: path)
    #expect(read.metadata == ["a": "b\n\"c\""])
    let byName = Dictionary(uniqueKeysWithValues: read.tensors.map { ($0.name, $0.tensor) })
    #expect(byName.count == tensors.count)
    for (name, tensor) in tensors {
      #expect(byName[name].map { isSame($0, tensor) } == true, "\(name)")
    }
  }

  @Test func filesOfTheLibrary() throws {
    let read = try Safetensors(reading: "\(fixtures)/types.safetensors")
    #expect(read.metadata == ["made by": "safetensors", "é": "✓"])
    #expect(read.tensors.count == 15)
    for (name, tensor) in read.tensors where !["half", "scalar", "empty"].contains(name) {
      #expect(tensor.doubles == six(name), "\(name)")
    }
    let half = read.tensors.first { $0.name == "half" }?.tensor.doubles
    #expect(half == [0, 1, -2, 65504, 0x1p-24, .infinity])
  }

  @Test func oneTensorDoesNotCloseTheOthers() throws {
    let path = "\(fixtures)/wide.safetensors"
    let file = try Safetensors(opening: path)
    #expect(file.tensors.map(\.name).sorted() == ["large", "plain"])
    #expect(file.tensors.first { $0.name == "large" }?.tensor.doubles == [1, 0x1p40])
    #expect(file.unreadable.map(\.name) == ["beyond"])
    #expect(file.unreadable[0].error.description.contains("is 9007199254740993"))
    #expect(throws: FormatError.self) { try Safetensors(reading: path) }
    #expect(try Safetensors(opening: path, rounds: true).tensors.count == 3)

    let header =
      #"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}"#
    let other = try scratch.file(
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
        + Array(header.utf8) + [0, 0, 0, 0, 0x80, 0x3F, 0, 0xC0], name: "d.safetensors")
    let mixed = try Safetensors(opening: other)
    #expect(mixed.unreadable.map(\.name) == ["a"])
    #expect(mixed.tensors.first?.tensor.doubles == [1, -2])
  }

  func failure(_ header: String, data: Int = 0, length: UInt64? = nil) throws -> String {
    let length = length ?? UInt64(header.utf8.count)
    let path = try scratch.file(
      withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array(header.utf8)
        + [UInt8](repeating: 0, count: data), name: "b.safetensors")
    let error = #expect(throws: FormatError.self) { try Safetensors(reading: path) }
    return error?.description ?? ""
  }

  @Test func hostileHeaders() throws {
    func entry(_ shape: String, _ offsets: String) -> String {
      #"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }
    let offsets = "data_offsets"
    for (header, data, sentence) in [
      (entry("[2]", "[0,8]"), 4, offsets), (entry("[2]", "[4,12]"), 12, offsets),
      (entry("[2]", "[8,0]"), 8, offsets), (entry("[2]", "[0,9223372036854775807]"), 8, offsets),
      (entry("[2]", "[-8,0]"), 8, offsets), (entry("[2]", "[0]"), 8, offsets),
      (entry("[3]", "[0,8]"), 8, "does not take"),
      (entry("[4611686018427387904]", "[0,0]"), 0, "more elements"),
      (entry("[4611686018427387904,4]", "[0,0]"), 0, "more elements"),
      (entry("[-1]", "[0,0]"), 0, "0 or more"), (entry("[2]", "[0,8]"), 9, "goes on"),
      (entry("[18446744073709551616]", "[0,0]"), 0, "header"),
      (entry("[1.5]", "[0,4]"), 4, "header"), (entry("true", "[0,4]"), 4, "header"),
      (#"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}"#, 4, "F33"),
      (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, 4, "dtype"),
      (#"{"__metadata__":{"a":1}}"#, 0, "__metadata__"), ("[1,2]", 0, "header"), ("", 0, "header"),
      (String(repeating: "[", count: 100_000), 0, "header"),
      (String(repeating: #"{"a":"#, count: 20_000), 0, "header"),
      (
        #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"#
          + #""b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#, 6, offsets
      ),
    ] {
      let got = try failure(header, data: data)
      #expect(got.contains(sentence), "\(header.prefix(80)): \(got)")
      #expect(got.contains("b.safetensors"))
    }
    #expect(try failure("{}", length: 1 << 60).contains("byte 0"))
    #expect(try failure("{}", length: .max).contains("byte 0"))
  }

  @Test func namesMustDiffer() throws {
    let path = scratch.path("c.safetensors")
    for names in [["a", "a"], ["__metadata__"], [""]] {
      let file = Safetensors(tensors: try names.map { ($0, try Tensor([1])) })
      #expect(throws: DataError.self) { try file.write(to: path) }
    }
  }
}
