import LuaBridge
import Ranks
import Tensors

/// The part of the module `tarn` that knows tensors: derivatives, compilation, the session.
func tarnModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "tarn", summary: "The root of all modules, derivatives, and functions of the session.",
    functions: derivativeFunctions(session) + [
      compileFunction(session), infoFunction(session),
      FunctionDeclaration(
        name: "check_finite",
        arguments: [Argument("flag", .boolean, default: true, "Whether to check.")],
        summary:
          "Whether the first operation that makes a NaN or an infinity from finite numbers is an error "
          + "that names it. Compiled functions run uncompiled meanwhile.",
        example:
          "tarn.check_finite(true); print(pcall(function() return tensor{0}:log() end)); tarn.check_finite(false)",
        results: { call in
          FiniteCheck.isOn = call.boolean("flag")
          return []
        }),
      FunctionDeclaration(
        name: "seed", arguments: [Argument("n", .integer, "The seed.")],
        summary:
          "Sets the seed of all calls that name none, and begins its streams of tensors and of networks anew; "
          + "a session starts with 0.",
        example: "tarn.seed(1)",
        results: { call in
          session.seed = UInt64(bitPattern: Int64(call.integer("n")))
          session.draws = 0
          session.networks = 0
          return []
        }),
      FunctionDeclaration(
        name: "threads",
        arguments: [
          Argument("n", .integer(1...Threads.most), optional: true, "How many; missing: keep.")
        ],
        returns: "integer",
        summary:
          "Sets the number of threads that long work uses, and returns it. Results do not depend "
          + "on it.",
        example: "tarn.threads(2)"
      ) { call in
        if let number = call.optionalInteger("n") { session.threads = number }
        return .integer(session.threads)
      },
    ],
    constants: [
      Constant(
        "rank",
        "Which of the processes this is that mpirun has started together, from 0; 0 without it. All run the whole script; what "
          + "only one may do stands behind `if tarn.rank == 0`.",
        .integer(World.current.rank)),
      Constant(
        "ranks", "How many processes mpirun has started together; 1 without it.",
        .integer(World.current.ranks)),
    ], topics: ChoiceTopics.all)
}
