import Landscape
import LuaBridge

/// What transition states say of the minima of an atlas.
func treeMethods(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "tree", options: MergeTree.Options.options, returns: "tree",
      summary:
        "Which minima are connected below which energy, exactly, from all transition states known: nodes, leaves, root, "
        + ":barrier(i, j), :plot{}. Without transition states every minimum stands alone.",
      formula:
        "Components of {E <= e} by union-find in order of energy (single linkage); Becker and Karplus 1997.",
      example: atlasExample + "print(#atlas:tree(), atlas:tree().nodes[1].energy)"
    ) { call in
      let object: AtlasObject = call.receiver()
      return .object(try TreeObject(object.atlas, MergeTree.Options(call)))
    },
    barrierMethod { (object: AtlasObject) in try object.atlas.barriers() },
  ] + metricsMethods(session)
}
