import LuaBridge
import Plotting
import Reachability
import Settings
import Tensors
import Verification

private let bracketRow = RecordDeclaration(
  "bracket row", "What is known at one radius.",
  [
    RecordField("eps", "number", "The radius."),
    RecordField("clean", "number", "Accuracy without any change."),
    RecordField(
      "attacked", "number", "Accuracy against all attacks: robust accuracy is not above it."),
    RecordField("certified", "number", "The share proved robust: robust accuracy is not below it."),
    RecordField("gap", "number", "attacked - certified."),
  ])

/// `attack.bracket`.
func bracketFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: RobustnessBracket.self, session, arguments: attackArguments, options: [clipOption],
    returns: "bracket",
    note:
      "Certificates hold for the network in real arithmetic, attacks for the network as it is run. The methods are "
      + "tried from the cheapest on, and each sample is left alone as soon as it is decided at all eps and its attacked "
      + "radius is within the tolerance of the certified one, or its time is over; by says which method was needed for "
      + "the last of its eps.",
    example: """
      local net = nn.Sequential{nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)}
      local b = attack.bracket(net, tensor{{1, 2}, {2, 1}}, tensor{1, 2}, {eps = {0.1, 0.5}})
      print(b.certified, b.attacked, b.by[1])
      for _, row in ipairs(b.table) do print(row.eps, row.attacked, row.certified) end
      """
  ) { call, bracket in
    var bracket = bracket
    bracket.workers = Threads.count
    bracket.seed = session.seed(call)
    let model = try call.attacked(session)
    let x = try call.tensor("x").floating().tensor(for: "bracket")
    let result = try DrawnNumbers.refused {
      try bracket(model, x, call.tensor("y").tensor(for: "bracket"), clip: call.clip())
    }
    if let error = result.interruption {
      try session.keepingWhatIsKnown(call) { throw error }
    }
    return .object(BracketObject(result))
  }
}

/// A bracket as Lua holds it.
final class BracketObject {
  let result: RobustnessBracket.Result
  init(_ result: RobustnessBracket.Result) { self.result = result }
}

func bracketClass(_ session: Session) -> ClassDeclaration {
  func radii(
    _ name: String, _ summary: String, _ get: @escaping (RobustnessBracket.Result) -> [Double]
  ) -> Field {
    Field(name, "tensor", summary) { (object: BracketObject) in
      session.wrap(tensor: try Tensor(get(object.result), dtype: .float64))
    }
  }
  return ClassDeclaration(
    BracketObject.self, name: "bracket",
    summary:
      "Between which radii samples stop being robust, and what is known at radii that were asked about.",
    fields: [
      radii("certified", "For each sample a radius within which no input is of another class.") {
        $0.certified
      },
      radii("attacked", "For each sample a radius at which one is; infinite if none was found.") {
        $0.attacked
      },
      Field(
        "by", .list("string"),
        "For each sample the method that decided it: \(RobustnessBracket.Method.allCases.map(\.name).joined(separator: ", ")), "
          + "or none."
      ) { (object: BracketObject) in
        .table(try session.lua.table(object.result.by.map { .string($0?.name ?? "none") }))
      },
      Field(
        "table", .list(.record(bracketRow)), "Accuracies, for each eps."
      ) { (object: BracketObject) in
        .table(
          try session.lua.table(
            object.result.rows.map { row in
              .table(
                try session.lua.record(
                  bracketRow,
                  [
                    "eps": .number(row.radius), "clean": .number(row.clean),
                    "attacked": .number(row.attacked), "certified": .number(row.certified),
                    "gap": .number(row.attacked - row.certified),
                  ]))
            }))
      },
    ],
    methods: [
      FunctionDeclaration(
        name: "plot", returns: "figure",
        summary:
          "The accuracies over the radius: certified below, attacked above; the robust accuracy lies between.",
        example: """
          local net = nn.Sequential{nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)}
          local b = attack.bracket(net, tensor{{1, 2}, {2, 1}}, tensor{1, 2}, {eps = {0.1}})
          print(b:plot())
          """
      ) { call in
        .object(
          try FigureObject(figure(call.receiver(as: BracketObject.self).result)))
      }
    ],
    text: { object in
      let result = object.result
      let decided = result.by.count { $0 != nil }
      return "bracket of \(result.by.count) samples, \(decided) decided"
    })
}

private func figure(_ result: RobustnessBracket.Result) throws -> Figure {
  let count = Double(max(result.certified.count, 1))
  let finite = result.attacked.filter(\.isFinite) + result.certified.filter(\.isFinite)
  let last = (finite.max() ?? 1) * 1.05
  /// The share of samples whose radius is beyond each one, as steps.
  func steps(_ radii: [Double], _ label: String, dashed: Bool) -> Line {
    var (x, y) = ([0.0], [Double(radii.count { $0 > 0 }) / count])
    for radius in radii.filter({ $0 > 0 && $0 <= last }).sorted() {
      x += [radius, radius]
      y += [y[y.count - 1], y[y.count - 1] - 1 / count]
    }
    x.append(last)
    y.append(y[y.count - 1])
    return Line(x: x, y: y, label: label, dashed: dashed)
  }
  return Figure(
    [
      steps(result.attacked, "attacked", dashed: true),
      steps(result.certified, "certified", dashed: false),
    ], x: Axis("eps"), y: Axis("accuracy", range: 0...1))
}
