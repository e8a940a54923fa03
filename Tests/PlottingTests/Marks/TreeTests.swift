import Foundation
import Plotting
import Testing

@Suite struct TreeTests {
  /// Leaves 0 and 1 join at 3, then 2 at 4: the lowest leaf, 2, should stand in the middle if there is one more.
  private let small = Tree(leaves: [1, 2, 0], joins: [3, 4], parents: [3, 3, 4, 4, -1])

  /// The lines of a script: the two ends of each.
  private func lines(_ script: String) -> [[[Double]]] {
    script.components(separatedBy: "EOD").flatMap { block -> [[[Double]]] in
      let rows = block.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.split(separator: " ").compactMap { Double($0) } }
      return rows.indices.dropLast().compactMap { row in
        rows[row].count >= 2 && rows[row].count == rows[row + 1].count
          ? [rows[row], rows[row + 1]] : nil
      }
    }
  }

  /// A chain: each leaf joins what lies below, all with one stem.
  private func chain(_ count: Int) -> Tree {
    let leaves = (0..<count).map { Double($0) }
    let joins = (1..<count).map { Double($0) + 0.5 }
    var parents = (0..<count).map { count + max(0, $0 - 1) }
    parents += (1..<count).map { $0 == count - 1 ? -1 : count + $0 }
    return Tree(leaves: leaves, joins: joins, parents: parents)
  }

  @Test func leavesEndAtTheirEnergies() throws {
    for style in Tree.Joins.allCases {
      var tree = small
      tree.style = style
      let drawn = lines(try Figure([tree]).script())
      let ends = Set(drawn.map { $0[1][1] })
      for energy in tree.leaves { #expect(ends.contains(energy)) }
      // No line goes up, and joins are where lines begin.
      for line in drawn { #expect(line[0][1] >= line[1][1]) }
      let tops = Set(drawn.map { $0[0][1] })
      for energy in tree.joins { #expect(tops.contains(energy)) }
    }
  }

  /// A million leaves in a chain are too deep for recursion, and more than pixels can show.
  @Test func onlyWhatPixelsShow() throws {
    for count in [3, 11, 101] {
      let drawn = lines(try Figure([chain(count)]).script())
      let lowest = drawn.first { $0[1][1] == 0 }
      #expect(lowest?[1][0] == Double(count) / 2)
    }
    var sizes: [Int] = []
    for count in [100_000, 400_000] {
      let script = try Figure([chain(count)]).script()
      sizes.append(script.utf8.count)
      #expect(lines(script).contains { $0[1][1] == 0 })
    }
    #expect(sizes.max() ?? 0 < 1_000_000)
    #expect(Double(sizes[1]) < 1.5 * Double(sizes[0]))
    // More pixels show more.
    let large = try Figure([chain(100_000)], width: 3000, height: 2000).script()
    #expect(large.utf8.count > 2 * sizes[0])
  }

  @Test func partsStandSideBySide() throws {
    let parts = Tree(leaves: [3, 1, 2], joins: [], parents: [-1, -1, -1])
    let drawn = lines(try Figure([parts]).script())
    #expect(drawn.count == 3)
    // The lowest one in the middle, all up to one height.
    #expect(drawn.first { $0[1][1] == 1 }?[0][0] == 1.5)
    #expect(Set(drawn.map { $0[0][1] }).count == 1)
    #expect(drawn.allSatisfy { $0[0][0] == $0[1][0] })
    // A single minimum has no height but is drawn.
    #expect(lines(try Figure([Tree(leaves: [5], joins: [], parents: [-1])]).script()).count == 1)
  }

  @Test func colors() throws {
    var tree = small
    tree.color = [0.5, .nan, 2]
    let script = try Figure([tree]).script()
    #expect(script.contains("linecolor palette") && script.contains("set palette"))
    #expect(script.contains("linecolor '#AAAAAA'"))
    #expect(try !Figure([small]).script().contains("palette"))
    tree.color = [.nan, .nan, .nan]
    #expect(throws: PlotError.noData(kind: "tree color", label: "", given: 3)) {
      try Figure([tree]).script()
    }
  }

  @Test func namesWhereThereIsRoom() throws {
    var tree = small
    tree.names = ["1", "2", "it's"]
    let script = try Figure([tree]).script()
    #expect(script.contains("set label '2' at"))
    #expect(script.contains("'it'.\"'\".'s'"))
    var wide = chain(2000)
    wide.names = wide.leaves.map { "\($0)" }
    #expect(try !Figure([wide]).script().contains("set label"))
  }

  @Test func logarithmicEnergies() throws {
    let drawn = lines(try Figure([small], y: Axis(logarithmic: true)).script())
    // The leaf at 0 has no place.
    #expect(!drawn.isEmpty && drawn.allSatisfy { $0[0][1] > 0 && $0[1][1] > 0 })
    #expect(throws: PlotError.self) {
      try Figure([small], x: Axis(logarithmic: true)).script()
    }
  }

  @Test func mistakesAreNamed() throws {
    func script(_ tree: Tree) throws -> String { try Figure([tree]).script() }
    #expect(throws: PlotError.noData(kind: "tree", label: "", given: 0)) {
      try script(Tree(leaves: [], joins: [], parents: []))
    }
    for parents in [
      [3, 3, 4, 4], [3, 3, 4, 3, -1], [2, 3, 4, 4, -1], [3, 3, 3, -1, -1], [3, 3, 4, 4, 7],
    ] {
      #expect(throws: PlotError.self) {
        try script(Tree(leaves: [1, 2, 0], joins: [3, 4], parents: parents))
      }
    }
    for (leaves, joins) in [([1, 2, .nan], [3, 4]), ([1, 2, 0], [4, 3]), ([1, 5, 0], [3, 4])]
      as [([Double], [Double])]
    {
      #expect(throws: PlotError.self) {
        try script(Tree(leaves: leaves, joins: joins, parents: [3, 3, 4, 4, -1]))
      }
    }
    var tree = small
    tree.color = [1]
    #expect(throws: PlotError.self) { try script(tree) }
    tree = small
    tree.names = ["1"]
    #expect(throws: PlotError.self) { try script(tree) }
  }

  /// Energies at the ends of what numbers can say.
  @Test func extremeEnergies() throws {
    for scale in [1e-300, 1e300, -1e300] {
      let tree = Tree(
        leaves: [-1, -0.5, -0.25].map { $0 * abs(scale) }, joins: [0.2 * abs(scale), abs(scale)],
        parents: [3, 3, 4, 4, -1])
      #expect(try Figure([tree]).script().contains("with lines"))
    }
    let beyond = Tree(leaves: [1.7e308], joins: [], parents: [-1])
    #expect(throws: PlotError.self) { try Figure([beyond]).script() }
    let flat = Tree(leaves: [2, 2, 2], joins: [2], parents: [3, 3, 3, -1])
    #expect(try Figure([flat]).script().contains("with lines"))
  }

  @Test func asCharacters() throws {
    var tree = small
    tree.color = [1, 2, 3]
    for tree in [tree, small] {
      let text = try Figure([tree]).shown(on: Display(columns: 60, rows: 24))
      #expect(text.contains("|") || text.contains("*"))
    }
  }
}
