/// Which variables of a kind are declared, and where.
struct DeclaredVariables {
  private let kind: Variable.Kind
  /// Where each is declared, from 1; 0 where it is not.
  private var places: [Int] = []
  /// Those that leave more before them undeclared than a text of this length can declare.
  private var far: [Int: Int] = [:]
  private(set) var declared = 0

  init(_ kind: Variable.Kind) { self.kind = kind }

  /// - Parameter length: of the whole text.
  /// - Returns: whether it was not declared before.
  mutating func declare(_ index: Int, at place: Int, of length: Int) -> Bool {
    declared += 1
    guard index <= length else { return far.updateValue(place + 1, forKey: index) == nil }
    if index >= places.count {
      places += repeatElement(0, count: index + 1 - places.count)
    }
    guard places[index] == 0 else { return false }
    places[index] = place + 1
    return true
  }

  func contains(_ index: Int) -> Bool {
    index < places.count ? places[index] != 0 : far[index] != nil
  }

  /// How many there are.
  /// - Throws: where some are missing.
  func count(_ text: SpecificationScanner) throws -> Int {
    guard declared > 0 else { throw text.fail(nil, "no variable \(kind.letter)_0 is declared") }
    let first =
      places.indices.first { $0 >= declared && places[$0] != 0 }
      ?? far.keys.min().flatMap { $0 >= declared ? $0 : nil }
    if let first {
      throw text.fail(
        (first < places.count ? places[first] : far[first] ?? 1) - 1,
        "\(kind.letter)_\(first) is declared, but only \(declared) \(kind.letter)_... are: some "
          + "before it are missing")
    }
    return declared
  }
}
