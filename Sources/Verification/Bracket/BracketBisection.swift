/// At which radii certificates are asked for, of many samples at once: those that the caller wants to know about first,
/// then between what is certified and what is not.
struct BracketBisection {
  private var low: [Double]
  private var high: [Double]
  private var wanted: [[Double]]
  private var asked: [Double] = []
  private let tolerance: Double
  private var questions: Int
  /// Samples of which nothing of another class was found among all valid inputs: first all are asked about.
  private var mayBeAll: [Bool]

  /// Below this part of the farthest radius nothing is sought.
  private static let least = 1e-9

  /// - Parameter farthest: of each sample the largest radius that makes a difference; may be infinite.
  init(
    _ brackets: [SampleBracket], radii: [Double], farthest: [Double], tolerance: Double,
    questions: Int = 14
  ) {
    self.tolerance = tolerance
    self.questions = questions
    low = brackets.map(\.certified)
    high = zip(brackets, farthest).map { min($0.attacked, $1) }
    mayBeAll = zip(brackets, farthest).map {
      $0.attacked == .infinity && $0.certified < $1 && $1.isFinite
    }
    let largest = radii.max() ?? 1
    for k in high.indices where !high[k].isFinite { high[k] = max(2 * largest, 1) }
    wanted = brackets.map { bracket in radii.filter(bracket.isOpen).sorted() }
  }

  /// A radius for each sample; nil when nothing is left to ask.
  mutating func next() -> [Double]? {
    guard questions > 0 else { return nil }
    questions -= 1
    var isAnyOpen = false
    asked = low.indices.map { k in
      if mayBeAll[k] {
        (mayBeAll[k], isAnyOpen) = (false, true)
        return high[k]
      }
      wanted[k].removeAll { $0 <= low[k] || $0 >= high[k] }
      // The middle one halves what is to be decided.
      if !wanted[k].isEmpty {
        isAnyOpen = true
        return wanted[k][wanted[k].count / 2]
      }
      guard high[k] > low[k] * (1 + 0.25 * tolerance), high[k] > 0 else { return low[k] }
      isAnyOpen = true
      // Without any certificate the radius falls fast.
      return low[k] > 0 ? (low[k] * high[k]).squareRoot() : high[k] / 4
    }
    return isAnyOpen ? asked : nil
  }

  mutating func note(_ isCertified: [Bool]) {
    for k in asked.indices {
      if isCertified[k] { low[k] = max(low[k], asked[k]) } else { high[k] = min(high[k], asked[k]) }
    }
  }
}
