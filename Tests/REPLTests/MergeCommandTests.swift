import Foundation
import TestSupport
import Testing

/// `tarn merge`, and the job script whose shards it merges.
@Suite struct MergeCommandTests {
  private static let search = """
    local path, seed = arg[1], tonumber(arg[2])
    local net = nn.Sequential{nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2)}
    local atlas = landscape.open(path, {net = net, loss = loss.cross_entropy() + loss.l2(1e-4), data = data.xor()})
    atlas:multistart{points = 60, seed = seed, workers = 1}
    """

  private func shell(
    _ line: String, in scratch: Scratch
  ) throws -> (code: Int32, output: String, errors: String) {
    let folder = (PseudoTerminal.program as NSString).deletingLastPathComponent
    return try ChildProgram.run(
      "/usr/bin/timeout", ["-s", "KILL", "120", "bash", "-c", "PATH=\(folder):$PATH\n" + line],
      in: scratch.folder)
  }

  @Test("The tasks of a job array, stopped and started again, and their merging")
  func jobArray() throws {
    let job = Repository.root.appending(path: "docs/slurm_array.sh").path
    try Scratch.with { scratch in
      try scratch.file(Self.search, name: "search.lua")
      for task in 1...3 {
        let (code, _, errors) = try shell(
          "SLURM_ARRAY_TASK_ID=\(task) bash \(job) search.lua results", in: scratch)
        #expect(code == 0, "\(errors)")
      }
      // Once more: it is recognised.
      #expect(
        try shell("SLURM_ARRAY_TASK_ID=2 bash \(job) search.lua results", in: scratch).code == 0)
      let merged = try shell("tarn merge results/all.atlas results/task-*.atlas", in: scratch)
      #expect(merged.code == 0, "\(merged.errors)")
      #expect(merged.output.contains("3 new runs"), "\(merged.output)")
      let again = try shell("tarn merge results/all.atlas results/task-*.atlas", in: scratch)
      #expect(again.output.contains("; 0 new and"), "\(again.output)")
      #expect(again.output.contains(" 0 new runs"), "\(again.output)")
      // What a task has done is recognised in the merged atlas.
      try scratch.file(
        Self.search.replacing("atlas:multistart", with: "print(atlas:multistart") + ".quenches)",
        name: "again.lua")
      #expect(try shell("tarn again.lua results/all.atlas 2", in: scratch).output == "0\n")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: scratch.path("results")).sorted()
          == ["all.atlas", "task-1.atlas", "task-2.atlas", "task-3.atlas"])
    }
  }

  @Test("A task that is told to stop keeps what it has, and goes on")
  func stoppedTask() throws {
    let job = Repository.root.appending(path: "docs/slurm_array.sh").path
    try Scratch.with { scratch in
      try scratch.file(
        Self.search.replacing("points = 60", with: "points = tonumber(os.getenv('POINTS'))")
          + "\nprint(atlas:runs()[1].done)", name: "search.lua")
      let stopped = try shell(
        """
        export SLURM_ARRAY_TASK_ID=1 POINTS=100000000
        # Processes of tests have signals blocked, which jobs have not.
        perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV' \
          bash \(job) search.lua results & child=$!
        sleep 3; kill -TERM $child; wait $child
        """, in: scratch)
      #expect(stopped.code != 0)
      let seen = try shell(
        "tarn merge out.atlas results/task-1.atlas", in: scratch)
      #expect(seen.code == 0, "\(seen.errors)")
      #expect(seen.output.contains("1 new runs"), "\(seen.output)")
      #expect(!seen.output.contains(" 0 minima"), "\(seen.output)")
    }
  }

  @Test func wrongUsageAndWrongFilesAreSaid() throws {
    try Scratch.with { scratch in
      let usage = try shell("tarn merge out.atlas", in: scratch)
      #expect(usage.code == 2)
      #expect(usage.errors.contains("what is to be merged into out.atlas?"), "\(usage.errors)")
      let missing = try shell("tarn merge out.atlas nothing.atlas", in: scratch)
      #expect(missing.code == 1)
      #expect(missing.errors.contains("cannot read the atlas nothing.atlas: there is no such file"))
      #expect(try scratch.names().isEmpty)
      #expect(try shell("tarn merge --help", in: scratch).output.contains("tarn merge <out>"))
    }
  }
}
