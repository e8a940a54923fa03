import Foundation
import TestSupport
import Testing

/// The same script by several processes that mpirun starts.
@Suite(.serialized) struct RankTests {
  /// Runs a shell line in which `$tarn` is the program and `mpi` starts it; gives exit code and outputs.
  private func shell(
    _ line: String, in scratch: Scratch
  ) throws -> (code: Int32, output: String, errors: String) {
    let setting = """
      export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
      tarn=\(PseudoTerminal.program)
      mpi() { n=$1; shift; timeout -s KILL 120 mpirun -n $n $tarn "$@"; }

      """
    // Processes of tests have signals blocked, by which mpirun ends its own.
    let free = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV"
    return try ChildProgram.run(
      "/usr/bin/perl", ["-MPOSIX", "-e", free, "bash", "-c", setting + line], in: scratch.folder)
  }

  private static let landscape = """
    local net = nn.Sequential{nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2)}
    local options = {net = net, loss = loss.cross_entropy() + loss.l2(1e-4), data = data.xor()}

    """

  /// Energies and hits, for sets that have to be the same.
  private static let contents = """
    local lines = {}
    for m in atlas:each{} do lines[#lines + 1] = string.format("%.8e %d", m.energy, m.hits) end
    table.sort(lines)
    print(table.concat(lines, "\\n"))

    """

  /// All bits.
  private static let dump = """
    for m in atlas:each{order = "id"} do
      io.write(string.format("%d %d %a", m.id, m.hits, m.energy))
      for _, x in ipairs(m.x:totable()) do io.write(string.format(" %a", x)) end
      io.write("\\n")
    end
    for _, s in ipairs(atlas:saddles{}) do print(s.id, s.hits, s.energy, s.minima[1], s.minima[2]) end
    print(table.concat(atlas:column("norm"):totable(), " "))
    for _, run in ipairs(atlas:runs()) do
      print(run.kind, run.rank, run.ranks, run.tasks, run.done, run.finished)
    end

    """

  @Test func mpirunIsThere() throws {
    try Scratch.with { scratch in
      let (code, output, errors) = try shell("mpirun --version", in: scratch)
      #expect(code == 0 && output.contains("Open MPI"), "scripts/install installs it: \(errors)")
    }
  }

  @Test(
    "A multistart ends with the same minima and hits for any number of ranks", arguments: [2, 4])
  func multistart(_ ranks: Int) throws {
    try Scratch.with { scratch in
      try scratch.file(
        Self.landscape + """
          local atlas = landscape.open(arg[1], options)
          local report = atlas:multistart{points = 300, seed = 5}
          assert(report.quenches == 300 and report.total_quenches == 300 and not report.resumed)
          assert(report.new == #atlas)
          \(Self.contents)
          io.stderr:write(("rank %d of %d sees %d\\n"):format(tarn.rank, tarn.ranks, #atlas))
          """, name: "search.lua")
      let alone = try shell("$tarn search.lua alone.atlas", in: scratch)
      let together = try shell("mpi \(ranks) search.lua together.atlas", in: scratch)
      let inMemory = try shell("mpi \(ranks) search.lua :memory:", in: scratch)
      #expect(together.code == 0, "\(together.errors)")
      let minima = alone.output.split(separator: "\n").count
      #expect(minima > 5)
      #expect(together.output == alone.output)
      #expect(inMemory.output == alone.output)
      for rank in 0..<ranks {
        #expect(together.errors.contains("rank \(rank) of \(ranks) sees \(minima)\n"))
      }
      // No shards, no copies.
      #expect(
        try scratch.names().filter { $0.hasPrefix("together") } == ["together.atlas"])
      // What many have done one recognises, and the other way round.
      let again = try shell(
        "sed 's/report.quenches == 300/report.quenches == 0/; s/not report.resumed/report.resumed/; "
          + "s/report.new == #atlas/report.new == 0/' search.lua > again.lua; "
          + "$tarn again.lua together.atlas && mpi \(ranks) again.lua alone.atlas", in: scratch)
      #expect(again.code == 0, "\(again.errors)")
      #expect(again.output == alone.output + alone.output)
    }
  }

  @Test("Chain k draws the same numbers on any rank")
  func chains() throws {
    try Scratch.with { scratch in
      // A step that is not adapted: chains need nothing of each other.
      try scratch.file(
        """
        local atlas = landscape.open(":memory:", {dim = 3, energy = function(x)
          return (x * x - 1):square():sum() + .1 * x:sum() + .03 * (x * x):sum() end})
        local report = atlas:basin_hop{chains = 8, steps = 30, temperature = 1, step_size = 1,
          adaptation_factor = 1, seed = 3}
        assert(report.quenches == 8 * 31)
        -- More ranks than replicas, and what cannot be divided.
        atlas:parallel_tempering{replicas = 2, steps = 20, t_min = .1, t_max = 1, seed = 4}
        \(Self.contents)
        """, name: "chains.lua")
      let outputs = try [1, 2, 4].map { try shell("mpi \($0) chains.lua", in: scratch).output }
      #expect(outputs[0].split(separator: "\n").count >= 7)
      #expect(outputs[1] == outputs[0])
      #expect(outputs[2] == outputs[0])
    }
  }

  @Test(
    "A rank that is killed costs its unfinished round: the same script goes on", arguments: [2, 4])
  func kills(_ ranks: Int) throws {
    try Scratch.with { scratch in
      try scratch.file(
        Self.landscape + """
          local atlas = landscape.open(arg[1], options)
          atlas:basin_hop{chains = 6, steps = 500, restart_probability = .2, seed = 5, workers = 1}
          atlas:multistart{points = 1500, seed = 5, workers = 1}
          atlas:search_saddles{searches = 60, seed = 1}
          atlas:annotate("norm", function(net, m) return m.x:norm() end)
          \(Self.dump)
          """, name: "search.lua")
      let start = ContinuousClock.now
      let whole = try shell("mpi \(ranks) search.lua whole.atlas", in: scratch)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      #expect(whole.code == 0, "\(whole.errors)")
      #expect(whole.output.contains("search_saddles\t\(ranks - 1)\t\(ranks)"))
      var kills = 0
      for _ in 0..<20 where kills < 3 {
        // One of the ranks, known by its folder.
        let killed = try shell(
          """
          mpi \(ranks) search.lua killed.atlas > /dev/null 2>&1 & child=$!
          sleep \(String(format: "%.2f", Double.random(in: 0.05...0.6) * seconds))
          ranks=()
          for folder in /proc/[0-9]*; do
            [[ $(readlink $folder/cwd) == "$PWD" && $(cat $folder/comm) == tarn ]] && ranks+=(${folder#/proc/})
          done 2> /dev/null
          (( ${#ranks[@]} == 0 )) || kill -9 ${ranks[\(kills) % ${#ranks[@]}]}
          wait $child
          """, in: scratch)
        if killed.code != 0 {
          kills += 1
        } else if kills == 0 {
          // It was quicker: from the beginning.
          _ = try shell("rm -f killed.atlas*", in: scratch)
        }
      }
      #expect(kills > 0)
      let rest = try shell("mpi \(ranks) search.lua killed.atlas", in: scratch)
      #expect(rest.code == 0, "\(rest.errors)")
      #expect(rest.output == whole.output)
      #expect(try scratch.names().filter { $0.hasPrefix("killed") } == ["killed.atlas"])
    }
  }

  @Test("The files of ranks lie where they are said to lie")
  func shards() throws {
    try Scratch.with { scratch in
      try scratch.makeFolder("local")
      try scratch.file(
        Self.landscape + """
          options.shards = "local"
          local atlas = landscape.open("a.atlas", options)
          atlas:multistart{points = 20}
          if tarn.rank == 1 then assert(io.open("local/a.atlas.copy-1")):close() end
          atlas:close()
          """, name: "search.lua")
      let (code, _, errors) = try shell("mpi 2 search.lua", in: scratch)
      #expect(code == 0, "\(errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("local")).isEmpty)
    }
  }

  @Test("A rank that cannot write is an error of all, at once")
  func cannotWrite() throws {
    try Scratch.with { scratch in
      try scratch.makeFolder("a.atlas.rank-1")
      try scratch.file(
        Self.landscape + """
          local atlas = landscape.open("a.atlas", options)
          local ok, message = pcall(atlas.multistart, atlas, {points = 100000000})
          io.stderr:write(("%d: %s\\n"):format(tarn.rank, message))
          error(message, 0)
          """, name: "search.lua")
      let (code, _, errors) = try shell("mpi 3 search.lua", in: scratch)
      #expect(code == 1, "\(errors)")
      let what = "cannot open the atlas a.atlas.rank-1: it is a folder, expected a file"
      for rank in [0, 2] {
        #expect(errors.contains("\(rank): search.lua:4: rank 1: \(what)"), "\(errors)")
      }
      #expect(errors.contains("1: search.lua:4: \(what)"))
      // The program says it once.
      #expect(errors.components(separatedBy: "tarn: ").count == 2, "\(errors)")
    }
  }

  @Test("Another objective, a damaged shard, an error of one rank, ranks that go apart: all end")
  func failures() throws {
    try Scratch.with { scratch in
      try scratch.file(
        """
        local what = arg[1]
        local lambda = what == "other" and .2 or .1
        local atlas = landscape.open("a.atlas", {dim = 2, energy = function(x)
          return (x * x - 1):square():sum() + lambda * x:sum() end})
        if what == "alone" and tarn.rank == 0 then return end
        if what == "error" and tarn.rank == 1 then error("one is tired") end
        if what == "order" and tarn.rank == 1 then atlas:basin_hop{steps = 3} end
        if what == "exit" and tarn.rank == 1 then os.exit(7) end
        atlas:multistart{points = what == "first" and 10 or 1000000000}
        """, name: "search.lua")
      func run(_ what: String) throws -> (code: Int32, errors: String) {
        let (code, _, errors) = try shell("mpi 3 search.lua \(what)", in: scratch)
        return (code, errors)
      }
      #expect(try run("first").code == 0)
      let other = try run("other")
      #expect(other.code == 1)
      #expect(other.errors.contains("made with another value at a test point"), "\(other.errors)")
      let error = try run("error")
      #expect(error.code != 0 && error.code != 137)
      #expect(error.errors.contains("one is tired"), "\(error.errors)")
      let order = try run("order")
      #expect(order.code == 1)
      #expect(
        order.errors.contains("rank 0 is at multistart of the atlas a.atlas, rank 1 at basin_hop"),
        "\(order.errors)")
      let alone = try run("alone")
      #expect(alone.code != 0 && alone.code != 137)
      #expect(alone.errors.contains("the ranks have gone apart"), "\(alone.errors)")
      let exit = try run("exit")
      #expect(exit.code != 0 && exit.code != 137)
      try scratch.file("no database, but long enough to be looked at", name: "a.atlas.rank-2")
      let damaged = try run("damaged")
      #expect(damaged.code == 1)
      #expect(
        damaged.errors.contains(
          "rank 2: cannot open the atlas a.atlas.rank-2: it is not an SQLite database"),
        "\(damaged.errors)")
    }
  }

  @Test("An annotation that fails at one minimum fails on all ranks, and the session survives")
  func annotations() throws {
    try Scratch.with { scratch in
      try scratch.file(
        """
        local atlas = landscape.open(":memory:", {dim = 2, energy = function(x)
          return (x * x - 1):square():sum() + .1 * x:sum() end})
        atlas:multistart{points = 40, seed = 1}
        local calls = 0
        local ok, message = pcall(atlas.annotate, atlas, "bad", function(_, m)
          if m.id == 2 then error("not this one") end return 1 end)
        assert(not ok and message:find("not this one"), message)
        local ids = atlas:annotate("id twice", function(_, m) calls = calls + 1 return 2 * m.id end)
        local vectors = atlas:annotate("x", function(_, m) return m.x end)
        assert(calls == 2 and #atlas == 4)
        for k, m in ipairs(atlas:minima{}) do
          assert(ids[k]:item() == 2 * m.id)
          assert((vectors[k] - m.x):abs():max():item() == 0)
        end
        io.stderr:write(("rank %d is right\\n"):format(tarn.rank))
        """, name: "annotate.lua")
      let (code, _, errors) = try shell("mpi 2 annotate.lua", in: scratch)
      #expect(code == 0, "\(errors)")
      #expect(errors.contains("rank 0 is right") && errors.contains("rank 1 is right"), "\(errors)")
    }
  }

  @Test("Programs that a rank starts are on their own")
  func children() throws {
    try Scratch.with { scratch in
      try scratch.file(
        "if tarn.rank == 0 then os.execute(arg[1] .. \" -e 'print(tarn.rank, tarn.ranks)'\") end",
        name: "parent.lua")
      let (code, output, errors) = try shell("mpi 2 parent.lua $tarn", in: scratch)
      #expect(code == 0, "\(errors)")
      #expect(output == "0\t1\n")
    }
  }
}
