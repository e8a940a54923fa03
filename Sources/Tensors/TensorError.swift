import CKernels

/// What a caller of the engine can do wrong. Cases hold facts; `description` makes the sentence.
public enum TensorError: Error, Equatable {
  case tooManyDimensions(Int)
  case negativeSize([Int])
  case tooLarge([Int])
  case outOfMemory(requested: Int, inUse: Int, limit: Int)
  case elementCount(shape: Shape, got: Int)
  case shapes(operation: String, got: [Shape], expected: String)
  case dtypes(operation: String, got: [DType], expected: String)
  case dimension(operation: String, got: Int, rank: Int)
  case index(operation: String, got: Int, size: Int)
  case reshape(from: Shape, to: [Int])
  case notScalar(Shape)
  case valueWhileTracing(operation: String)
  case notDifferentiable(operation: String)
  case foreignTrace
  case kernel(operation: String, code: Int)
  case inputs(expected: [TensorType], got: [TensorType])
  case notInt32(Double)
  case divisionByZero
  case notFinite(operation: String, nan: Int, infinite: Int, elements: Int)
}

extension TensorError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooManyDimensions(let count):
      "a tensor has at most \(Shape.maximumRank) dimensions, got \(count)"
    case .negativeSize(let sizes):
      "sizes of a shape must be 0 or more, got \(TensorError.list(sizes))"
    case .tooLarge(let sizes):
      "a tensor of \(TensorError.list(sizes)) has more elements than memory can address"
    case .outOfMemory(let requested, let inUse, let limit):
      "out of memory: " + (requested > 0 ? "\(TensorError.bytes(requested)) asked for, " : "")
        + "\(TensorError.bytes(inUse)) in use, "
        + "limit \(TensorError.bytes(limit))"
    case .elementCount(let shape, let got):
      "shape \(shape) needs \(shape.count) elements, got \(got)"
    case .shapes(let operation, let got, let expected):
      "\(operation): got \(got.map(\.description).joined(separator: " and ")), expected \(expected)"
    case .dtypes(let operation, let got, let expected):
      "\(operation): got \(got.map(\.rawValue).joined(separator: " and ")), expected \(expected)"
    case .dimension(let operation, let got, let rank):
      rank == 0
        ? "\(operation): a scalar has no dimension \(got)"
        : "\(operation): dimension \(got) is out of range, the tensor has dimensions 1 to \(rank)"
          + " (or -\(rank) to -1)"
    case .index(let operation, let got, let size):
      size == 0
        ? "\(operation): index \(got) into a dimension of size 0"
        : "\(operation): index \(got) is out of range 1 to \(size)"
    case .reshape(let from, let to):
      "reshape: \(from) has \(from.count) elements, which do not fit \(TensorError.list(to))"
    case .notScalar(let shape):
      "expected a tensor with one element, got shape \(shape)"
    case .valueWhileTracing(let operation):
      "\(operation): the value is not known while a function is traced; compiled functions, losses and "
        + "landscapes are traced on shapes alone, so use tensor operations (where, maximum, ...) "
        + "instead of branching on values"
    case .notDifferentiable(let operation):
      "\(operation) has no derivative"
    case .foreignTrace:
      "a traced tensor was used after the function that traced it had returned"
    case .kernel(let operation, let code):
      "\(operation): \(TensorError.failure(code))"
    case .inputs(let expected, let got):
      "a compiled function was called with \(TensorError.types(got)), expected "
        + TensorError.types(expected)
    case .divisionByZero:
      "division of whole numbers by 0; with float64 it is an infinity or NaN, as in x:to(\"float64\")"
    case .notInt32(let value):
      "\(TensorError.shown(value)) does not fit int32, which holds whole numbers from \(Int32.min) to \(Int32.max)"
    case .notFinite(let operation, let nan, let infinite, let elements):
      "\(operation): made \(TensorError.unusual(nan, infinite)) among \(elements) element"
        + (elements == 1 ? "" : "s") + " from finite numbers"
    }
  }

  private static func unusual(_ nan: Int, _ infinite: Int) -> String {
    let parts = [nan > 0 ? "\(nan) NaN" : "", infinite > 0 ? "\(infinite) inf" : ""]
    return parts.filter { !$0.isEmpty }.joined(separator: " and ")
  }

  /// What a kernel's code says.
  private static func failure(_ code: Int) -> String {
    let minor = code - Int(TARN_NOT_DEFINITE)
    switch code {
    case Int(TARN_BAD_INDEX): return "an index is out of range or not a whole number"
    case Int(TARN_NOT_FINITE): return "the matrix has a NaN or an infinity"
    case Int(TARN_NOT_SYMMETRIC): return "the matrix is not symmetric"
    case Int(TARN_NOT_CONVERGED): return "the iteration did not converge"
    case Int(TARN_SINGULAR): return "the matrix is singular"
    case Int(TARN_OVERFLOW):
      return "a result does not fit int32 (\(Int32.min) to \(Int32.max)); "
        + "compute with float64, as in x:to(\"float64\")"
    case Int(TARN_NOT_WHOLE):
      return "the result of whole numbers is beyond 2^53, where float64 holds not all of them; "
        + "compute with x:to(\"float64\") if it may be rounded"
    case Int(TARN_NOT_DEFINITE)...:
      return "the matrix is not positive definite (leading minor \(minor)"
        + (code == 255 ? " or later)" : ")")
    default: return "the computation failed (\(code))"
    }
  }

  private static func shown(_ value: Double) -> String {
    value.isNaN ? "nan" : Int(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func list(_ sizes: [Int]) -> String {
    sizes.isEmpty ? "scalar" : sizes.map(String.init).joined(separator: "x")
  }

  private static func types(_ types: [TensorType]) -> String {
    types.map(\.description).joined(separator: ", ")
  }

  private static func bytes(_ count: Int) -> String {
    let units = ["B", "KB", "MB", "GB", "TB", "PB"]
    var value = Double(count)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded()
      ? "\(Int(rounded)) \(units[unit])" : "\(rounded) \(units[unit])"
  }
}
