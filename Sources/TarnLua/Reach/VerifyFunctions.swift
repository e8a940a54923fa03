import LuaBridge
import Reachability
import Settings
import Tensors
import Verification

/// A specification as Lua holds it.
final class SpecificationObject {
  let specification: Specification
  init(_ specification: Specification) { self.specification = specification }
}

func specificationClass() -> ClassDeclaration {
  ClassDeclaration(
    SpecificationObject.self, name: "specification",
    summary: "What a network must not do, read from a file in VNN-LIB.",
    fields: [
      Field("inputs", "integer", "How many inputs there are.") { (object: SpecificationObject) in
        .integer(object.specification.inputs)
      },
      Field("outputs", "integer", "How many outputs there are.") { (object: SpecificationObject) in
        .integer(object.specification.outputs)
      },
      Field("cases", "integer", "How many boxes of inputs there are.") {
        (object: SpecificationObject) in .integer(object.specification.cases.count)
      },
      Field("path", "string", "The file.") { (object: SpecificationObject) in
        .string(object.specification.path)
      },
      Field("text", "string", "What the file says.") { (object: SpecificationObject) in
        .string(object.specification.text)
      },
    ],
    text: { object in
      let (inputs, outputs) = (object.specification.inputs, object.specification.outputs)
      return "specification of \(inputs) inputs and \(outputs) outputs, "
        + "\(object.specification.cases.count) boxes"
    })
}

private let verdictRecord = RecordDeclaration(
  "verdict", "Whether a network does anything that a specification calls unsafe.",
  [
    RecordField(
      "status", .choice(Verdict.Status.allCases.map(\.rawValue)),
      "unsat: it never does; sat: it does, at the counterexample."),
    RecordField("seconds", "number", "Time taken."), RecordField("splits", "integer", "Branches."),
    RecordField(
      "counterexample", "tensor", optional: true, "[inputs], float64: where it does, if it does."),
    RecordField("outputs", "tensor", optional: true, "[outputs]: what the network gives there."),
    RecordField(
      "bound", "number", optional: true,
      "How near the worst part that is left came to be safe, above 0."),
  ])

/// `vnnlib` and `verify`.
func verifyFunctions(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "vnnlib", arguments: [Argument("path", .path(.read), "A file in VNN-LIB.")],
      returns: "specification",
      summary:
        "What a network must not do: boxes of inputs, and conditions on the outputs, in the language of "
        + "the neural-network verification competition. Its numbers are rounded outward.",
      example: "print(pcall(reach.vnnlib, \"missing.vnnlib\"))"
    ) { call in
      .object(SpecificationObject(try Specification(reading: call.string("path"))))
    },
    FunctionDeclaration(
      name: "verify",
      arguments: [
        Argument("net", .object("network"), "A network; it is computed in double precision."),
        Argument("spec", .object("specification"), "From reach.vnnlib."),
      ],
      options: VerifierOptions.declaration.rows.map(\.option),
      returns: .record(verdictRecord),
      summary:
        "Whether the network does anything that the specification calls unsafe: by attacks, bounds, and "
        + "branch and bound over inputs or hidden neurons. Verdicts do not depend on the number of workers.",
      formula: "Wang et al. 2021, beta-CROWN",
      example: """
        local path = os.tmpname()
        io.open(path, "w"):write([[(declare-const X_0 Real) (declare-const Y_0 Real)
          (assert (>= X_0 0)) (assert (<= X_0 1)) (assert (>= Y_0 100))]]):close()
        local net = nn.Sequential{nn.Linear(1, 1)}
        print(reach.verify(net, reach.vnnlib(path)).status)
        os.remove(path)
        """
    ) { call in
      let specification = call.object("spec", as: SpecificationObject.self).specification
      let object = call.object("net", as: NetworkObject.self)
      try object.checkEvaluation()
      let network = object.network
      var options: VerifierOptions = try call.declared()
      if !call.has("workers") { options.workers = Threads.count }
      options.seed = session.seed(call)
      let verdict = try DrawnNumbers.refused {
        try Verifier(options)(
          Subject(network, inputs: specification.inputs), specification)
      }
      var fields: [String: LuaValue] = [
        "status": .string(verdict.status.rawValue), "seconds": .number(verdict.seconds),
        "splits": .integer(verdict.splits),
      ]
      if let found = verdict.counterexample {
        fields["counterexample"] = session.wrap(tensor: try Tensor(found.inputs, dtype: .float64))
        fields["outputs"] = session.wrap(tensor: try Tensor(found.outputs, dtype: .float64))
      }
      if let bound = verdict.bound { fields["bound"] = .number(bound) }
      return .table(try session.lua.record(verdictRecord, fields: fields))
    },
  ]
}
