import Testing
import Verification

@Suite struct SpecificationTests {
  private static let box = """
    ; two inputs, two outputs
    (declare-const X_0 Real) (declare-const X_1 Real)
    (declare-const Y_0 Real) (declare-const Y_1 Real)
    (assert (>= X_0 -0.5)) (assert (<= X_0 0.5))
    (assert (and (>= X_1 0) (<= X_1 1e-1)))

    """

  @Test func alternativesOfConditions() throws {
    let read = try Specification(
      text: Self.box + "(assert (or (and (<= Y_0 Y_1) (>= Y_1 2)) (< Y_0 -1.5)))", path: "a.vnnlib")
    #expect(read.inputs == 2 && read.outputs == 2 && read.cases.count == 1)
    let only = read.cases[0]
    #expect(only.lower[0] == -0.5 && only.upper[0] == 0.5)
    // 0.1 is no binary number: proofs take one that is not below it.
    #expect(only.upper[1] >= 0.1 && only.upper[1] <= 0.1.nextUp && only.innerUpper[1] <= 0.1)
    #expect(only.conditions.map(\.rows.count).sorted() == [1, 2])
    func isUnsafe(_ y: [Double]) -> Bool { only.conditions.contains { $0.holds(y) } }
    #expect(isUnsafe([1, 2]) && isUnsafe([-2, -9]))
    #expect(!isUnsafe([1, 1.5]) && !isUnsafe([-1.5, -9]))
  }

  @Test func alternativesOfBoxes() throws {
    let read = try Specification(
      text: """
        (declare-const X_0 Real) (declare-const Y_0 Real)
        (assert (or (and (>= X_0 0) (<= X_0 1) (>= Y_0 3)) (and (>= X_0 2) (<= X_0 4) (<= Y_0 -3))))
        """, path: "b.vnnlib")
    #expect(read.cases.map(\.lower) == [[0], [2]] && read.cases.map(\.upper) == [[1], [4]])
  }

  /// Parentheses without end, and conditions that multiply, are errors before they are memory.
  @Test(arguments: [
    String(repeating: "(", count: 100_000),
    "(assert " + String(repeating: "(or ", count: 100_000) + "(<= Y_0 0)",
    box + "(assert (or (and " + String(repeating: "(or (<= Y_0 1) (>= Y_0 2)) ", count: 16)
      + String(repeating: "(<= Y_1 3) ", count: 2000) + ") (<= Y_0 5)))",
    box + "(assert (and " + String(repeating: "(or (<= Y_0 1) (>= Y_0 2)) ", count: 16)
      + String(repeating: "(<= Y_1 3) ", count: 2000) + "))",
    box + "(assert (and " + String(repeating: "(or (<= Y_0 1) (>= Y_0 2)) ", count: 40) + "))",
    "(declare-const X_9223372036854775807 Real)(declare-const Y_0 Real)(assert (<= Y_0 1e99))",
  ]) func whatHasNoEndIsAnError(_ text: String) {
    do {
      _ = try Specification(text: text, path: "bad.vnnlib")
      Issue.record("read \(text.prefix(100))")
    } catch { #expect("\(error)".contains("bad.vnnlib"), "\(error)") }
  }

  @Test(arguments: [
    ("(declare-const X_0 Real)\n(assert (<= X_0 1)", "2"),
    ("(declare-const X_0 Real)\n  (assert (<= X_0 zzz))", "2"),
    (
      "(declare-const X_0 Real) (declare-const Y_0 Real)\n(assert (<= X_0 1)) (assert (<= Y_0 0))",
      ""
    ),
    (
      "(declare-const X_0 Real) (declare-const Y_0 Real)\n(assert (<= X_0 1)) (assert (>= X_0 2))"
        + "(assert (<= Y_0 0))", ""
    ),
    ("nonsense", "1"), ("", ""),
  ])
  func errorsSayWhere(_ text: String, _ line: String) throws {
    do {
      _ = try Specification(text: text, path: "bad.vnnlib")
      Issue.record("read \(text)")
    } catch {
      #expect("\(error)".contains("bad.vnnlib"), "\(error)")
      if !line.isEmpty { #expect("\(error)".contains("\(line)"), "\(error)") }
    }
  }
}
