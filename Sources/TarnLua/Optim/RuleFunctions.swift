import LuaBridge
import Optimizers
import Settings

/// An optimiser's rule as Lua holds it.
final class RuleObject {
  let rule: any UpdateRule
  init(_ rule: any UpdateRule) { self.rule = rule }
}

func ruleClass() -> ClassDeclaration {
  ClassDeclaration(
    RuleObject.self, name: "optimizer", summary: "How parameters change with a gradient.",
    text: { "optim." + $0.rule.description })
}

/// The functions of `optim` that make optimisers.
func ruleFunctions(_ session: Session) -> [FunctionDeclaration] {
  updateRules.map { type in
    .erasing(
      type, session, returns: "optimizer", example: "optim.\(type.about.name){lr = 0.01}"
    ) { _, made in
      guard let rule = made as? any UpdateRule else {
        preconditionFailure("\(type.about.name) makes no optimizer")
      }
      return .object(RuleObject(rule))
    }
  }
}
