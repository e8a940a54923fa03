import Reachability
import Regions
import Tensors
import Testing

struct CancellationTests {
  private struct Stop: Error {}

  /// Bounds stop where their own thread is told to, on no other, and go on later as if nothing had been.
  @Test(arguments: [CrownDomain(), AlphaCrownDomain()] as [any AbstractDomain])
  func workStopsWhenItIsTold(_ domain: any AbstractDomain) throws {
    // Wide enough for CROWN to go from stage to stage.
    let width = 300
    let type = TensorType(try Shape([32, 3]), .float64)
    func weight(_ inputs: Int, _ outputs: Int) throws -> Value {
      .tensor(
        try Tensor(TensorType(Shape([inputs, outputs]), .float64)) { k in
          Double((k * 7919) % 13 - 6) / Double(inputs)
        })
    }
    let bounds = try Box.prepared([type], BoundOptions(domain)) { inputs in
      try inputs[0].matmul(weight(3, width)).relu().matmul(weight(width, width)).relu()
        .matmul(weight(width, 3))
    }
    let (lower, upper) = (
      try Tensor.full(-1, shape: type.shape, dtype: .float64),
      try Tensor.full(1, shape: type.shape, dtype: .float64)
    )
    let before = try bounds(lower: lower, upper: upper, []).lower.tensor().doubles
    #expect(throws: Stop.self) {
      try Cancellation.asking({ throw Stop() }) {
        _ = try bounds(lower: lower, upper: upper, [])
      }
    }
    let after = try bounds(lower: lower, upper: upper, []).lower.tensor().doubles
    #expect(before == after)
  }
}
