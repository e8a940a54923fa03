import Tensors
import TestSupport
import Testing

/// Derivatives outside traces run as plans from the second time on; nobody may notice.
@Suite struct RecordingTests {
  private func vector(_ values: [Double]) throws -> Value {
    .tensor(try Tensor(values, dtype: .float64))
  }

  private func gradient(
    _ x: [Double], _ function: (Value) throws -> Value
  ) throws -> (value: Double, gradient: [Double]) {
    let (value, gradient) = try valueAndGradient(of: { try function($0[0]) }, at: [vector(x)])
    return (try value.tensor().item(), try gradient.tensor().doubles)
  }

  @Test func repeatedCallsAgree() throws {
    for k in 0..<6 {
      let x = [0.1 * Double(k + 1), -0.4]
      let (value, slope) = try gradient(x) { try ($0.tanh() * $0).sum() }
      let expected = x.map { $0 * tanhOf($0) }.reduce(0, +)
      expectClose(value, expected, absolute: 1e-14)
      for (g, v) in zip(slope, x) {
        expectClose(g, tanhOf(v) + v * (1 - tanhOf(v) * tanhOf(v)), absolute: 1e-14)
      }
    }
  }

  private func tanhOf(_ x: Double) -> Double { 1 - 2 / (1 + exponential(2 * x)) }
  private func exponential(_ x: Double) -> Double {
    (try? Value.tensor(Tensor([x], dtype: .float64)).exp().tensor()[0]) ?? .nan
  }

  @Test func branchesOnValuesAreTakenAnew() throws {
    for x in [2.0, 3, -2, 4, -5, 6] {
      let slope = try gradient([x]) {
        try $0.sum().tensor().item() > 0 ? $0.square().sum() : $0.sum()
      }
      .gradient
      #expect(slope == [x > 0 ? 2 * x : 1])
    }
  }

  @Test func numbersThatChangeBetweenCallsCount() throws {
    for factor in [1.0, 2, 3, 1, 2, 3] {
      #expect(try gradient([5]) { try ($0 * factor).sum() }.gradient == [factor])
    }
  }

  @Test func tensorsThatChangeBetweenCallsCount() throws {
    for factor in [1.0, 2, 3, 4] {
      let other = try vector([factor, 7])
      #expect(try gradient([5, 1]) { try ($0 * other).sum() }.gradient == [factor, 7])
    }
  }

  @Test func scalarVariables() throws {
    for x in [1.0, 2, 3, 4] {
      let (_, slope) = try valueAndGradient(
        of: { try $0[0] * $0[0] }, at: [.scalar(x, .float64)])
      #expect(try slope.tensor().item() == 2 * x)
    }
  }

  @Test func hessianProductsAndTangents() throws {
    for k in 1...4 {
      let x = try vector([Double(k), 2])
      let v = try vector([1, Double(k)])
      let product = try hessianVectorProduct(
        of: { try ($0[0].square() * $0[0]).sum() }, at: x, v)
      #expect(try product.tensor().doubles == [6 * Double(k), 12 * Double(k)])
      let tangent = try jvp({ try $0.square() }, at: x, v).tangent
      #expect(try tangent.tensor().doubles == [2 * Double(k), 4 * Double(k)])
    }
  }

  @Test func equalGraphsShareAPlan() throws {
    func graph(_ factor: Double) throws -> Graph {
      try Trace.graph([TensorType(Shape([3]), .float32)]) { [try $0[0] * factor] }.graph
    }
    let first = try Plan.cached(graph(1.25))
    #expect(try Plan.cached(graph(1.25)) === first)
    #expect(try Plan.cached(graph(1.5)) !== first)
    #expect(try graph(1.25) == graph(1.25))
    #expect(try graph(1.25) != graph(1.5))
  }
}
