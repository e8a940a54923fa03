import Foundation
import TestSupport
import Testing

/// scripts/data against a server on this machine.
@Suite struct DownloadTests {
  let scratch: Scratch
  static let python = ["/usr/bin/python3", "/usr/local/bin/python3", "/root/.pyenv/shims/python3"]
    .first(where: FileManager.default.isExecutableFile(atPath:))
  static let curl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

  init() throws { scratch = try Scratch() }

  /// Runs a program and gives its exit code and what it wrote to standard error.
  func run(_ arguments: [String], sets: String) throws -> (code: Int32, text: String) {
    let process = Process()
    process.executableURL = Repository.root.appending(path: "scripts/data")
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "TARN_DATA_SETS": sets]
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test(.enabled(if: python != nil && curl, "no Python or no curl"))
  func continuesChecksAndExplains() throws {
    let folder = scratch.folder.path
    try scratch.makeFolder("server")
    try scratch.makeFolder("out")
    let content = (0..<50_000).map { UInt8(truncatingIfNeeded: ($0 &* 31) >> 3) }
    try scratch.file(content, name: "server/a.bin")
    try scratch.file(content.prefix(20_000), name: "out/a.bin.part")

    let server = Process()
    server.executableURL = URL(fileURLWithPath: try #require(DownloadTests.python))
    server.arguments = [Repository.fixture("range_server.py"), folder + "/server"]
    let pipe = Pipe()
    server.standardOutput = pipe
    try server.run()
    defer {
      kill(server.processIdentifier, SIGKILL)
    }
    let port = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    // Of the content above; and of something else.
    let sum = "7167fd91fb9200221f910b82496fe92bcd4b384f59d32fa486af7028f443334d"
    let wrong = String(repeating: "0", count: 64)
    let sets = try scratch.file(
      """
      # comment
      good a.bin \(sum) http://127.0.0.1:\(port)/none http://127.0.0.1:\(port)/a.bin
      bad a.bin \(wrong) http://127.0.0.1:\(port)/a.bin
      unreachable b.bin \(wrong) http://127.0.0.1:1/b.bin

      """, name: "sets.txt")

    // It goes on where it had stopped.
    let good = try run(["good", folder + "/out"], sets: sets)
    #expect(good.code == 0, "\(good.text)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/out/a.bin")) == Data(content))
    let log = folder + "/server/requests.log"
    #expect(try String(contentsOfFile: log, encoding: .utf8) == "/a.bin 20000\n")
    // What is whole is not fetched again.
    #expect(try run(["good", folder + "/out"], sets: sets).code == 0)
    #expect(try String(contentsOfFile: log, encoding: .utf8) == "/a.bin 20000\n")
    // Another content is thrown away.
    let bad = try run(["bad", folder + "/bad"], sets: sets)
    #expect(bad.code == 1)
    #expect(bad.text.contains("its sha256 is not 000"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/bad").isEmpty)
    // Without a network it says what to do.
    let unreachable = try run(["unreachable", folder + "/none"], sets: sets)
    #expect(unreachable.code == 1)
    #expect(unreachable.text.contains("copy these files from another machine into"))
    #expect(unreachable.text.contains("http://127.0.0.1:1/b.bin"))
    let unknown = try run(["mnits"], sets: sets)
    #expect(unknown.code == 2)
    #expect(unknown.text.contains("there are: bad good unreachable"))
  }
}
