import DataIO
import Foundation
import Layers
import NetworkFiles
import Tensors
import TestSupport
import Testing

/// Damaged descriptions of layers: each is a network no larger than its file, or an error that names it.
@Suite struct NetworkFuzzTests {
  @Test func damagedDescriptions() throws {
    let scratch = try Scratch()
    var network = try Network([
      Normalize(mean: [0.5, 0.25], deviation: [2, 4]), Conv2d(2, 3, kernel: Extent(3)),
      BatchNorm(3),
      Residual([Conv2d(3, 3, kernel: Extent(1)), ELU(0.5)]), MaxPool2d(PoolingWindow(Extent(2))),
      Dropout(0.25), Reshape([3, -1]), Flatten(), Linear(27, 2),
    ])
    network.sampleShape = try Shape([2, 8, 8])
    let path = scratch.path("fuzz.safetensors")
    try NetworkFile.save(network, to: path)
    let seed = try Safetensors(reading: path)
    let (key, text) = try #require(seed.metadata.first { $0.key.hasPrefix("tarn") })
    let justified = try Data(contentsOf: URL(fileURLWithPath: path)).count

    var random = CounterRandom(seed: 9, stream: 0)
    func below(_ n: Int) -> Int { Int(random.next() % UInt64(max(n, 1))) }
    let numbers = [
      "0", "-1", "0.5", "1e9", "1152921504606846976", "1e400", "null", "[]", "{}", "\"\"",
    ]
    var errors = 0
    for _ in 0..<10_000 {
      var json = Array(text.utf8)
      for _ in 0...below(2) where !json.isEmpty {
        let place = below(json.count)
        switch below(5) {
        case 0: json.removeLast(below(json.count) + 1)
        case 1: json[place] = UInt8(32 + below(95))
        case 2: json.removeSubrange(place..<min(json.count, place + 1 + below(12)))
        case 3:
          // A number becomes another.
          let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
          guard let first = json[place...].firstIndex(where: digits.contains) else { continue }
          let end = json[first...].firstIndex { !digits.contains($0) } ?? json.endIndex
          json.replaceSubrange(first..<end, with: numbers[below(numbers.count)].utf8)
        default:
          let run = json[place..<min(json.count, place + 1 + below(80))]
          json.insert(contentsOf: run, at: below(json.count))
        }
      }
      unlink(path)
      try Safetensors(
        tensors: seed.tensors, metadata: [key: String(decoding: json, as: UTF8.self)]
      ).write(to: path)
      do {
        let read = try NetworkFile.load(path)
        if 4 * read.parameterCount > justified { Issue.record("\(read.parameterCount)") }
      } catch {
        errors += 1
        if !"\(error)".contains("fuzz.safetensors") { Issue.record("\(error)") }
      }
    }
    #expect((2_000..<10_000).contains(errors), "\(errors)")
  }
}
