import CKernels

/// The largest element of every window; padding is never it, NaN is. The derivative goes to the first of
/// equal elements, as in PyTorch.
struct MaxPool: PoolingPrimitive, Choosing {
  var name: String { "max_pool2d" }
  let window: Window
  var traits: Traits { .largest(self) }
  var counterpart: Counterpart {
    .pool("MaxPool", size: window.size, stride: window.stride, padding: window.padding)
  }
  static let kernels = Kernels(tarn_max_pool_f32, tarn_max_pool_f64)
  static let examples = [
    Example(
      Self(window: Window(size: Extent(2), stride: Extent(2), padding: Extent(0))), [2, 4, 5]),
    Example(
      Self(window: Window(size: Extent(3, 2), stride: Extent(1, 2), padding: Extent(1))),
      [2, 1, 3, 4]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    TensorType(try window.output(name, inputs[0].shape), try dtype(inputs))
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    try window.kernel(Self.kernels, inputs[0], output.shape, isImage: [false, true], for: name)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try apply(MaxPoolScatter(window: window), [backward.inputs[0], backward.cotangent])]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  var hasSeparateCandidates: Bool {
    window.stride.height >= window.size.height && window.stride.width >= window.size.width
  }

  /// The elements of each place in a window, where no window has padding.
  func candidates(_ image: Value) throws -> [Value]? {
    guard window.padding == Extent(0) else { return nil }
    let (size, stride, rank) = (window.size, window.stride, image.shape.rank)
    let places = Extent(lastOf: try window.output(name, image.shape))
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
