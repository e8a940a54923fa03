import Regions
import Settings
import Tensors

/// The exact range of a function's outputs, or of linear combinations of them, on boxes, by branch and bound over inputs
/// and neurons: at any time the outer bounds hold, and the inner ones are attained.
public struct ExactRange: Defaulted, Sendable {
  /// Seconds a row.
  public var timeout = 10.0
  /// How far outer and inner bounds may be apart in the end.
  public var tolerance = 1e-6
  public var workers = 1

  public init() {}

  public static let about = About(
    "range",
    "The exact range of each output on a set, or of linear combinations of outputs, by branch and bound over inputs and "
      + "neurons. The outer bounds hold whenever the time is over; the inner ones are attained.",
    source: "Wang et al. 2021, beta-CROWN; Shi et al. 2024, GenBaB")
  public static let settings: [Setting<ExactRange>] = [
    .number("timeout", \.timeout, .positive, identifies: false, "Seconds for each row of the set."),
    .number(
      "tolerance", \.tolerance, .positive, "How far outer and inner bounds may be apart."),
  ]

  /// The range on one box.
  public struct Result: Sendable {
    /// Outer bounds of each combination.
    public internal(set) var lower: [Double]
    public internal(set) var upper: [Double]
    /// What is attained.
    public internal(set) var innerLower: [Double]
    public internal(set) var innerUpper: [Double]
    /// Where.
    public internal(set) var least: [[Double]]
    public internal(set) var greatest: [[Double]]
    public internal(set) var isSolved = false
    public internal(set) var splits = 0
  }

  /// - Parameters:
  ///   - rows: combinations of outputs; nil for each output.
  ///   - prepare: is told how many combinations there are.
  ///   - report: is given each box's result as soon as it is known.
  public func callAsFunction(
    _ model: Model, _ set: Box, rows: [[Double]]? = nil,
    prepare: (_ combinations: Int) -> Void = { _ in },
    _ report: (_ box: Int, Result) -> Void
  ) throws {
    let sets = try FlatSets(model, set, for: "range")
    let function = sets.function
    if let rows, let wrong = rows.first(where: { $0.count != function.outputs }) {
      throw TensorError.shapes(
        operation: "range", got: [try Shape([rows.count, wrong.count])],
        expected: "rows of \(function.outputs) coefficients, one for each output")
    }
    let combinations =
      rows
      ?? (0..<function.outputs).map { k in
        (0..<function.outputs).map { $0 == k ? 1 : 0 }
      }
    prepare(combinations.count)
    let bounds = try FunctionBounds(function, isSound: true)
    try TimedSearches(seconds: timeout, workers: workers)(
      sets.count,
      {
        try RangeSearch(
          bounds, combinations, lower: sets.lower($0), upper: sets.upper($0), tolerance: tolerance)
      }, report)
  }
}
