import Foundation
import TestSupport
import Testing

/// What could not be printed is an error: the device that is always full stands for a full disk.
@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full here"))
struct StandardOutputTests {
  private func run(_ arguments: String, input: String = "") throws -> (code: Int32, errors: String)
  {
    let command = "printf '%s' \"$2\" | \"$1\" \(arguments) > /dev/full"
    let (code, output, errors) = try ChildProgram.run(
      "/bin/sh", ["-c", command, "sh", PseudoTerminal.program, input])
    #expect(output.isEmpty)
    return (code, errors)
  }

  @Test(arguments: [
    "-e 'print(1)'", "-e 'io.write(1)'", "-e 'print(1) os.exit(0)'", "-e 'tarn.help()'", "--help",
    "--version", "recipe list", "recipe --help", "verify --help", "-i",
  ]) func everyKindOfOutput(_ arguments: String) throws {
    let (code, errors) = try run(arguments, input: "1 + 1\n")
    #expect(code == 1, "\(arguments)")
    #expect(errors.contains("standard output: "), "\(arguments): \(errors)")
  }

  @Test func scriptsFromStandardInput() throws {
    #expect(try run("", input: "print(1)").code == 1)
    #expect(try run("", input: "local x = 1").code == 0)
  }

  @Test func aVerdict() throws {
    let scratch = try Scratch()
    let model = scratch.path("n.onnx")
    let property = try scratch.file(
      """
      (declare-const X_0 Real) (declare-const Y_0 Real)
      (assert (>= X_0 0)) (assert (<= X_0 1)) (assert (>= Y_0 1000))
      """, name: "p.vnnlib")
    let made = try ChildProgram.run(
      PseudoTerminal.program, ["-e", "nn.Sequential{nn.Linear(1, 1)}:save('\(model)')"])
    #expect(made.code == 0, "\(made.errors)")
    #expect(try run("verify '\(model)' '\(property)'").code == 1)
    let (code, output, _) = try ChildProgram.run(
      PseudoTerminal.program, ["verify", model, property])
    #expect(code == 0 && output == "unsat\n")
  }

  /// Where nothing can be said the exit code says it.
  @Test(
    arguments: [
      "-e 'error(1)'", "-e 'data.iris{z = 1}'", "-e '1 +'", "nosuch.lua", "--bogus", "verify a b",
      "recipe run nosuch",
    ], ["/dev/full", "&-"]) func errorsWithoutAPlace(_ arguments: String, _ place: String) throws
  {
    let command = "\"$1\" \(arguments) 2>\(place)"
    let code = try ChildProgram.run("/bin/sh", ["-c", command, "sh", PseudoTerminal.program]).code
    #expect(code == 1 || code == 2, "\(arguments) 2>\(place)")
  }

  /// A script's own exit code stays, and what prints nothing is done.
  @Test func otherExitCodesStay() throws {
    #expect(try run("-e 'io.write(1) os.exit(3)'").code == 3)
    #expect(try run("-e 'error()'").code == 1)
    #expect(try run("--wrong").code == 2)
    #expect(try run("-e 'local x = 1'").code == 0)
  }

  /// Files, by the largest size that the system allows: beyond it writing fails as on a full disk.
  @Test(arguments: [
    "data.save('a.npy', tensor.ones(100000))", "data.save('a.idx', tensor.ones(100000))",
    "data.save('a.npz', {t = tensor.ones(100000)})",
    "data.save('a.safetensors', {t = tensor.ones(100000)})",
    "nn.Sequential{nn.Linear(300, 300)}:save('a.onnx')",
    "nn.Sequential{nn.Linear(300, 300)}:save('a.npz')",
    "nn.Sequential{nn.Linear(300, 300)}:save('a.safetensors')",
    "plot.scatter(stats and tensor.rand(20000), tensor.rand(20000)):save('a.svg')",
    """
    optim.fit(nn.Sequential{nn.Linear(2, 20000), nn.Linear(20000, 2)}, data.xor(),
      {loss = loss.cross_entropy(), epochs = 1, checkpoint = 'a.safetensors'})
    """,
  ]) func filesThatCannotBeWritten(_ code: String) throws {
    let scratch = try Scratch()
    let (status, _, errors) = try ChildProgram.run(
      "/bin/sh", ["-c", "ulimit -f 20; \"$0\" -e \"$1\"", PseudoTerminal.program, code],
      in: scratch.folder)
    #expect(status == 1 && errors.hasPrefix("tarn: "), "\(status) \(errors)")
    #expect(try scratch.names().isEmpty, "\(code)")
  }
}
