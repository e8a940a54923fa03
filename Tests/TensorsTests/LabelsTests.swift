import Tensors
import Testing

@Suite struct LabelsTests {
  private func message(_ labels: [Double], classes: Int) throws -> String {
    do {
      try Labels.check(.tensor(Tensor(labels)), samples: labels.count, classes: classes)
      return ""
    } catch let error as LabelError { return error.description }
  }

  @Test("One error says that classes start at 1, with the sample and what it has")
  func whatIsWrong() throws {
    #expect(try message([1, 3, 2], classes: 3).isEmpty)
    #expect(try message([1, 0], classes: 3) == "labels: sample 2 has class 0; classes start at 1")
    #expect(
      try message([4], classes: 3)
        == "labels: sample 1 has class 4, expected a whole number from 1 to 3")
    #expect(try message([1, 1.5], classes: 3).contains("sample 2 has class 1.5"))
    #expect(throws: LabelError.value(-1, sample: 7, classes: nil)) {
      try Labels.check(-1, sample: 7, classes: nil)
    }
    #expect(
      LabelError.value(-1, sample: 7, classes: nil).description
        == "labels: sample 7 has class -1, expected a whole number from 1; classes start at 1")
    #expect(throws: LabelError.self) { try Labels.check(.nan, sample: 1, classes: nil) }
    #expect(throws: LabelError.self) {
      try Labels.check(.tensor(Tensor([1, 2])), samples: 3, classes: 2)
    }
  }

  @Test("Rows of a label have one 1, at the class")
  func oneHot() throws {
    let y = Value.tensor(try Tensor([2, 1] as [Int32], shape: Shape([2])))
    let rows = try Labels.oneHot(y, samples: 2, classes: 3, dtype: .float64).tensor()
    #expect(rows.doubles == [0, 1, 0, 1, 0, 0])
  }

  @Test("The first of equal outputs is the prediction; what is no classification has no right ones")
  func predictions() throws {
    let outputs = Value.tensor(try Tensor([0, 1, 1, 5, 4, 5, -2, -3, -1], shape: Shape([3, 3])))
    let y = Value.tensor(try Tensor([2, 3, 3]))
    #expect(try Predictions.classes(outputs).tensor().doubles == [2, 1, 3])
    #expect(try Predictions.right(outputs, y).tensor().doubles == [1, 0, 1])
    #expect(try Predictions.countRight(outputs, y)?.tensor().item() == 2)
    #expect(try Predictions.countRight(outputs.sliced(1, 0..<1), y) == nil)
    #expect(try Predictions.countRight(outputs, outputs) == nil)
  }
}
