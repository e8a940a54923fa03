import LuaBridge

/// The module `optim`: minimisation and training.
func optimModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "optim", summary: "Minimisation and training.",
    functions: ruleFunctions(session) + scheduleFunctions() + [
      minimizeFunction(session), fitFunction(session),
    ])
}
