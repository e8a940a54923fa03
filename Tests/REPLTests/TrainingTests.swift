import Foundation
import TestSupport
import Testing

/// Trainings that are ended from outside, and disks that are full.
@Suite struct TrainingTests {
  private static let script = """
    local net = nn.Sequential{nn.Linear(4, 10), nn.BatchNorm(10), nn.Tanh(), nn.Dropout(0.2), nn.Linear(10, 3)}
    local kill = tonumber(arg[2])
    optim.fit(net, data.iris():standardize(), {
      loss = loss.cross_entropy(), epochs = 8, seed = 7, checkpoint = arg[1] ~= "" and arg[1] or nil,
      on_epoch = function(s) if s.epoch == kill then os.execute("kill -9 $PPID") end end })
    io.write(string.format("%s", table.concat(net:to("float64"):parameters():totable(), " ")))

    """

  /// Runs the script in a shell; gives what it wrote.
  private func run(_ folder: URL, _ command: String) throws -> (output: String, errors: String) {
    let (_, output, errors) = try ChildProgram.run(
      "/bin/sh", ["-c", command, PseudoTerminal.program], in: folder)
    return (output, errors)
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    try Scratch.with { scratch in
      try scratch.file(Self.script, name: "train.lua")
      try body(scratch.folder)
    }
  }

  @Test func aKilledRunGoesOnBitByBit() throws {
    try withFolder { folder in
      let whole = try run(folder, "\"$0\" train.lua '' 0")
      #expect(whole.output.split(separator: " ").count == 103, "\(whole.errors)")
      for epoch in [3, 5] {
        let killed = try run(folder, "\"$0\" train.lua run.safetensors \(epoch)")
        #expect(killed.output.isEmpty)
        #expect(
          FileManager.default.fileExists(atPath: folder.appending(path: "run.safetensors").path))
      }
      let resumed = try run(folder, "\"$0\" train.lua run.safetensors 0")
      #expect(resumed.output == whole.output, "\(resumed.errors)")
    }
  }

  @Test(.disabled(if: isSanitized)) func aFullDiskLeavesTheLastCheckpoint() throws {
    try withFolder { folder in
      let whole = try run(folder, "\"$0\" train.lua '' 0")
      _ = try run(folder, "\"$0\" train.lua run.safetensors 3")
      let file = folder.appending(path: "run.safetensors")
      let before = try Data(contentsOf: file)
      // Files may not grow beyond 512 bytes.
      let full = try run(folder, "ulimit -f 1; \"$0\" train.lua run.safetensors 0")
      #expect(full.output.isEmpty && full.errors.contains("run.safetensors"), "\(full.errors)")
      #expect(try Data(contentsOf: file) == before)
      let rest = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(rest == ["run.safetensors", "train.lua"])
      #expect(try run(folder, "\"$0\" train.lua run.safetensors 0").output == whole.output)
    }
  }
}
