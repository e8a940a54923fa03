import LuaBridge

/// The module `reach`: over-approximated reachable sets.
func reachModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "reach", summary: "Sets of inputs, the outputs reachable from them, and their size.",
    functions: setFunctions(session) + [outputFunction(session), sensitivityFunction(session)]
      + [rangeFunction(session), outputVolumeFunction(session)] + certificateFunctions(session)
      + verifyFunctions(session))
}
