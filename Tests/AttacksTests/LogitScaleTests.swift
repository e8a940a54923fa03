import Attacks
import Foundation
import Tensors
import TestSupport
import Testing

/// What changes no decision changes no verdict: scales, temperatures, masks, a softmax at the end.
@Suite struct LogitScaleTests {
  private static var attacks: [any Attack] {
    NamedObjective.allCases.flatMap { loss -> [any Attack] in
      [PGD(steps: 20, loss: loss), APGD(steps: 20, loss: loss)]
    }
  }

  private func verdicts(_ change: @escaping (Value) throws -> Value) throws -> [[Bool]] {
    let (x, y) = try Sample.data(80, dtype: .float32)
    let net = try Sample.net(.float32)
    return try Self.attacks.map { try Sample.run($0, { try change(net($0)) }, x, y).success }
  }

  @Test(arguments: [20, 1e3, 1e6, 0.001]) func scales(_ scale: Double) throws {
    let plain = try verdicts { $0 }
    let scaled = try verdicts { try $0 * scale }
    for k in plain.indices where k > 1 { #expect(plain[k] == scaled[k], "\(Self.attacks[k])") }
    // Cross-entropy weighs the other classes by the scale.
    for k in 0..<2 {
      let more = scaled[k].count { !$0 } - plain[k].count { !$0 }
      #expect(more <= 4)
    }
  }

  @Test func saturatedSoftmax() throws {
    let plain = try verdicts { try $0 * 1000 }
    #expect(try verdicts { try ($0 * 1000).softmax(1) } == plain)
    #expect(try verdicts { try ($0 * 1000).logSoftmax(1) } == plain)
    #expect(try verdicts { try ($0 * 1000).softmax(1).log() } == plain)
  }

  /// A fourth class that can never be predicted.
  @Test func maskedLogit() throws {
    let plain = try verdicts { $0 }
    let masked = try verdicts { logits in
      let mask = try Value.tensor(
        .full(-.infinity, shape: Shape([logits.shape[0], 1]), dtype: .float32))
      return try .concatenated([logits, mask], dimension: 1)
    }
    #expect(plain == masked)
  }
}

@Suite struct ObjectiveTests {
  private let logits = Value.tensor(
    try! Tensor([3, 1, 2, -1, 0, 0.5, 4, 1], shape: Shape([2, 4]), dtype: .float64))
  private let y = Value.tensor(try! Tensor([Int32(1), 3], shape: Shape([2])))

  private func values(_ objective: NamedObjective) throws -> [Double] {
    try objective.values(logits, y).tensor().doubles
  }

  @Test func byTheirDefinitions() throws {
    let others: Double = exp(1) + exp(2) + exp(-1)
    expectClose(try values(.crossEntropy)[0], log(others) - 3, absolute: 1e-14)
    #expect(try values(.margin) == [-1, -3])
    #expect(try values(.dlr) == [-1 / 2.0, -3 / 3.5])
  }

  /// The ratio is the margin where there is no third logit, or it is masked.
  @Test func ratioOfFewLogits() throws {
    let two = Value.tensor(try Tensor([3, 1], shape: Shape([1, 2]), dtype: .float64))
    let one = Value.tensor(try Tensor([Int32(1)], shape: Shape([1])))
    #expect(try NamedObjective.dlr.values(two, one).tensor().doubles == [-2])
    let masked = Value.tensor(
      try Tensor([3, 1, -.infinity], shape: Shape([1, 3]), dtype: .float64))
    let found = try valueAndGradient(
      of: { try NamedObjective.dlr.values($0[0], one).sum() }, at: [masked])
    #expect(try found.value.tensor().item() == -2)
    #expect(try found.gradient.tensor().doubles == [-1, 1, 0])
  }
}
