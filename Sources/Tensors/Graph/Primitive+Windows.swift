extension Primitive {
  /// Of max pooling without padding: for each place in a window the elements there, in the shape of the
  /// result, which is the largest of them. Nil for all else.
  package func windowElements(_ image: Value) throws -> [Value]? {
    guard let pool = self as? MaxPool, pool.window.padding == Extent(0) else { return nil }
    let (size, stride, rank) = (pool.window.size, pool.window.stride, image.shape.rank)
    let places = Extent(lastOf: try pool.window.output(name, image.shape))
    func indices(_ first: Int, _ count: Int, _ stride: Int) throws -> Value {
      .tensor(
        try Tensor((0..<count).map { Int32(first + $0 * stride) }, shape: Shape([count])))
    }
    return try (0..<size.height * size.width).map { k in
      let (down, across) = k.quotientAndRemainder(dividingBy: size.width)
      return
        try image
        .gathered(rank - 2, indices(down, places.height, stride.height))
        .gathered(rank - 1, indices(across, places.width, stride.width))
    }
  }
}
