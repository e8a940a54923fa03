import Settings
import Testing

/// Set representations with settings of their own.
private protocol Shape3 {}

private struct Plain: Defaulted, Shape3 {
  static let about = About("plain", "No settings.")
}

private struct Sloped: Defaulted, Shape3 {
  enum Slope: String, CaseIterable, SettingConvertible { case minimax, deepz }
  var slope = Slope.minimax
  var limit: Int?
  static let about = About("sloped", "Two settings.")
  static let settings: [Setting<Sloped>] = [
    .choice("slope", \.slope, "Its line."),
    .integer("limit", \.limit, 1...100, rule: "as many as there are", "Of its parts."),
  ]
}

private struct Several: Defaulted, Shape3 {
  var parts: [any Shape3] = [Plain(), Sloped()]
  static let about = About("several", "The common part.")
  static let settings: [Setting<Several>] = [
    .variants("of", \.parts, of: [Plain.self, Sloped.self], "Its parts.")
  ]
}

/// A thing with a required setting, a positional one, one that follows from others, and a variant.
private struct Term: Declared {
  var epsilon: Double
  var steps = 10
  var stepSize: Double?
  var workers = 1
  var shape: any Shape3 = Plain()

  init(epsilon: Double) { self.epsilon = epsilon }
  init(_ given: Given<Term>) { epsilon = given[\.epsilon] }

  static let about = About("term", "A term.", source: "Nobody 2020, eq. 1")
  static let settings: [Setting<Term>] = [
    .number("eps", \.epsilon, .nonNegative, required: true, "The radius."),
    .integer("steps", \.steps, 1...1000, "Steps."),
    .number("step_size", \.stepSize, .positive, rule: "2.5 eps / steps", "Of each step."),
    .integer("workers", \.workers, 1...8, identifies: false, "Threads."),
    .variant("shape", \.shape, of: [Plain.self, Sloped.self, Several.self], "How sets are kept."),
  ]

  func validate() throws {
    if let stepSize, stepSize > epsilon { throw Longer() }
  }
  struct Longer: Error {}
}

private struct Penalty: Declared {
  var lambda: Double
  var bias = true
  init(_ given: Given<Penalty>) { lambda = given[\.lambda] }
  static let about = About("l2", "A penalty.")
  static let settings: [Setting<Penalty>] = [
    .number("lambda", \.lambda, .nonNegative, required: true, positional: true, "The weight."),
    .flag("bias", \.bias, "Whether biases count."),
  ]
}

@Suite struct DeclaredTests {
  @Test func settingsAreWritten() throws {
    let term = try Term.make(["eps": .integer(1), "steps": .number(3), "step_size": .number(0.5)])
    #expect(term.epsilon == 1 && term.steps == 3 && term.stepSize == 0.5 && term.workers == 1)
  }

  @Test(
    arguments: [
      ([:], "term: option 'eps' is missing, expected a number >= 0"),
      (["eps": -1.0], "term: option 'eps' must be a number >= 0, got -1.0"),
      (["eps": .nan], "term: option 'eps' must be a number >= 0, got nan"),
      (
        ["eps": 1, "steps": 2.5], "term: option 'steps' must be an integer from 1 to 1000, got 2.5"
      ),
      (["eps": 1, "stpes": 2], "unknown option 'stpes'; did you mean 'steps'?"),
      (
        ["eps": 1, "limit": 2],
        "term: option 'limit' belongs to the shape \"sloped\", and the shape is \"plain\""
      ),
    ] as [([String: Double], String)])
  func whatDoesNotFitIsRefused(_ values: [String: Double], _ sentence: String) {
    let error = #expect(throws: SettingError.self) {
      _ = try Term.make(values.mapValues { .number($0) })
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }

  @Test func settingsMustGoTogether() {
    #expect(throws: Term.Longer.self) {
      _ = try Term.make(["eps": .number(1), "step_size": .number(2)])
    }
  }

  @Test func aChoiceBringsItsSettings() throws {
    let term = try Term.make(
      ["eps": .number(1), "shape": .text("sloped"), "slope": .text("deepz"), "limit": .integer(7)])
    let sloped = try #require(term.shape as? Sloped)
    #expect(sloped.slope == .deepz && sloped.limit == 7)
    #expect(
      term.description
        == #"term{eps = 1.0, shape = "sloped", slope = "deepz", limit = 7}"#)
  }

  @Test func aListOfChoicesBringsTheSettingsOfEach() throws {
    let term = try Term.make(
      ["eps": .number(1), "shape": .text("several"), "limit": .integer(7)])
    let parts = try #require(term.shape as? Several).parts
    #expect(parts[0] is Plain && (parts[1] as? Sloped)?.limit == 7)
    let error = #expect(throws: SettingError.self) {
      _ = try Term.make([
        "eps": .number(1), "shape": .text("several"), "of": .list([.text("plain")]),
        "limit": .integer(7),
      ])
    }
    #expect(error?.sentence.contains("and the shape is \"several\" of \"plain\"") == true)
  }

  @Test func descriptionsMakeTheSameAgain() throws {
    #expect(Term(epsilon: 0.5).description == "term{eps = 0.5}")
    #expect(try Penalty.make(["lambda": .number(0.1)]).description == "l2(0.1)")
    #expect(
      try Penalty.make(["lambda": .number(0.1), "bias": .flag(false)]).description
        == "l2(0.1, {bias = false})")
  }

  /// What does not decide what is computed, and what has its default, is no part of an identity.
  @Test func identitiesHoldWhatMatters() throws {
    var term = Term(epsilon: 0.5)
    #expect(term.identity == "term{eps = 0.5}")
    term.workers = 4
    term.steps = 10
    #expect(term.identity == "term{eps = 0.5}")
    term.steps = 11
    term.shape = Sloped(slope: .deepz)
    #expect(term.identity == #"term{eps = 0.5, shape = "sloped", slope = "deepz", steps = 11}"#)
  }

  @Test func propertiesOutOfRangeAreFound() {
    var term = Term(epsilon: 0.5)
    term.steps = 0
    let error = #expect(throws: SettingError.self) { try term.checkSettings() }
    #expect(
      error?.sentence == "option 'steps' must be an integer from 1 to 1000, got 0")
  }

  @Test func theTableSaysWhatHelpNeeds() throws {
    let rows = Term.declaration.rows
    #expect(
      rows.map(\.key) == ["eps", "steps", "step_size", "workers", "shape", "slope", "limit", "of"])
    #expect(rows.map(\.defaultText)[0...4] == [nil, "10", nil, "1", "\"plain\""])
    #expect(rows[2].rule == "2.5 eps / steps")
    #expect(rows[5].owners?.choice == "shape" && rows[5].owners?.names == ["sloped"])
    #expect(rows[5].owners?.through == ["several"])
    #expect(rows[0].isRequired && !rows[1].isRequired)
  }
}
