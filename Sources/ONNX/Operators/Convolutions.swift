import Tensors

extension Operators {
  static let convolutions: [String: Operator] = [:]
}
