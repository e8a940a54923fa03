import Reachability
import Regions
import Tensors

/// Whether the bounds of a domain show that samples keep their class within a radius; against rounding too.
struct Certificates {
  private let model: Model
  private let x: Tensor
  private let y: Tensor
  private let clip: Clip?
  private let options: BoundOptions

  init(_ model: Model, _ x: Tensor, _ y: Tensor, clip: Clip?, _ options: BoundOptions) {
    self.model = model
    self.x = x
    self.y = y
    self.clip = clip
    var options = options
    options.isSound = true
    self.options = options
  }

  /// Rows that are bounded together.
  func parts(_ rows: [Int]) -> [[Int]] {
    options.rowBatches(rows.count, size: x.shape.count / max(x.shape[0], 1)).map { Array(rows[$0]) }
  }

  /// - Parameter radii: one for each of the rows.
  func hold(_ rows: [Int], _ radii: [Double]) throws -> [Bool] {
    let part = try x.rows(rows)
    let logits = try model(.tensor(part)).tensor(for: "bracket")
    let oneHot = try Labels.oneHot(
      .tensor(y.rows(rows)), samples: rows.count, classes: logits.shape[1], dtype: logits.dtype)
    let ones = [Int](repeating: 1, count: x.shape.rank - 1)
    let epsilon = try Value.tensor(Tensor(radii, dtype: .float64))
      .reshaped(to: Shape([rows.count] + ones)).expanded(to: part.shape)
    let clip = try clip.map { try $0.picking(rows, of: x.shape) }
    let set = try Box.ball(.tensor(part), epsilon: epsilon, clip: clip)
    let bounds = try Margin.parts(options).map { options in
      let margin = Margin(options)
      let differences = model.property(margin.isMerged ? "merged margin" : "margin", [oneHot]) {
        model, x, arguments in try margin.differences(model, x, oneHot: arguments[0])
      }
      return try set.image(of: differences, options).lower
    }
    let least = try Margin.least(bounds, oneHot: oneHot).tensor(for: "bracket")
    return (0..<rows.count).map { least[$0] > 0 }
  }
}
