import Layers
import Losses
import Tensors
import TestSupport
import Testing

/// A logit of -infinity switches a class off.
@Suite struct MaskedLogitTests {
  private let identity = try! Network([Identity()], seed: 1, dtype: .float64)

  private func labels(_ classes: Int32...) throws -> Value {
    .tensor(try Tensor(classes, shape: Shape([classes.count])))
  }

  private func matrix(_ rows: [[Double]]) throws -> Value {
    .tensor(
      try Tensor(
        rows.flatMap { $0 }, shape: Shape([rows.count, rows[0].count]), dtype: .float64))
  }

  @Test func otherClassesKeepTheirLoss() throws {
    let logits = [-1, 2, 0.5]
    for masked in 0...3 {
      var wide = logits
      wide.insert(-.infinity, at: masked)
      for own in 0..<3 {
        let label = own < masked ? own : own + 1
        let (x, y) = (try matrix([wide, wide]), try labels(Int32(label + 1), Int32(label + 1)))
        let small = (try matrix([logits, logits]), try labels(Int32(own + 1), Int32(own + 1)))
        let loss = { (x: Value) in try CrossEntropy()(identity, x, y) }
        let expected = { (x: Value) in try CrossEntropy()(identity, x, small.1) }
        try expectClose(
          loss(x).tensor().item(), expected(small.0).tensor().item(), absolute: 1e-14)
        let gradient = try valueAndGradient(of: { try loss($0[0]) }, at: [x]).gradient.tensor()
        var reduced = try valueAndGradient(of: { try expected($0[0]) }, at: [small.0])
          .gradient.tensor().doubles
        reduced.insert(0, at: masked)
        reduced.insert(0, at: 4 + masked)
        expectClose(gradient.doubles, reduced, absolute: 1e-15)
        let curvature = try hessianVectorProduct(
          of: { try loss($0[0]) }, at: x,
          x.filled(0) + .tensor(Tensor([1, 2, 3, 4], dtype: .float64)))
        #expect(try curvature.tensor().doubles.allSatisfy(\.isFinite))
      }
    }
  }

  @Test func theOwnClassSwitchedOffIsInfinitelyWrong() throws {
    let x = try matrix([[-.infinity, 1, 2]])
    #expect(try CrossEntropy()(identity, x, labels(1)).tensor().item() == .infinity)
    // Smoothing gives every class some weight.
    #expect(
      try CrossEntropy(labelSmoothing: 0.1)(identity, x, labels(2)).tensor().item() == .infinity)
  }

  /// Of every loss: samples that a selection leaves out do not reach the gradient.
  @Test func samplesLeftOut() throws {
    let network = try Network([Linear(2, 3), SiLU(), Linear(3, 2)], seed: 2, dtype: .float64)
    let rows = try matrix([[1, 2], [0.5, -1]])
    let mask = try matrix([[1], [0]])
    let terms: [any LossTerm] = [
      CrossEntropy(), CrossEntropy(labelSmoothing: 0.1), MeanSquaredError(), L2(0.1), L1(0.1),
      Hinge(), NegativeLogLikelihood(),
    ]
    for term in terms {
      let y = try term.name == "mse" ? matrix([[1, 0]]) : labels(1)
      func gradient(_ second: [Double]) throws -> [Double] {
        let x = try mask.select(rows, matrix([[0, 0], second]))
        return try valueAndGradient(
          of: { arguments in
            let outputs = try network.with(parameters: arguments[0])(x)
            let chosen = try mask.select(outputs, outputs.filled(0)).sliced(0, 0..<1)
            return try term(identity, chosen, y) + arguments[0].square().sum()
          }, at: [network.parameters]
        ).gradient.tensor().doubles
      }
      let expected = try gradient([0, 0])
      for unusual in [Double.nan, .infinity, -.infinity, 1e308] {
        #expect(try gradient([unusual, unusual]) == expected, "\(term.name) beside \(unusual)")
      }
    }
  }
}
