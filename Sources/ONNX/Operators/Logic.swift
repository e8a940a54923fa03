import Tensors

/// Comparisons and truth values, which are 0 and 1.
extension Operators {
  static let logic: [String: Operator] = [
    "Greater": compared { try $0.greater(than: $1) }, "Less": compared { try $0.less(than: $1) },
    "GreaterOrEqual": compared { try $0.greaterOrEqual(to: $1) },
    "LessOrEqual": compared { try $0.lessOrEqual(to: $1) },
    "Equal": compared { try $0.equals($1) },
    "And": compared { try $0 * $1 }, "Or": compared { try $0.maximum($1) },
    "Xor": compared { try ($0 - $1).abs() },
    "Not": one { try 1 - $0.value(0) },
    "Where": one { try $0.value(0).select($0.value(1), $0.value(2)) },
  ]

  private static func compared(
    _ function: @escaping @Sendable (Value, Value) throws -> Value
  ) -> Operator {
    one { try function($0.value(0), $0.value(1)) }
  }
}
