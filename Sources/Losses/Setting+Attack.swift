import Attacks
import Settings

extension Setting {
  /// The attack inside of a loss.
  static func attack(_ path: WritableKeyPath<Owner, any Attack> & Sendable) -> Self {
    .variant(
      "attack", path, of: attacks, or: .function, shown: true,
      "Any attack by name, with its options, or one of attack.custom with its defaults.")
  }
}
