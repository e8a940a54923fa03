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
    lua.foreignNames = foreignGlobals.merging(foreignMembers) { $1 }
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

/// The same of names in modules.
private let foreignMembers = [
  "nn.Module": "a network is nn.Sequential{…}, a layer of your own nn.Lambda(f)",
  "nn.Softmax": "losses take logits; probabilities are net(x):softmax(2)",
  "nn.LogSoftmax": "losses take logits; log-probabilities are net(x):log_softmax(2)",
  "nn.MSELoss": "here it is loss.mse()", "nn.MSECriterion": "here it is loss.mse()",
  "nn.CrossEntropyLoss": "here it is loss.cross_entropy()",
  "nn.CrossEntropyCriterion": "here it is loss.cross_entropy()",
  "nn.ClassNLLCriterion": "here it is loss.cross_entropy(), of logits",
  "nn.NLLLoss": "here it is loss.cross_entropy(), of logits",
  "nn.functional": "functions of elements are methods: x:relu()",
  "nn.Parameter": "parameters are those of layers: net:parameters()",
  "nn.ModuleList": "here it is nn.Sequential{…}", "nn.init": "here it is net:initialize{…}",
  "loss.nll_loss": "here it is loss.cross_entropy(), of logits",
  "loss.bce": "here it is loss.cross_entropy() with two classes",
  "loss.CrossEntropyLoss": "here it is loss.cross_entropy()",
  "loss.MSELoss": "here it is loss.mse()",
  "tensor.array": "here it is tensor{…}", "tensor.tensor": "here it is tensor{…}",
  "tensor.Tensor": "here it is tensor{…}",
  "tensor.from_numpy": "here it is data.npy(path)",
  "tensor.concatenate": "here it is tensor.cat({a, b}, dim)",
  "tensor.concat": "here it is tensor.cat({a, b}, dim)",
  "tensor.hstack": "here it is tensor.cat({a, b}, 2)",
  "tensor.vstack": "here it is tensor.cat({a, b}, 1)", "tensor.matmul": "here it is a:matmul(b)",
  "tensor.sum": "here it is t:sum()", "tensor.exp": "here it is t:exp()",
  "tensor.manual_seed": "here it is tarn.seed(n)",
  "data.DataLoader": "here it is d:batches(n), or optim.fit",
  "data.load": "here it is data.npy, data.npz or data.csv",
  "data.load_iris": "here it is data.iris()", "data.TensorDataset": "here it is data.dataset(x, y)",
  "plot.plot": "here it is plot.line(x, y)",
  "plot.imshow": "here it is plot.heatmap(m), or plot.images(x)",
  "plot.hist": "here it is plot.histogram(list)",
  "plot.bar": "here it is plot.histogram(list), or plot.line",
  "plot.subplots": "here it is plot.panels{a, b}", "plot.show": "here it is fig:show()",
  "plot.savefig": "here it is fig:save(path)",
  "plot.legend": "here it is {label = \"…\"} of each line",
  "plot.title": "here it is {title = \"…\"}", "plot.xlabel": "here it is {xlabel = \"…\"}",
  "optim.lr_scheduler": "here it is optim.adam{lr = optim.cosine(…)}, see ?optim",
  "optim.Adam": "here it is optim.adam{lr = …}", "optim.SGD": "here it is optim.sgd{lr = …}",
  "optim.LBFGS": "here it is optim.minimize(f, x0)",
  "attack.AutoAttack": "here it is attack.auto(net, x, y, {eps = …})",
  "attack.PGD": "here it is attack.pgd(net, x, y, {eps = …})",
]
