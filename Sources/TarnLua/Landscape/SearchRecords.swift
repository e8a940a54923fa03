import Landscape
import LuaBridge

private let run: [RecordField] = [
  RecordField("run", "integer", "The number of the run in the atlas."),
  RecordField(
    "resumed", "boolean", "Whether the run had begun before: it went on, or was finished."),
]

let quenchRecord = RecordDeclaration(
  "quench", plural: "quenches", "Where a descent from one point ended.",
  [
    RecordField("x", "tensor", "The end of the descent; float64."),
    RecordField("energy", "number", "There."),
    RecordField("gradient_norm", "number", "The largest component of the gradient there."),
    RecordField("steps", "integer", "Of the descent."),
    RecordField("evaluations", "integer", "Of energy and gradient."),
    RecordField("step_offs", "integer", "Saddles that were met and left."),
    RecordField("minimum", "integer", optional: true, "Its id in the atlas, if one was proved."),
    RecordField("is_new", "boolean", "Whether the atlas did not have it."),
    RecordField(
      "failure", .choice(QuenchFailure.allCases.map(\.rawValue)), optional: true,
      "Why nothing was stored."),
    RecordField(
      "proof", .choice(Proof.allCases.map(\.rawValue)), optional: true,
      "What is proved of the point."),
  ])

let failedPointRecord = RecordDeclaration(
  "failed point", "A quench that led to no proved minimum.",
  [
    RecordField("reason", .choice(QuenchFailure.allCases.map(\.rawValue)), "Why."),
    RecordField("energy", "number", "Where it ended."),
    RecordField("x", "tensor", "That point; float64."),
  ])

let searchRecord = RecordDeclaration(
  "search", plural: "searches", "What a search for minima did.",
  run + [
    RecordField("quenches", "integer", "By this call."),
    RecordField("total_quenches", "integer", "By the whole run."),
    RecordField("evaluations", "integer", "Of energy and gradient, by the whole run."),
    RecordField("new", "integer", "Minima that this call added."),
    RecordField("failed", "integer", "Quenches of the run that led to no proved minimum."),
    RecordField("failures", .byName("integer"), "The same, counted by reason."),
    RecordField("failed_points", .list(.record(failedPointRecord)), "The first few of this call."),
    RecordField("step_offs", "integer", "Saddles that the run met and left."),
    RecordField("acceptance", "number", "The share of steps that were accepted."),
    RecordField("step_size", "number", optional: true, "As adapted; of searches that have one."),
    RecordField("exchanges", "integer", optional: true, "Of places, by parallel tempering."),
  ])

let saddleSearchRecord = RecordDeclaration(
  "saddle search", plural: "saddle searches", "What a search for transition states did.",
  run + [
    RecordField("searches", "integer", "By this call; of connect: bands."),
    RecordField("total_searches", "integer", "By the whole run."),
    RecordField("successes", "integer", "Those of the run that ended at a transition state."),
    RecordField("evaluations", "integer", "Of energy and gradient, by the whole run."),
    RecordField("new", "integer", "Transition states that this call added."),
    RecordField("new_minima", "integer", "Minima that this call added."),
    RecordField("failed", "integer", "Searches of the run that led to no transition state."),
    RecordField("failures", .byName("integer"), "The same, counted by reason."),
    RecordField(
      "non_generic", "integer",
      "Stationary points of symmetric subspaces that ways down left along their lowest mode."),
  ])

let connectRecord = saddleSearchRecord.adding(
  "connection", "What connect did.",
  [
    RecordField("connected", "boolean", "Whether all minima, or the pair, are connected now."),
    RecordField("components", "integer", "Sets of minima that are not connected with each other."),
  ])
