import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

/// Thousands of damaged and hostile files for every reader: each gives tensors that the file can
/// hold, or an error that names the file.
@Suite(.serialized) struct FuzzTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// One damaged copy of `bytes`.
  func damaged(_ bytes: [UInt8], _ random: inout CounterRandom) -> [UInt8] {
    func below(_ n: Int) -> Int { Int(random.next() % UInt64(max(n, 1))) }
    var bytes = bytes
    for _ in 0...below(3) {
      guard !bytes.isEmpty else { break }
      let place = below(bytes.count)
      switch below(7) {
      case 0: bytes.removeLast(below(bytes.count) + 1)
      case 1: bytes[place] ^= 1 << UInt8(below(8))
      case 2: bytes[place] = [0, 0xFF, 0x7F, 0x80, 0x30, 0x39, 0x2D][below(7)]
      case 3:
        let large: [UInt64] = [1 << 60, .max, 1 << 63, 1 << 32, 1 << 31, UInt64(bytes.count)]
        let number = large[below(6)]
        let digits = withUnsafeBytes(of: below(2) == 0 ? number.bigEndian : number) { Array($0) }
        let count = [1, 2, 4, 8][below(4)]
        for k in 0..<min(count, bytes.count - place) { bytes[place + k] = digits[k] }
      case 4: bytes.insert(contentsOf: "1152921504606846976".utf8.prefix(below(20)), at: place)
      case 5: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(16)))
      default:
        let run = bytes[place..<min(bytes.count, place + 1 + below(64))]
        bytes.insert(contentsOf: run, at: below(bytes.count))
      }
    }
    return bytes
  }

  /// - Parameter growth: how many bytes of tensors a byte of the file may become.
  func fuzz(
    _ name: String, seeds: [[UInt8]], growth: Int, count: Int = 10_000,
    read: (String) throws -> [Tensor]
  ) throws {
    var random = CounterRandom(seed: 7, stream: UInt64(name.utf8.reduce(0) { $0 &+ Int($1) }))
    let path = scratch.path(name)
    var errors = 0
    for round in 0..<count {
      let bytes = damaged(seeds[round % seeds.count], &random)
      try bytes.withUnsafeBytes { buffer in
        // A new file: some file systems wait for the disk when an old one is written anew.
        unlink(path)
        let file = try #require(fopen(path, "wb"))
        fwrite(buffer.baseAddress, 1, buffer.count, file)
        fclose(file)
      }
      do {
        let total = try read(path).reduce(0) { $0 + $1.type.byteCount }
        if total > growth * bytes.count + 64 { Issue.record("\(total) bytes of \(bytes.count)") }
      } catch let error as FormatError {
        errors += 1
        if !error.description.contains(name) { Issue.record("\(error)") }
      } catch let error as DataError {
        errors += 1
        if !error.description.contains(name) { Issue.record("\(error)") }
      }
    }
    // Most damage is seen; a flipped bit of a number is a number.
    #expect(errors > count / 5, "\(name): \(errors)")
  }

  func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/\(file)")))
  }

  func written(_ name: String, _ write: (String) throws -> Void) throws -> [UInt8] {
    let path = scratch.path("seed-" + name)
    try write(path)
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func npy() throws {
    let small = try written("a.npy") { try NPY.write(Tensor([1, 2, 3]), to: $0) }
    let seeds = [small] + (try ["version1.npy", "version3.npy", "large.npy"].map(bytes))
    try fuzz("fuzz.npy", seeds: seeds, growth: 8) { [try NPY.read($0)] }
    try fuzz("text.npy", seeds: [bytes("text.npy")], growth: 8) { path in
      guard case .tensor(let tensor) = try NPY.content(of: path) else { return [] }
      return [tensor]
    }
  }

  @Test func npz() throws {
    let seeds = [
      try written("a.npz") {
        try NPZ.write([("a", Tensor([1, 2, 3])), ("b", Tensor([1], dtype: .int32))], to: $0)
      },
      try written("b.npz") {
        let zeros = try Tensor([Double](repeating: 0, count: 500), dtype: .float64)
        try NPZ.write([("a", zeros)], to: $0, compressed: true)
      },
    ]
    try fuzz("fuzz.npz", seeds: seeds, growth: 8 * 1032) { try NPZ.read($0).map(\.tensor) }
    try fuzz("mixed.npz", seeds: [bytes("mixed.npz")], growth: 8 * 1032) { path in
      try NPZ.contents(of: path).compactMap { _, content in
        if case .success(.tensor(let tensor)) = content { tensor } else { nil }
      }
    }
  }

  @Test func safetensors() throws {
    let seeds = [
      try bytes("types.safetensors"),
      try written("a.safetensors") {
        try Safetensors(
          tensors: [("a", Tensor([1, 2])), ("b", Tensor([3]))], metadata: ["k": "v"]
        )
        .write(to: $0)
      },
    ]
    try fuzz("fuzz.safetensors", seeds: seeds, growth: 8) {
      try Safetensors(reading: $0).tensors.map(\.tensor)
    }
  }

  @Test func idx() throws {
    let seeds = try ["pixels.idx.gz", "floats.idx"].map(bytes)
    try fuzz("fuzz.idx", seeds: seeds, growth: 8 * 1032) { [try IDX.read($0)] }
  }

  @Test func cifar() throws {
    let record = [3] + [UInt8](repeating: 9, count: 3072)
    try fuzz("fuzz.bin", seeds: [record, record + record], growth: 4) {
      [try CIFAR10.read($0).images]
    }
  }

  @Test func nnet() throws {
    let seed = "// x\n1,2,1,2,\n2,1,\n0,\n0,0,\n1,1,\n0,0,0,\n1,1,1,\n1,2,\n3,\n"
    try fuzz("fuzz.nnet", seeds: [Array(seed.utf8)], growth: 8) {
      try NNet(reading: $0).layers.flatMap { [$0.weight, $0.bias] }
    }
  }

  @Test func csv() throws {
    let seed = "a,\"b\"\"c\",kind\n1,2,red\n3,4e1,\"blue\"\n-5,.5,red\n"
    try fuzz("fuzz.csv", seeds: [Array(seed.utf8)], growth: 16) { [try CSV().read($0).source] }
    let decimals = "a;b;kind\n1,5;NA; \"red\"\n3;4,5;blue\n?;5;red\n"
    for missing in CSV.Missing.allCases {
      try fuzz("\(missing).csv", seeds: [Array(decimals.utf8)], growth: 16, count: 2_000) {
        [try CSV(missing: missing).read($0).source]
      }
    }
    // The same by pieces.
    try fuzz("columns.csv", seeds: [Array("a,b\n1,2\n3,4e1\n-5,.5\n".utf8)], growth: 16) { path in
      var (columns, pieces) = (try CSVColumns(path: path), [Tensor]())
      while let piece = try columns.next(2) { pieces.append(piece) }
      return pieces
    }
  }
}
