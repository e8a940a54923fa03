/// The sizes of a tensor's dimensions, outermost first; at most eight. Stored inline: making,
/// comparing and passing a shape allocates nothing.
public struct Shape: Sendable, Hashable {
  public static let maximumRank = 8
  /// Sizes times eight bytes must fit an integer, with room for offsets.
  private static let mostElements = 1 << 55

  // Pairs, because a vector of eight would make every object that holds a shape one that has to be
  // aligned to 64 bytes, and such objects are slow to allocate.
  private var sizes: Sizes
  public let rank: Int

  private struct Sizes: Hashable {
    var first = SIMD2(repeating: 1)
    var second = SIMD2(repeating: 1)
    var third = SIMD2(repeating: 1)
    var fourth = SIMD2(repeating: 1)

    subscript(dimension: Int) -> Int {
      get {
        precondition(dimension >= 0 && dimension < maximumRank)
        return withUnsafeBytes(of: self) { $0.load(fromByteOffset: 8 * dimension, as: Int.self) }
      }
      set {
        precondition(dimension >= 0 && dimension < maximumRank)
        withUnsafeMutableBytes(of: &self) {
          $0.storeBytes(of: newValue, toByteOffset: 8 * dimension, as: Int.self)
        }
      }
    }
  }

  private init(_ sizes: Sizes, rank: Int) {
    self.sizes = sizes
    self.rank = rank
  }

  /// A shape without checks, for sizes that are known to be valid.
  package init(unchecked dimensions: [Int]) {
    sizes = Sizes()
    rank = dimensions.count
    for d in 0..<rank { sizes[d] = dimensions[d] }
  }

  /// - Throws: more than eight dimensions, a negative size, or more elements than memory can
  ///   address.
  public init(_ dimensions: [Int]) throws {
    guard dimensions.count <= Shape.maximumRank else {
      throw TensorError.tooManyDimensions(dimensions.count)
    }
    self.init(unchecked: dimensions)
    var count = 1
    for d in 0..<rank {
      guard sizes[d] >= 0 else { throw TensorError.negativeSize(dimensions) }
      let (product, overflow) = count.multipliedReportingOverflow(by: max(sizes[d], 1))
      guard !overflow, product < Shape.mostElements else { throw TensorError.tooLarge(dimensions) }
      count = product
    }
  }

  public init(_ dimensions: some Collection<Int>) throws { try self.init(Array(dimensions)) }

  public static let scalar = Shape(unchecked: [])

  public subscript(dimension: Int) -> Int { sizes[dimension] }

  public var dimensions: [Int] { (0..<rank).map { sizes[$0] } }

  /// The number of elements.
  public var count: Int {
    var product = 1
    for d in 0..<rank { product &*= sizes[d] }
    return product
  }

  /// The number of elements of the dimensions in `range`.
  package func count(_ range: Range<Int>) -> Int {
    var product = 1
    for d in range { product &*= sizes[d] }
    return product
  }

  /// Row-major strides in elements.
  package var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for d in stride(from: rank - 2, through: 0, by: -1) {
      strides[d] = strides[d + 1] * sizes[d + 1]
    }
    return strides
  }

  /// The shape with one dimension more in front.
  package func prepending(_ size: Int) throws -> Shape { try Shape([size] + dimensions) }

  package func replacing(_ dimension: Int, with size: Int) -> Shape {
    var copy = self
    copy.sizes[dimension] = size
    return copy
  }

  package func removing(_ range: Range<Int>) -> Shape {
    var kept = Sizes()
    var rank = 0
    for d in 0..<self.rank where !range.contains(d) {
      kept[rank] = sizes[d]
      rank += 1
    }
    return Shape(kept, rank: rank)
  }

  /// The shape of an elementwise operation on two tensors, by NumPy's rule; nil if there is none.
  public func broadcast(with other: Shape) -> Shape? {
    if self == other { return self }
    let rank = max(self.rank, other.rank)
    var result = Sizes()
    var count = 1
    for d in 0..<rank {
      let a = d < rank - self.rank ? 1 : self[d - (rank - self.rank)]
      let b = d < rank - other.rank ? 1 : other[d - (rank - other.rank)]
      guard a == b || a == 1 || b == 1 else { return nil }
      result[d] = a == 1 ? b : a
      // Empty shapes can grow beyond what strides can say.
      let (product, overflow) = count.multipliedReportingOverflow(by: max(result[d], 1))
      guard !overflow, product < Shape.mostElements else { return nil }
      count = product
    }
    return Shape(result, rank: rank)
  }
}

extension Shape: CustomStringConvertible {
  public var description: String {
    rank == 0 ? "scalar" : dimensions.map(String.init).joined(separator: "x")
  }
}
