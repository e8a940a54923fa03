import Tensors

/// Each sample in another shape.
public struct Reshape: Layer {
  /// Of a sample; one size may be -1, which is what is left.
  public let sizes: [Int]

  public init(_ sizes: [Int]) throws {
    guard sizes.allSatisfy({ $0 >= -1 }), sizes.filter({ $0 == -1 }).count <= 1 else {
      throw LayerSettingError(
        "Reshape: sizes must be 0 or more, and one may be -1, got "
          + sizes.map(String.init).joined(separator: ", "))
    }
    _ = try Shape([1] + sizes.map { max($0, 1) })
    self.sizes = sizes
  }

  public var name: String { "Reshape(\(sizes.map(String.init).joined(separator: ", ")))" }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    let count = x.shape.dimensions.dropFirst().reduce(1, *)
    let given = sizes.filter { $0 >= 0 }.reduce(1, *)
    guard x.shape.rank > 0,
      sizes.contains(-1) ? given > 0 && count % given == 0 : given == count
    else {
      throw LayerError(got: x.shape, expected: "samples of \(given) elements")
    }
    return try x.reshaped(
      to: Shape([x.shape[0]] + sizes.map { $0 == -1 ? count / given : $0 }))
  }
}
