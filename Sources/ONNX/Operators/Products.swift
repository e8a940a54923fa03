import Tensors

extension Operators {
  static let products: [String: Operator] = [
    "MatMul": one { try $0.value(0).matmul($0.value(1)) },
    // alpha A' B' + beta C
    "Gemm": one { call in
      var (a, b) = (try call.value(0), try call.value(1))
      guard a.shape.rank == 2, b.shape.rank == 2 else {
        throw OperatorError("expected two matrices, got \(a.shape) and \(b.shape)")
      }
      if try call.integer("transA", default: 0) != 0 { a = try a.transposed(0, 1) }
      let isTransposed = try call.integer("transB", default: 0) != 0
      guard a.shape[1] == b.shape[isTransposed ? 1 : 0] else {
        throw OperatorError("got \(a.shape) and \(b.shape), whose inner sizes differ")
      }
      var product: Value
      if isTransposed {
        let dtype = DType.promoted(a.dtype, b.dtype)
        product = try a.cast(to: dtype).matmul(transposed: b.cast(to: dtype))
      } else {
        product = try a.matmul(b)
      }
      let alpha = try call.number("alpha", default: 1)
      if alpha != 1 { product = try product * alpha }
      guard call.has(2) else { return product }
      let beta = try call.number("beta", default: 1)
      let c = try call.value(2)
      guard product.shape.broadcast(with: c.shape) == product.shape else {
        throw OperatorError("C of shape \(c.shape) does not broadcast to \(product.shape)")
      }
      return try product + (beta == 1 ? c : c * beta)
    },
  ]
}
