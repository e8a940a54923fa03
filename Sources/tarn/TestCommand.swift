import ArgumentParser
import REPL
import Tensors

/// `tarn test [dir]`: tests written in Lua.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn test",
    abstract: "Runs tests written in Lua.",
    discussion: """
      Files *_test.lua below the folder return {["what holds"] = function() ... end, ...}; each runs in a state of its \
      own. They use check.close(a, b, tolerance), check.equal(a, b), check.truthy(v) and check.throws(f, pattern). \
      The exit code is 1 if a test fails.
      """)

  @Argument(help: "A folder, or one file.") var folder = "."

  @Flag(
    help:
      "Run all again without fusion, on one thread and in float64; what is compared must stay the same."
  )
  var verify = false

  @OptionGroup var limit: MemoryLimit
  @OptionGroup var threads: ThreadCount

  func run() throws {
    threads.apply()
    var environment = TarnEnvironment.make(memory: limit.bytes)
    environment.variants = TestCommand.variants
    throw ExitCode(TestRun(environment, verifies: verify).run(folder))
  }

  private static var variants: [Environment.Variant] {
    [
      Environment.Variant(
        "without fusion",
        // The order of a sum may depend on what is fused.
        tolerance: { value, _ in 1e-6 + 1e-5 * abs(value) },
        around: { body in
          Plan.fuses = false
          defer { Plan.fuses = true }
          try body()
        }),
      Environment.Variant(
        "on one thread", tolerance: { _, _ in 0 },
        around: { body in
          let count = Threads.count
          Threads.count = 1
          defer { Threads.count = count }
          try body()
        }),
      Environment.Variant(
        "in float64",
        tolerance: { value, asked in asked.map { max($0, 1e-4 + 1e-3 * abs(value)) } },
        around: { body in
          DType.standard = .float64
          defer { DType.standard = .float32 }
          try body()
        }),
    ]
  }
}
