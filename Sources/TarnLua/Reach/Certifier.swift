import LuaBridge
import Reachability
import Regions
import Tensors

/// Margins of labelled samples as a call asks for them, bounded in parts, so that memory stays small,
/// Ctrl-C is heard, and a bar can move.
struct Certifier {
  let x: Value
  let y: Value
  private let bounded: BoundedModel
  private let options: BoundOptions
  private let clip: Clip?

  init(_ call: Call, _ session: Session) throws {
    bounded = BoundedModel(call, session)
    x = try call.tensor("x").floating()
    y = call.tensor("y")
    options = try call.boundOptions()
    clip = try call.clip()
    guard x.shape.rank > 1 else {
      throw TensorError.shapes(
        operation: "margin", got: [x.shape], expected: "samples along the first dimension")
    }
    guard y.shape.count == samples else {
      throw LabelError.shape(y.shape, samples: samples)
    }
    // What is wrong with the samples is said of all of them, not of a part.
    if parts.count > 1 { _ = try Trace.graph([x.type]) { [try bounded.model($0[0])] } }
  }

  var samples: Int { x.shape[0] }

  /// The rows that are bounded together.
  var parts: [Range<Int>] {
    options.rowBatches(samples, size: x.shape.count / max(samples, 1))
  }

  /// A lower bound of each row's margin, [n].
  /// - Parameters:
  ///   - rows: those that are asked about.
  ///   - epsilon: of the shape of their samples.
  func margins(_ rows: Range<Int>, _ epsilon: Value) throws -> Value {
    let part = try x.sliced(0, rows)
    let labels = try y.reshaped(to: Shape([samples])).sliced(0, rows)
    let clean = try bounded.model(part)
    let logits = clean.type
    guard logits.shape.rank == 2, logits.shape[0] == rows.count else {
      throw TensorError.shapes(
        operation: "margin", got: [logits.shape], expected: "logits of shape [n, classes]")
    }
    let oneHot: Value
    do {
      oneHot = try Labels.oneHot(
        labels, samples: rows.count, classes: logits.shape[1], dtype: logits.dtype)
    } catch LabelError.value(let value, let sample, let classes) {
      throw LabelError.value(value, sample: sample + rows.lowerBound, classes: classes)
    }
    let set = try Box.ball(part, epsilon: epsilon, clip: clip)
    let bounds = try Margin.parts(options).map { options in
      let margin = Margin(options)
      let name = margin.isMerged ? "merged margin" : "margin"
      let differences = bounded.model.property(name, [oneHot]) { model, x, arguments in
        try margin.differences(model, x, oneHot: arguments[0])
      }
      return try bounded.image(of: set, options, differences).lower
    }
    return try Margin.least(bounds, oneHot: oneHot)
      .cappedByOwnMargin(part, logits: clean, oneHot: oneHot, set)
  }

  /// The margins of all rows.
  func margins(_ epsilon: Value, _ label: String) throws -> Value {
    let epsilon = try epsilon.expanded(to: x.shape)
    // What is traced becomes one plan, and runs without Lua.
    guard Trace.current == nil, samples > 0 else { return try margins(0..<samples, epsilon) }
    let bar = ProgressBar(total: samples, label: label)
    defer { bar.finish() }
    let all = try parts.map { rows in
      try Cancellation.check()
      let margins = try margins(rows, epsilon.sliced(0, rows))
      bar.update(rows.upperBound)
      return margins
    }
    return try .concatenated(all, dimension: 0)
  }

  /// The largest radius at which each row's margin is known to be above zero.
  func radii(_ search: RadiusSearch) throws -> [Double] {
    let bar = ProgressBar(total: samples * search.questions, label: "certified radius")
    defer { bar.finish() }
    let ones = [Int](repeating: 1, count: x.shape.rank - 1)
    return try parts.flatMap { rows in
      var question = 0
      return try search(samples: rows.count) { radii in
        try Cancellation.check()
        let epsilon = try Value.tensor(Tensor(radii, dtype: x.dtype))
          .reshaped(to: Shape([rows.count] + ones))
          .expanded(to: Shape([rows.count] + x.shape.dimensions.dropFirst()))
        let margins = try margins(rows, epsilon).tensor(for: "certified_radius")
        question += 1
        bar.update(rows.lowerBound * search.questions + rows.count * question)
        return (0..<rows.count).map { margins[$0] > 0 }
      }
    }
  }
}
