import Verification

/// What is asked of a network, in VNN-LIB.
struct PropertyText {
  let inputs: Int
  let outputs: Int
  var assertions = ""

  init(lower: [Double], upper: [Double], outputs: Int) {
    self.init(inputs: lower.count, outputs: outputs)
    assertions = PropertyText.box(lower, upper).map { "(assert \($0))\n" }.joined()
  }

  init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
  }

  static func box(_ lower: [Double], _ upper: [Double]) -> [String] {
    lower.indices.flatMap { ["(>= X_\($0) \(lower[$0]))", "(<= X_\($0) \(upper[$0]))"] }
  }

  func with(_ assertions: String...) -> PropertyText {
    var longer = self
    for assertion in assertions { longer.assertions += "(assert \(assertion))\n" }
    return longer
  }

  var text: String {
    (0..<inputs).map { "(declare-const X_\($0) Real)\n" }.joined()
      + (0..<outputs).map { "(declare-const Y_\($0) Real)\n" }.joined() + assertions
  }

  var specification: Specification {
    get throws { try Specification(text: text, path: "property.vnnlib") }
  }
}
