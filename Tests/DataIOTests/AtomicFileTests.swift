import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func aFullDiskIsAnError() throws {
    let error = #expect(throws: DataError.self) {
      try NPY.write(Tensor([Double](repeating: 0, count: 10000)), to: "/dev/full")
    }
    #expect(error?.description == "cannot write \"/dev/full\": No space left on device")
  }

  @Test func aFailureLeavesTheOldFile() throws {
    let path = try scratch.file("old", name: "a.txt")
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try AtomicFile.write(path) { output in
        try output.write("new")
        throw Stop()
      }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try scratch.names() == ["a.txt"])
  }

  @Test func aLinkStaysALink() throws {
    let path = try scratch.file("old", name: "a.txt")
    let link = scratch.path("b.txt")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try AtomicFile.write(link) { try $0.write("new") }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
  }
}
