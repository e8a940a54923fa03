import Settings
import Testing

struct NearestNameTests {
  @Test(arguments: [
    ("epz", ["eps", "steps"], "eps"), ("pdg", ["pgd", "fgsm"], "pgd"),
    ("learningrate", ["learning_rate", "lr"], "learning_rate"), ("Linaer", ["Linear"], "Linear"),
    ("relu", ["ReLU", "ELU"], "ReLU"), ("setps", ["eps", "steps"], "steps"),
  ])
  func finds(name: String, candidates: [String], expected: String) {
    #expect(NearestName.find(name, in: candidates) == expected)
  }

  @Test(arguments: [("x", ["y", "z"]), ("banana", ["apple"]), ("ab", ["cd"]), ("", ["a"])])
  func staysSilent(name: String, candidates: [String]) {
    #expect(NearestName.find(name, in: candidates) == nil)
    #expect(NearestName.suggestion(for: name, in: candidates).isEmpty)
  }
}
