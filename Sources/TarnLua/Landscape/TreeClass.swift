import Landscape
import LuaBridge

/// Trees of atlases, as Lua sees them.
func treeClass(_ session: Session) -> ClassDeclaration {
  ClassDeclaration(
    TreeObject.self, name: "tree",
    summary:
      "Which minima are connected below which energy: a disconnectivity graph; #tree is the number of its leaves.",
    fields: [
      Field(
        "nodes", .list(.record(treeNode)),
        "Leaves in order of energy, then joins. parent and children are places in this list."
      ) { (object: TreeObject) in .table(try object.nodes(session)) },
      Field("leaves", .list("integer"), "The minima in order of energy; the k-th is node k.") {
        (object: TreeObject) in .table(try object.leaves(session))
      },
      Field("root", "integer", "The place of the root of the lowest minimum; nil for no minima.") {
        (object: TreeObject) in object.tree.roots.first.map { .integer($0 + 1) } ?? .nil
      },
      Field(
        "roots", .list("integer"),
        "One for each part between which no path is known, that of the lowest minimum first."
      ) { (object: TreeObject) in
        .table(try session.lua.table(object.tree.roots.map { .integer($0 + 1) }))
      },
    ],
    methods: [
      barrierMethod { (object: TreeObject) in object.barriers },
      FunctionDeclaration(
        name: "plot", options: treeFigureOptions, returns: "figure",
        summary: treeFigureSummary,
        example: atlasExample + "atlas:tree():plot{title = \"Two wells\"}:script()"
      ) { call in
        let object: TreeObject = call.receiver()
        return try treeFigure(object, call)
      },
    ],
    operators: [
      .len: { call in .integer(call.argument(1, as: TreeObject.self)?.tree.leaves.count ?? 0) }
    ],
    text: { object in
      let tree = object.tree
      return "tree of \(tree.leaves.count) minima, \(tree.nodes.count - tree.leaves.count) joins, "
        + "\(tree.roots.count) \(tree.roots.count == 1 ? "part" : "parts"): "
        + ":plot() draws it, :barrier(i, j) asks it"
    })
}

/// `barrier` of atlases and trees.
func barrierMethod<Object: AnyObject>(
  _ barriers: @escaping (Object) throws -> Barriers
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "barrier",
    arguments: [
      Argument("i", .integer(1...), "The id of a minimum."),
      Argument("j", .integer(1...), "Another."),
    ], returns: "number",
    summary:
      "The energy of the highest point on the lowest known path between two minima (not a height above them): exact for the "
      + "transition states known, so more of them can only lower it. inf if no path is known.",
    example: atlasExample + "print(atlas:barrier(1, 2))"
  ) { call in
    let object: Object = call.receiver()
    let (i, j) = (call.integer("i"), call.integer("j"))
    return .number(try barriers(object).barrier(i, j))
  }
}
