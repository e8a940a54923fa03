import Foundation
import TestSupport
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// Searches whose process is ended from outside at random moments, again and again, end with the atlas of one that was
/// left alone.
@Suite(.enabled(if: isOptimized, "thousands of quenches take minutes without optimisation"))
struct AtlasKillTests {
  private static let script = """
    local path, kind, workers = arg[1], arg[2], tonumber(arg[3])
    local net = nn.Sequential{nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2)}
    local atlas = landscape.open(path, {net = net, loss = loss.cross_entropy() + loss.l2(1e-4), data = data.xor()})
    local common = {seed = 5, workers = workers, progress = false}
    local function with(t) for k, v in pairs(common) do t[k] = v end return t end
    if kind == "tempering" then
      atlas:parallel_tempering(with{replicas = 5, steps = 1500, t_min = .001, t_max = .1})
    elseif kind == "multistart" then
      atlas:multistart(with{points = 7000})
    elseif kind == "saddles" then
      atlas:multistart(with{points = 300})
      atlas:connect(with{retries = 4})
      atlas:search_saddles(with{searches = 4000, patience = 4000})
      atlas:connect(with{retries = 6, method = "autoneb"})
    elseif kind == "many" then
      atlas:basin_hop(with{chains = 5000, steps = 1})
    else
      atlas:basin_hop(with{chains = 6, steps = 1200, restart_probability = .2})
      atlas:basin_hop(with{chains = 6, steps = 200, restart_probability = .2})
    end
    for m in atlas:each{order = "id"} do
      io.write(string.format("%d %d %a", m.id, m.hits, m.energy))
      for _, x in ipairs(m.x:totable()) do io.write(string.format(" %a", x)) end
      io.write("\\n")
    end
    for _, s in ipairs(atlas:saddles{}) do
      io.write(string.format("%d %d %a %a %d %d", s.id, s.hits, s.energy, s.eigenvalue, s.minima[1], s.minima[2]))
      for _, x in ipairs(s.x:totable()) do io.write(string.format(" %a", x)) end
      io.write("\\n")
    end
    for _, run in ipairs(atlas:runs()) do io.write(run.tasks, " ", run.done, " ", tostring(run.finished), "\\n") end

    """

  /// Starts the script and kills it after so many seconds, if it still runs. Nil: it was killed.
  private func run(
    _ folder: URL, _ kind: String, workers: Int, killAfter seconds: Double?
  ) throws -> String? {
    let kill = seconds.map { "timeout -s KILL \(String(format: "%.3f", $0)) " } ?? ""
    let (_, output, errors) = try ChildProgram.run(
      "/bin/sh",
      ["-c", "\(kill)\"$0\" search.lua \(kind).atlas \(kind) \(workers)", PseudoTerminal.program],
      in: folder)
    #expect(!errors.contains("error") && !errors.contains("damaged"), "\(errors)")
    return output.contains("true\n") ? output : nil
  }

  @Test(arguments: ["hopping", "tempering", "multistart", "many", "saddles"])
  func killedSearchesEndAsOthersDo(_ kind: String) throws {
    let kills = ProcessInfo.processInfo.environment["TARN_LONG_TESTS"] == nil ? 4 : 30
    try Scratch.with { scratch in
      try scratch.file(Self.script, name: "search.lua")
      let begin = ContinuousClock.now
      let whole = try #require(
        try run(scratch.folder, kind, workers: 2, killAfter: nil), "the search ends")
      let duration = (ContinuousClock.now - begin) / .seconds(1)
      for end in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(
          at: scratch.folder.appending(path: "\(kind).atlas\(end)"))
      }
      var random = SystemRandomNumberGenerator()
      var done = 0
      while done < kills {
        // With any number of workers.
        let moment = Double.random(in: 0.02...max(0.1, 0.5 * duration), using: &random)
        let output = try run(
          scratch.folder, kind, workers: 1 + done % 3, killAfter: moment)
        if let output {
          #expect(output == whole)
          for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(
              at: scratch.folder.appending(path: "\(kind).atlas\(end)"))
          }
        }
        done += 1
      }
      let rest = try run(scratch.folder, kind, workers: 1, killAfter: nil)
      #expect(rest == whole)
    }
  }

  @Test(
    "The same script twice at once: both end, and the second run of one is not that of the other")
  func twoProcessesShareAnAtlas() throws {
    try Scratch.with { scratch in
      try scratch.file(Self.script, name: "search.lua")
      let (_, output, errors) = try ChildProgram.run(
        "/bin/sh",
        [
          "-c",
          """
          (\"$0\" search.lua a.atlas hopping 1 > one.txt; touch one.done) &
          \"$0\" search.lua a.atlas hopping 1 > two.txt
          while [ ! -e one.done ]; do sleep 0.05; done
          cat one.txt two.txt
          """,
          PseudoTerminal.program,
        ], in: scratch.folder)
      #expect(!errors.contains("tarn:"), "\(errors)")
      // Runs of both lengths by each; the last to end sees all four done.
      #expect(
        output.components(separatedBy: "7206 7206 true\n").count >= 4, "\(output.suffix(300))")
      // Once more: everything is recognised, nothing is added.
      let again = try ChildProgram.run(
        "/bin/sh", ["-c", "\"$0\" search.lua a.atlas hopping 1", PseudoTerminal.program],
        in: scratch.folder
      ).output
      let once = try ChildProgram.run(
        "/bin/sh", ["-c", "\"$0\" search.lua a.atlas hopping 1", PseudoTerminal.program],
        in: scratch.folder
      ).output
      #expect(again == once)
      #expect(again.components(separatedBy: "true\n").count == 5)
    }
  }
}
