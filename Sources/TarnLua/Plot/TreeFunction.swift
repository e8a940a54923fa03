import Atlases
import Landscape
import LuaBridge
import Plotting

let treeFigureSummary =
  "A disconnectivity graph: every line ends at the energy of a minimum, and lines join where a path between them is "
  + "known. The lowest minimum stands in the middle; parts that are not connected stand side by side. A subtree narrower "
  + "than a pixel is drawn as its lowest minimum."

/// What a figure of a tree can be asked for.
var treeFigureOptions: [Option] {
  FigureOptions.all + FigureOptions.color + [
    Option(
      "color_by", .string,
      "The column, such as \"sensitivity\", whose numbers color the lines of the minima; gray where there is none."
    ),
    Option(
      "joins", .oneOf(Plotting.Tree.Joins.allCases.map(\.rawValue)), default: "sloped",
      "Whether lines lean from a join, or run across and down."),
    Option(
      "labels", .boolean, default: true, "Whether ids are written below, where there is room."),
  ]
}

/// `plot.tree`.
func treeFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "tree",
    arguments: [
      Argument("atlas", .either(.object("atlas"), .object("tree")), "An atlas, or its tree.")
    ],
    options: treeFigureOptions + MergeTree.Options.options, returns: "figure",
    summary: treeFigureSummary, formula: "Becker and Karplus, J. Chem. Phys. 106, 1495 (1997).",
    example: atlasExample
      + "atlas:annotate(\"size\", function(_, m) return m.x:norm() end)\n"
      + "plot.tree(atlas, {color_by = \"size\"}):script()"
  ) { call in
    if let object = call["atlas"].asObject(AtlasObject.self) {
      return try treeFigure(TreeObject(object.atlas, MergeTree.Options(call)), call)
    }
    for option in MergeTree.Options.options where call.has(option.key) {
      throw MessageError(
        "plot.tree: option '\(option.key)' goes with an atlas; a tree has its own from atlas:tree")
    }
    return try treeFigure(call.object("atlas", as: TreeObject.self), call)
  }
}

/// The figure of a tree, with the options of a call.
func treeFigure(_ object: TreeObject, _ call: Call) throws -> LuaValue {
  let column = call.optionalString("color_by")
  for option in FigureOptions.color where column == nil && call.has(option.key) {
    throw MessageError("\(call.functionName): option '\(option.key)' goes with 'color_by'")
  }
  let mark = try object.mark(
    color: column, names: call.boolean("labels"),
    style: Plotting.Tree.Joins(rawValue: call.string("joins")) ?? .sloped)
  return try FigureOptions.figure(
    [mark], call, colored: true, y: "energy", color: column ?? "")
}
