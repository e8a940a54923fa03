import Atlases
import Foundation
import Tensors
import TestSupport
import Testing

/// Pickled arrays, as numpy wrote them and as nobody should.
@Suite struct ExchangePickleTests {
  struct Recorded: CustomTestStringConvertible {
    var version: String
    var type: String
    var shape: String
    var bytes: [UInt8]
    var testDescription: String { "numpy \(version), \(type), \(shape)" }
  }

  static let recorded: [Recorded] = ["1", "2"].flatMap { version -> [Recorded] in
    let path = Repository.fixture("landscape/pickles_numpy\(version).txt")
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      let digits = Array(words[3])
      let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)
      }
      return Recorded(
        version: "\(version), protocol \(words[0])", type: String(words[1]),
        shape: String(words[2]), bytes: bytes)
    }
  }

  @Test func thereAreRecordedArrays() { #expect(ExchangePickleTests.recorded.count == 32) }

  @Test(arguments: recorded) func arraysOfFloat64AreReadBitForBit(_ array: Recorded) throws {
    let points = try ExchangeFixture.points()
    if array.type == "<f4" {
      #expect(throws: PickleError.notArray("an array of f4")) { try PickledArray.read(array.bytes) }
    } else {
      #expect(
        try PickledArray.read(array.bytes)
          == (array.shape == "2x3" ? points[0] + points[1] : points[0]))
    }
  }

  @Test(arguments: recorded) func everyBeginningOfAPickleIsAnError(_ array: Recorded) {
    for count in 0..<array.bytes.count {
      #expect(throws: PickleError.self) { try PickledArray.read(Array(array.bytes[..<count])) }
    }
  }

  @Test(arguments: recorded) func damagedPicklesAreArraysOrErrors(_ array: Recorded) {
    var random = CounterRandom(seed: 1)
    for _ in 0..<2000 {
      var bytes = array.bytes
      for _ in 0...Int(random.uniform() * 3) {
        bytes[Int(random.uniform() * Double(bytes.count))] = UInt8(random.uniform() * 255.9)
      }
      do { _ = try PickledArray.read(bytes) } catch is PickleError {} catch {
        Issue.record("\(error)")
      }
    }
  }

  @Test func whatIsWrittenIsReadBitForBit() throws {
    for x in [
      [1.5], [0.1, -0.0, .leastNonzeroMagnitude, -1.7976931348623157e308],
      (0..<300).map { Double($0) / 7 },
    ] {
      let again = try PickledArray.read(PickledArray.write(x))
      #expect(again.map(\.bitPattern) == x.map(\.bitPattern))
    }
  }

  /// os.system, in three spellings: with an instruction that arrays do not need, by its own name, and in a name on the stack.
  @Test func nothingIsCalledAndNoOtherNameIsRead() {
    #expect(throws: PickleError.instruction(0x53, byte: 11)) {
      try PickledArray.read(Array("cos\nsystem\nS'ls'\n\u{85}R.".utf8))
    }
    let call: [UInt8] = Array("cos\nsystem\n".utf8) + [0x8C, 2] + Array("ls".utf8) + [0x85]
    #expect(throws: PickleError.function("os.system")) {
      try PickledArray.read(call + Array("R.".utf8))
    }
    let named: [UInt8] =
      [0x8C, 8] + Array("builtins".utf8) + [0x8C, 4] + Array("eval".utf8) + [0x93, 0x29]
    #expect(throws: PickleError.function("builtins.eval")) {
      try PickledArray.read(named + Array("R.".utf8))
    }
    // An object of a class, a dictionary.
    for code in [UInt8(ascii: "}"), UInt8(ascii: "i"), UInt8(ascii: "o"), 0x81, 0x92, 0x82] {
      #expect(throws: PickleError.instruction(code, byte: 2)) {
        try PickledArray.read([0x80, 4, code])
      }
    }
  }

  @Test func endlessAndDeepPicklesAreErrors() {
    #expect(throws: PickleError.notArray("more than 1000 instructions")) {
      try PickledArray.read([0x4E] + [UInt8](repeating: 0x85, count: 1_000_000))
    }
    #expect(throws: PickleError.notArray("None")) { try PickledArray.read(Array("N.".utf8)) }
    #expect(throws: PickleError.version(6)) { try PickledArray.read([0x80, 6]) }
    #expect(throws: PickleError.version(0)) { try PickledArray.read([0x80, 0]) }
  }
}
