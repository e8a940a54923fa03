import Tensors

/// The generators that a value has for some symbols.
struct Term {
  enum Form {
    /// [count, shape of the value].
    case dense(Value)
    /// One for each element, of the value's shape: those of a box.
    case diagonal(Value)
  }

  let symbols: Symbols
  let form: Form

  /// sum_j |G_j|, of the value's shape.
  var radius: Value {
    get throws {
      switch form {
      case .dense(let generators): try symbols.magnitude(of: generators).sum([0])
      case .diagonal(let radius): try symbols.magnitude(ofDiagonal: radius)
      }
    }
  }

  /// - Parameter factor: of the value's shape.
  func scaled(by factor: Value) throws -> Term {
    switch form {
    case .dense(let generators): Term(symbols: symbols, form: .dense(try generators * factor))
    case .diagonal(let radius): Term(symbols: symbols, form: .diagonal(try radius * factor))
    }
  }

  /// All generators, [count, shape of the value].
  /// - Parameter isBatched: whether rows have symbols of their own under the same numbers.
  func dense(isBatched: Bool) throws -> Value {
    guard case .diagonal(let radius) = form else {
      guard case .dense(let generators) = form else { fatalError() }
      return generators
    }
    if let elements = symbols.elements, let known = try radius.known {
      return .tensor(try Term.spread(known, elements))
    }
    let shape = radius.shape
    let size = isBatched ? shape.count / max(shape[0], 1) : shape.count
    let unit = Value.tensor(try .identity(size, dtype: radius.dtype))
    if isBatched {
      let flat = try radius.reshaped(to: Shape([shape[0], size]))
      return try (unit.reshaped(to: Shape([size, 1, size])) * flat)
        .reshaped(to: Shape([size] + shape.dimensions))
    }
    return try (unit * radius.reshaped(to: Shape([size])))
      .reshaped(to: Shape([size] + shape.dimensions))
  }

  /// Each chosen element in a generator of its own.
  private static func spread(_ radius: Tensor, _ elements: Tensor) throws -> Tensor {
    let (count, rows) = (elements.shape[0], elements.shape.rank == 2 ? elements.shape[1] : 1)
    let (all, size) = (radius.count, radius.count / max(rows, 1))
    let places = elements.withElements(as: Int32.self) { Array($0) }
    func fill<T: BinaryFloatingPoint>(_ memory: UnsafeMutableRawPointer, _: T.Type) {
      let out = memory.assumingMemoryBound(to: T.self)
      out.update(repeating: 0, count: count * all)
      radius.withElements(as: T.self) { values in
        for k in 0..<count {
          for row in 0..<rows {
            let place = row * size + Int(places[k * rows + row])
            // Lists that are shorter than others repeat their last element; it counts once.
            let isPadding = k > 0 && places[k * rows + row] == places[(k - 1) * rows + row]
            if !isPadding { out[k * all + place] = values[place] }
          }
        }
      }
    }
    return try Tensor(TensorType(Shape([count] + radius.shape.dimensions), radius.dtype)) {
      radius.dtype == .float32 ? fill($0, Float.self) : fill($0, Double.self)
    }
  }

  /// The generators of the product x B of rows x, [count, rows, out]. A diagonal has one element in
  /// each generator, so that no sum is needed.
  func times(_ matrix: Value, isBatched: Bool) throws -> Value? {
    guard case .diagonal(let radius) = form, isBatched || radius.shape[0] == 1 else { return nil }
    let (rows, out) = (radius.shape[0], matrix.shape[1])
    guard let elements = symbols.elements, let known = try radius.known else {
      let column = try radius.transposed(0, 1).reshaped(to: Shape([radius.shape[1], rows, 1]))
      return try column * matrix.reshaped(to: Shape([radius.shape[1], 1, out]))
    }
    let count = symbols.count
    let list = Value.tensor(elements)
    guard rows > 1 else {
      let chosen = try Value.tensor(known).gathered(1, list.reshaped(to: Shape([count])))
      return try
        (chosen.reshaped(to: Shape([count, 1]))
        * matrix.gathered(0, list.reshaped(to: Shape([count]))))
        .reshaped(to: Shape([count, 1, out]))
    }
    let chosen = try Value.tensor(Term.chosen(known, elements)).reshaped(
      to: Shape([count * rows, 1]))
    return try (matrix.gathered(0, list.reshaped(to: Shape([count * rows]))) * chosen)
      .reshaped(to: Shape([count, rows, out]))
  }

  /// The chosen elements, [count, rows]; zero where a list repeats its last.
  private static func chosen(_ radius: Tensor, _ elements: Tensor) throws -> Tensor {
    let (rows, size) = (elements.shape[1], radius.shape[1])
    let places = elements.withElements(as: Int32.self) { Array($0) }
    return try Tensor(TensorType(elements.shape, radius.dtype)) { k in
      let isPadding = k >= rows && places[k] == places[k - rows]
      return isPadding ? 0 : radius[k % rows * size + Int(places[k])]
    }
  }
}
