import Settings
import Tensors

/// The median over blocks of a batch of the loss on each block. One block counts, or the mean of two where their number
/// is even: corrupt samples lose their say as long as they are in fewer than half of the blocks (Lecue and Lerasle
/// 2020; Huang and Lederer 2021, who take the median of differences to a second network instead).
///
/// Blocks are neighbours in the batch, which a training shuffles; their sizes differ by one at most. Of a batch with
/// fewer samples than blocks each sample is a block. A term with a value for each sample is computed on the whole batch,
/// others block by block.
public struct MedianOfMeans: DeclaredTerm {
  public var loss: Loss
  public var blocks: Int

  public init(of loss: Loss, blocks: Int) {
    self.loss = loss
    self.blocks = blocks
  }

  public init(_ given: Given<MedianOfMeans>) {
    (loss, blocks) = (given[\.loss], given[\.blocks])
  }

  public static let about = About(
    "median_of_means",
    "The median over blocks of the batch of a loss on each: samples that are wrong do not count, as "
      + "long as they are in fewer than half of the blocks.",
    source: "Lecue and Lerasle 2020; Huang and Lederer 2021")
  public static let settings: [Setting<MedianOfMeans>] = [
    .integer(
      "blocks", \.blocks, 1...1_000_000, required: true,
      "Of a batch; more than twice as many as there are corrupt samples in it. At most one for each sample; of an even "
        + "number the mean of the two in the middle counts."),
    .loss("of", \.loss, "The loss."),
  ]

  public var identity: String? { loss.identity.map { _ in declaredIdentity } }
  public var caution: String? { loss.caution }

  public func value(_ context: LossContext) throws -> Value {
    let samples = try context.samples(for: name).shape[0]
    let (y, count) = (context.y, min(blocks, samples))
    guard y.shape.rank > 0, y.shape[0] == samples else {
      throw TensorError.shapes(
        operation: name, got: [y.shape], expected: "targets for each of \(samples) samples")
    }
    let ranges = (0..<count).map { samples * $0 / count..<samples * ($0 + 1) / count }
    var totals: [Value?] = Array(repeating: nil, count: count)
    for part in loss.parts {
      for (k, value) in try means(of: part.term, context, ranges).enumerated() {
        let weighted = try part.weighted(value.reshaped(to: .scalar))
        totals[k] = try totals[k].map { try $0 + weighted } ?? weighted
      }
    }
    let ordered = try Value.stacked(totals.compactMap { $0 }, dimension: 0).sorted(0).values
    return try (ordered.row((count - 1) / 2) + ordered.row(count / 2)) * 0.5
  }

  /// The value of a term on each block.
  private func means(
    of term: any LossTerm, _ context: LossContext, _ ranges: [Range<Int>]
  ) throws -> [Value] {
    if let term = term as? any SampleTerm {
      let values = try term.values(context)
      return try ranges.map { try values.sliced(0, $0).mean() }
    }
    return try ranges.map { range in
      let block = context.inner(
        context.net, try context.x.sliced(0, range), try context.y.sliced(0, range))
      defer { context.goOn(after: block) }
      return try term.value(block)
    }
  }
}
