import LuaBridge
import Reachability
import Tensors

private let volumeEstimate = RecordDeclaration(
  "volume estimate", "An estimate of the volume of each row's zonotope.",
  [
    RecordField("value", "tensor", "[rows]: the volume, without bias."),
    RecordField("volume", "tensor", "The same."),
    RecordField("standard_error", "tensor", "[rows]: of value."),
    RecordField("log_value", "tensor", "[rows]: the logarithm."),
    RecordField("log_volume", "tensor", "The same."),
    RecordField("relative_error", "tensor", "[rows]: of log_value."),
    RecordField("samples", "integer", "Draws for each row."),
  ])

/// Each measure as a method of reachable sets.
func measureMethods(_ session: Session, example: String) -> [FunctionDeclaration] {
  func set(_ call: Call) -> ReachableSet { call.receiver(as: ReachableSetObject.self).set }
  let measures = Measure.allCases.filter { $0 != .estimateVolume }.map { measure in
    FunctionDeclaration(
      name: measure.rawValue, returns: "tensor", summary: measure.summary, formula: measure.formula,
      example: example + "print(R:\(measure.rawValue)())"
    ) { call in session.wrap(try set(call).measured(measure)) }
  }
  return [
    FunctionDeclaration(
      name: "measure", arguments: [Argument("name", .measure, "Which measure.")],
      returns: "tensor", summary: "The size of each row's set, one number a row.",
      example: example + "print(R:measure(\"log_volume\"))"
    ) { call in session.wrap(try set(call).measured(call.measure("name"))) }
  ] + measures + [
    FunctionDeclaration(
      name: Measure.estimateVolume.rawValue,
      options: [
        Option(
          "samples", .integer(2...1_000_000_000), default: .integer(VolumeEstimate.defaultSamples),
          "Draws for each row."),
        Session.seedOption,
      ],
      returns: .record(volumeEstimate),
      summary:
        "Of a zonotope: an estimate of its volume without bias, with its standard error, by a "
        + "determinantal point process; relative_error is that of log_value. The error is never below "
        + "what is known of the second moment: rare draws that weigh much are in it. The time is linear in "
        + "the number of generators.",
      formula:
        "2^d sqrt(det M) E[sqrt(q_S) / |det v_S|], M and q by Lewis weights (Cohen and Peng 2015)",
      example: example + "print(R:estimate_volume{samples = 500}.value)"
    ) { call in
      let estimate = try set(call).estimatedVolume(
        samples: call.integer("samples"), seed: session.seed(call))
      return .table(
        try session.lua.record(
          volumeEstimate,
          [
            "value": session.wrap(tensor: estimate.value),
            "volume": session.wrap(tensor: estimate.value),
            "log_volume": session.wrap(tensor: estimate.logValue),
            "standard_error": session.wrap(tensor: estimate.standardError),
            "log_value": session.wrap(tensor: estimate.logValue),
            "relative_error": session.wrap(tensor: estimate.relativeError),
            "samples": .integer(estimate.samples),
          ]))
    }
  ]
}

extension Measure {
  fileprivate var summary: String {
    switch self {
    case .logVolume: "The logarithm of the hull's volume; a side of width zero leaves it finite."
    case .volume: "The volume of the hull, the product of its widths."
    case .logExactVolume: "The logarithm of exact_volume."
    case .exactVolume:
      "Of a zonotope: its volume, the sum over all choices of as many generators as there are outputs, of "
        + "which there must not be too many, about \(ExactVolume.limit); of as many generators as outputs it "
        + "is one determinant."
    case .logVolumeLower: "The logarithm of volume_lower."
    case .volumeLower:
      "Of a zonotope: a number that its volume is certainly not below; 0 where rounding leaves in doubt "
        + "whether the set is flat."
    case .logVolumeUpper: "The logarithm of volume_upper."
    case .volumeUpper:
      "Of a zonotope: a number that its volume certainly does not exceed, the least of the hull, the "
        + "hull in the axes of the Gram matrix, and a bound by determinants."
    case .estimateVolume: "Of a zonotope: an estimate of its volume by sampling."
    case .geometricWidth: "The geometric mean of the widths: volume^(1 / outputs)."
    case .meanWidth: "The mean of the widths of the hull."
    case .maxWidth: "The largest width of the hull."
    case .relativeWidth:
      "The mean width over the spread of the outputs at the middle of the set of inputs, the root mean square of "
        + "what is left of them without their mean: a scale of the logits does not change it. Where all outputs of "
        + "a row are equal the mean width itself."
    case .generatorSum: "Of a zonotope: the sum of |G_ij|, half the sum of the hull's widths."
    }
  }

  fileprivate var formula: String? {
    switch self {
    case .relativeWidth: "mean_k (u_k - l_k) / sqrt(mean_k (z_k - mean z)^2), z = f(center)"
    case .exactVolume: "2^d sum_S |det G_S| (Shephard 1974)"
    case .volumeLower: "2^d sqrt(det M) / h, never below 2^d sqrt(det G^T G)"
    case .volumeUpper: "2^d sqrt(det M C(n, d) mean(q)^d), never above 2^d sqrt(C(n, d) det G^T G)"
    default: nil
    }
  }
}
