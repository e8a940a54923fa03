import Tensors

/// All choices of k out of n numbers, in colexicographic order.
struct Choices {
  private let size: Int
  /// k numbers a choice, increasing.
  private var members: [Int32] = []
  /// C(a, b) at [b][a]: what the places of choices are counted by.
  private var binomials: [[Int]] = []

  /// - Parameter isPlaced: whether `without` is needed; all C(a, b) must then be numbers of Int.
  init(of size: Int, from count: Int, isPlaced: Bool) {
    self.size = size
    if isPlaced {
      binomials.append([Int](repeating: 1, count: count + 1))
      for b in 1...size {
        var row = [Int](repeating: 0, count: count + 1)
        for a in stride(from: b, through: count, by: 1) {
          row[a] = row[a - 1] + binomials[b - 1][a - 1]
        }
        binomials.append(row)
      }
    }
    var choice = Array(0..<size)
    while true {
      for member in choice { members.append(Int32(member)) }
      // The first member that can move up; those before it start anew.
      var k = 0
      while k < size, choice[k] + 1 == (k + 1 < size ? choice[k + 1] : count) { k += 1 }
      guard k < size else { break }
      choice[k] += 1
      for j in 0..<k { choice[j] = j }
    }
  }

  var count: Int { members.count / max(size, 1) }

  /// The members of some choices, one choice after the other.
  func members(of choices: Range<Int>) throws -> Value {
    let part = members[choices.lowerBound * size..<choices.upperBound * size]
    return .tensor(try Tensor(Array(part), shape: Shape([part.count])))
  }

  /// Of every choice member p, and the place of the others among the choices of one less.
  func without(_ p: Int) throws -> (element: Value, rest: Value) {
    var elements = [Int32](repeating: 0, count: count)
    var places = [Int32](repeating: 0, count: count)
    for c in 0..<count {
      elements[c] = members[c * size + p]
      var place = 0
      for k in 0..<size where k != p {
        place += binomials[k < p ? k + 1 : k][Int(members[c * size + k])]
      }
      places[c] = Int32(place)
    }
    let shape = try Shape([count])
    return (.tensor(try Tensor(elements, shape: shape)), .tensor(try Tensor(places, shape: shape)))
  }
}
