import Reachability

extension BoundOptions {
  /// The settings besides the domain that differ from those that it has by default, as a script writes
  /// them: `slope = "deepz"`.
  var settings: [String] {
    let usual = BoundOptions(domain)
    let parts = parts.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    return (slope == usual.slope ? [] : ["slope = \"\(slope.rawValue)\""])
      + (maxGenerators.map { ["max_generators = \($0)"] } ?? [])
      + (iterations == usual.iterations ? [] : ["iterations = \(iterations)"])
      + (self.parts == usual.parts ? [] : ["of = {\(parts)}"])
      + (isSound == usual.isSound ? [] : ["sound = \(isSound)"])
  }
}
