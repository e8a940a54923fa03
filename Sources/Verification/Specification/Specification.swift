/// A set of unsafe behaviour, in the language of the neural-network verification competition: boxes of
/// inputs, with linear conditions on several of them, and for each conditions on the outputs. A network is safe if it does not do any of it.
public struct Specification: Sendable {
  /// `coefficients . y <= bound`, or `<` where it is strict.
  public struct Row: Sendable, Hashable {
    public let coefficients: [Double]
    public let bound: Double
    public let isStrict: Bool

    /// How far outputs are from meeting the condition; at most 0 where they do.
    func excess(_ outputs: [Double]) -> Double {
      var sum = -bound
      for (c, y) in zip(coefficients, outputs) where c != 0 { sum += c * y }
      return sum
    }

    func holds(_ outputs: [Double]) -> Bool {
      let excess = excess(outputs)
      return isStrict ? excess < 0 : excess <= 0
    }
  }

  /// All rows together.
  public struct Condition: Sendable, Hashable {
    public let rows: [Row]

    public func holds(_ outputs: [Double]) -> Bool { rows.allSatisfy { $0.holds(outputs) } }
  }

  /// A box of inputs, with the conditions of which one suffices to be unsafe.
  public struct Case: Sendable {
    /// Rounded outward: no real number of the box is missing.
    public let lower: [Double]
    public let upper: [Double]
    /// Rounded inward: every double between them is in the box. Where there is none they are the
    /// number next to the box.
    public let innerLower: [Double]
    public let innerUpper: [Double]
    public let conditions: [Condition]
    /// What inputs of the box meet besides.
    package var inputRows: [InputRow] = []

    public func contains(_ inputs: [Double]) -> Bool {
      inputs.indices.allSatisfy { innerLower[$0] <= inputs[$0] && inputs[$0] <= innerUpper[$0] }
        && inputRows.allSatisfy { $0.holds(inputs) }
    }
  }

  public let path: String
  public let text: String
  /// The numbers of inputs and of outputs.
  public let inputs: Int
  public let outputs: Int
  public let cases: [Case]

  /// - Throws: `SpecificationError`, or what reading the file gives.
  public init(reading path: String) throws {
    try self.init(text: SpecificationFile.read(path), path: path)
  }

  /// - Parameter path: for errors.
  public init(text: String, path: String) throws {
    var text = text
    let said = try text.withUTF8 {
      try SpecificationReader.read(SpecificationScanner($0, path: path))
    }
    self.path = path
    self.text = text
    (inputs, outputs, cases) = (said.inputs, said.outputs, said.cases)
  }
}
