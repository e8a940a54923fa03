import Landscape

/// Which point of the atlas each minimum of a file has become, by the number that the file's transition states call it by.
struct ForeignNumbers {
  /// 0: left out.
  private var ids: [Int: Int] = [:]

  /// - Parameter id: nil: the minimum is left out.
  mutating func add(_ point: ForeignPoint, id: Int?, from path: String) throws {
    guard let number = point.number else { return }
    guard ids.updateValue(id ?? 0, forKey: number) == nil else {
      throw ExchangeError.value(
        path: path, place: point.place, column: "the number of the minimum", got: "\(number)",
        expected: "one that no other has, for transition states refer to it")
    }
  }

  /// The minima below a transition state; nil: one of them is left out.
  func pair(below saddle: ForeignPoint, _ reader: any PointReader) throws -> MinimumPair? {
    guard let ends = saddle.ends else { return nil }
    var found: [Int] = []
    for (name, number) in zip(reader.endNames, [ends.first, ends.second]) {
      guard let id = ids[number] else {
        throw ExchangeError.value(
          path: reader.path, place: saddle.place, column: name, got: "\(number)",
          expected: "the number of one of the \(ids.count) minima")
      }
      found.append(id)
    }
    return found.contains(0) ? nil : MinimumPair(found[0], found[1])
  }
}
