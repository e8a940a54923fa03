import Foundation
import Plotting
import TestSupport
import Testing

@Suite struct GnuplotTests {
  @Test func missingProgramNamesThePackage() throws {
    let figure = Figure([Line(x: [0, 1], y: [0, 1])])
    let scratch = try Scratch()
    let error = #expect(throws: PlotError.self) {
      try figure.save(to: scratch.path("never.svg"), with: Gnuplot(searchPath: "/nonexistent:"))
    }
    #expect(error?.description == "plotting needs gnuplot: apt install gnuplot-nox")
    #expect(try scratch.names().isEmpty)
  }

  @Test(arguments: ["no-such-plotter", "/nonexistent/gnuplot", "/"])
  func missingExecutableIsNamed(name: String) {
    let error = #expect(throws: PlotError.self) { try Gnuplot(executable: name).run("") }
    #expect(error == .gnuplotMissing(executable: name))
    #expect(error?.description.contains("\"\(name)\"") == true)
  }

  @Test func ownWordsArePassedOn() {
    let error = #expect(throws: PlotError.self) {
      try Gnuplot().run("set terminal svg\nplot $nothing\n")
    }
    #expect(error?.description.contains("no datablock named $nothing") == true)
  }

  @Test func programWithoutPictureIsAnError() {
    let error = #expect(throws: PlotError.self) { try Gnuplot(executable: "true").run("plot x") }
    #expect(error?.description.contains("wrote no picture") == true)
  }

  @Test func programThatEndsWithoutReadingIsAnError() {
    // A script far larger than any pipe's buffer.
    let script = String(repeating: "# filler\n", count: 200_000)
    #expect(throws: PlotError.self) { try Gnuplot(executable: "false").run(script) }
  }

  @Test func manyAtOnce() async throws {
    let script = try Figure([Line(x: [0, 1], y: [0, 1])]).script(for: .svg)
    let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 { group.addTask { try Gnuplot().run(script).count } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sizes.count == 8)
    #expect(Set(sizes).count == 1)
  }

  @Test("A question that throws ends the program, and its error passes on")
  func interrupted() throws {
    struct Interrupted: Error {}
    let scratch = try Scratch()
    let marker = scratch.path("started")
    let program = try scratch.file(
      "#!/bin/sh\necho x > '\(marker)'\nexec sleep 1000\n", name: "slow")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let figure = Figure([Line(x: [0, 1], y: [0, 1])])
    // It would last a quarter of an hour.
    #expect(throws: Interrupted.self) {
      try figure.save(to: scratch.path("a.svg"), with: Gnuplot(executable: program)) {
        if FileManager.default.fileExists(atPath: marker) { throw Interrupted() }
      }
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("a.svg")))
  }
}
