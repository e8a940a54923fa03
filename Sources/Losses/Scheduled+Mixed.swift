import Settings
import Tensors

extension Scheduled {
  /// (1 - s) a + s b for this share s. A constant share of 0 or 1 asks for one of them only.
  func mixed(_ a: () throws -> Value, _ b: () throws -> Value) throws -> Value {
    if constant == 0 { return try a() }
    if constant == 1 { return try b() }
    let (a, b) = (try a(), try b())
    let share = try value(a.dtype)
    return try a * (1 - share) + b * share
  }
}

extension Setting {
  /// The radius of a loss that bounds or attacks: a training may begin with 0, but nothing is left of the loss where it
  /// stays 0.
  static func radius(_ path: WritableKeyPath<Owner, Scheduled> & Sendable) -> Self {
    .scheduled(
      "eps", path, .positive, required: true, "The l-infinity radius: a number or a schedule.")
  }

  /// A number from 0 to 1.
  static func share(
    _ key: String, _ path: WritableKeyPath<Owner, Scheduled> & Sendable, _ summary: String
  ) -> Self {
    .scheduled(key, path, .closed(0...1), summary)
  }
}
