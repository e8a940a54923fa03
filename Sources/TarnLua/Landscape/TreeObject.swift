import Atlases
import Landscape
import LuaBridge
import Plotting
import Settings

let treeNode = RecordDeclaration(
  "tree node", "A leaf or a join of a disconnectivity graph.",
  [
    RecordField("energy", "number", "Of the minimum, or of the join."),
    RecordField("parent", "integer", optional: true, "The place of the join above; nil of a root."),
    RecordField(
      "children", .list("integer"), optional: true, "Places of what is below; nil of a leaf."),
    RecordField("leaves", "integer", "How many leaves are below, itself included."),
    RecordField("minimum", "integer", "The id of the lowest minimum below."),
    RecordField("saddle", "integer", optional: true, "The id of a transition state at the join."),
  ])

/// The tree of an atlas as Lua holds it: a copy of what was known when it was asked for.
final class TreeObject {
  let atlas: Atlas
  let barriers: Barriers
  let tree: MergeTree
  /// Made when they are asked for first.
  private var nodes: LuaTable?
  private var leaves: LuaTable?

  init(_ atlas: Atlas, _ options: MergeTree.Options = MergeTree.Options()) throws {
    self.atlas = atlas
    barriers = try atlas.barriers()
    tree = try MergeTree(barriers, options)
  }

  /// The nodes as records. Numbers of nodes count from 1.
  func nodes(_ session: Session) throws -> LuaTable {
    if let nodes { return nodes }
    let lua = session.lua
    let records = try tree.nodes.enumerated().map { number, node in
      LuaValue.table(
        try lua.record(
          treeNode,
          [
            "energy": .number(node.energy), "parent": node.parent.map { .integer($0 + 1) } ?? .nil,
            "leaves": .integer(node.leaves), "minimum": .integer(tree.leaves[node.lowest].id),
            "saddle": node.saddle.map(LuaValue.integer) ?? .nil,
            "children": number < tree.leaves.count ? .nil : .table(try lua.table()),
          ]))
    }
    for (number, node) in tree.nodes.enumerated() {
      guard let parent = node.parent, let children = records[parent].asTable?["children"].asTable
      else { continue }
      children[children.count + 1] = .integer(number + 1)
    }
    let table = try lua.table(records)
    nodes = table
    return table
  }

  /// The numbers of the minima.
  func leaves(_ session: Session) throws -> LuaTable {
    if let leaves { return leaves }
    let table = try session.lua.table(tree.leaves.map { .integer($0.id) })
    leaves = table
    return table
  }

  /// The tree for a figure.
  /// - Parameter column: whose numbers color the leaves.
  func mark(color column: String?, names: Bool, style: Plotting.Tree.Joins) throws -> Plotting.Tree
  {
    guard !tree.leaves.isEmpty else { throw TreeError.noMinima }
    var color: [Double]?
    if let column {
      let ids = try atlas.column("id")
      let values = try atlas.column(column)
      let byID = Dictionary(zip(ids, values)) { first, _ in first }
      color = tree.leaves.map { byID[Double($0.id)] ?? .nan }
    }
    return Plotting.Tree(
      leaves: tree.leaves.map(\.energy),
      joins: tree.nodes[tree.leaves.count...].map(\.energy),
      parents: tree.nodes.map { $0.parent ?? -1 }, color: color,
      names: names ? tree.leaves.map { "\($0.id)" } : nil, style: style)
  }
}

extension MergeTree.Options {
  /// As Lua gives them to `atlas:tree` and `plot.tree`.
  static var options: [Option] {
    [
      Option(
        "min_barrier", .number(Bounds.nonNegative), default: 0,
        "Minima from which a path to a lower one climbs less than this are left out."),
      Option(
        "levels", .integer(1...1_000_000),
        "Joins are lifted to so many energies at equal distances, as in the first disconnectivity graphs; exact unless given."
      ),
      Option(
        "connected", .boolean, default: false,
        "Whether only minima that are connected with the lowest one are kept."),
    ]
  }

  init(_ call: Call) {
    self.init()
    minimumBarrier = call.number("min_barrier")
    levels = call.optionalInteger("levels")
    connected = call.boolean("connected")
  }
}
