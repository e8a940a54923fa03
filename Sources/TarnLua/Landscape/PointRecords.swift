import Landscape
import LuaBridge

private let stationaryPoint: [RecordField] = [
  RecordField("id", "integer", "Its number: points of all kinds are numbered together."),
  RecordField("energy", "number", "The loss, for networks."),
  RecordField("x", "tensor", "Coordinates, or parameters; float64."),
  RecordField("hits", "integer", "Searches that ended here."),
  RecordField("multiplicity", "number", "Distinct images under the symmetry."),
  RecordField("gradient_norm", "number", "The largest component of the gradient."),
  RecordField("index", "integer", "Negative eigenvalues of the Hessian."),
  RecordField(
    "zero_modes", "integer", optional: true,
    "Eigenvalues that count as zero; nil where another program did not tell."),
  RecordField("log_determinant", "number", "The sum of the logarithms of positive eigenvalues."),
  RecordField(
    "proof", .choice(Proof.allCases.map(\.rawValue)),
    "strict: the Hessian is regular; gauge: but for the symmetry's zero modes; kink: by the KKT conditions."
  ),
]

let minimumRecord = RecordDeclaration(
  "minimum", plural: "minima", "A minimum of an atlas.",
  stationaryPoint + [
    RecordField("lowest_eigenvalue", "number", "Of the Hessian, zero modes included.")
  ])

let saddleRecord = RecordDeclaration(
  "saddle", "A transition state: a stationary point with exactly one negative eigenvalue.",
  stationaryPoint + [
    RecordField("eigenvalue", "number", "The negative one."),
    RecordField(
      "minima", .list("integer"),
      "Those at the ends of the two paths down, by id; both may be one, up to the symmetry."),
  ])

let pathRecord = RecordDeclaration(
  "path", "The lowest way between two minima, by steepest descent from each transition state.",
  [
    RecordField("stations", .list("integer"), "The ids of minima and transition states in turn."),
    RecordField("energies", .list("number"), "Those of the stations."),
    RecordField(
      "x", "tensor",
      "[n, dim]: points all along, in one piece (images of what is stored where it must be)."),
    RecordField("energy", "tensor", "[n]: at these points."),
    RecordField("distance", "tensor", "[n]: gone so far."),
    RecordField("barrier", "number", "The highest energy on the way."),
  ])
