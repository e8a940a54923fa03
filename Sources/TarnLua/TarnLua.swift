import LuaBridge
import Reachability
import Tensors

/// Tarn in a Lua state: all classes and modules.
public enum TarnLua {
  public static let version = "0.1.0"

  /// - Parameter standardLibrary: the folder with `data` and `recipes`, if there is one.
  /// - Returns: the session, which lives as long as the state.
  @discardableResult
  public static func install(in lua: Lua, standardLibrary: String?) throws -> Session {
    Memory.keepFreedPages()
    Cancellation.watch(Interrupt.flag)
    lua.aroundInterruptible = { try Cancellation.asking(Interrupt.check, $0) }
    lua.foreignNames = foreignGlobals
    let session = Session(lua: lua, standardLibrary: standardLibrary)
    let classes = [
      tensorClass(session), networkClass(session), lossClass(session),
      inputSetClass(session), reachableSetClass(session), specificationClass(),
      bracketClass(session),
      ruleClass(),
      scheduleClass(),
      datasetClass(session),
      atlasClass(session), treeClass(session), diagramClass(session), spectrumClass(session),
      thermodynamicsClass(session),
      curveClass(session),
      sliceClass(session), figureClass(session), statsTableClass(session),
    ]
    for declaration in classes { try lua.register(declaration) }
    let modules = [
      tarnModule(session), tensorModule(session), nnModule(session), lossModule(session),
      optimModule(session), dataModule(session), reachModule(session), attackModule(session),
      landscapeModule(session), plotModule(session), statsModule(session),
    ]
    for module in modules { try lua.install(module) }
    try installNumberMethods(in: lua)
    return session
  }
}

/// Names that users of PyTorch, NumPy and Torch7 try first.
private let foreignGlobals = [
  "torch": "tensors are made by tensor(…), tensor.zeros(…), networks by nn", "np": "see ?tensor",
  "numpy": "see ?tensor", "plt": "figures are made by plot.line and others, see ?plot",
  "F": "functions of elements are methods: x:relu()",
  "import": "modules are there already: tensor, nn, …",
  "lambda": "write function(x) return … end", "None": "write nil", "True": "write true",
  "False": "write false", "len": "write #x", "range": "write for i = 1, n do",
  "str": "write tostring(x)",
  "help": "write ?name at the prompt, or tarn.help(\"name\")",
  "exit": "write os.exit(), or :quit at the prompt",
  "quit": "write os.exit(), or :quit at the prompt",
]
