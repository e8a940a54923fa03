import Tensors

/// Images in other sizes.
extension Operators {
  static let resampling: [String: Operator] = [
    "Upsample": one { call in
      let scales = try call.has(1) ? call.numbers(1) : call.numbers("scales") ?? []
      return try resized(call, scales: scales, sizes: nil, Resampling(upsampling: call))
    },
    "Resize": one { call in
      guard call.version >= 11 else {
        let sampling = try Resampling(upsampling: call)
        return try resized(call, scales: call.numbers(1), sizes: nil, sampling)
      }
      let scales = call.has(2) ? try call.numbers(2) : []
      let sizes = call.has(3) ? try call.integers(3) : []
      guard scales.isEmpty != sizes.isEmpty else {
        throw OperatorError("expected either scales or sizes")
      }
      return try resized(
        call, scales: scales.isEmpty ? nil : scales, sizes: sizes.isEmpty ? nil : sizes,
        Resampling(call))
    },
    // [n, c, h, w] to [n, c / b^2, h b, w b], and back.
    "DepthToSpace": one { call in
      let (x, block) = try blocks(call)
      let sizes = x.shape.dimensions
      guard sizes[1] % (block * block) == 0 else {
        throw OperatorError("\(sizes[1]) channels are no blocks of \(block)x\(block)")
      }
      let channels = sizes[1] / (block * block)
      let isColumnFirst = try call.text("mode", default: "DCR") == "CRD"
      let apart =
        isColumnFirst
        ? [sizes[0], channels, block, block, sizes[2], sizes[3]]
        : [sizes[0], block, block, channels, sizes[2], sizes[3]]
      return try x.reshaped(to: Shape(apart))
        .permuted(isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2])
        .reshaped(to: Shape([sizes[0], channels, sizes[2] * block, sizes[3] * block]))
    },
    "SpaceToDepth": one { call in
      let (x, block) = try blocks(call)
      let sizes = x.shape.dimensions
      guard sizes[2] % block == 0, sizes[3] % block == 0 else {
        throw OperatorError("images \(x.shape) are no blocks of \(block)x\(block)")
      }
      let (rows, columns) = (sizes[2] / block, sizes[3] / block)
      return try x.reshaped(to: Shape([sizes[0], sizes[1], rows, block, columns, block]))
        .permuted([0, 3, 5, 1, 2, 4])
        .reshaped(to: Shape([sizes[0], sizes[1] * block * block, rows, columns]))
    },
  ]

  private static func blocks(_ call: Invocation) throws -> (Value, Int) {
    let (x, block) = (try call.value(0), try call.integer("blocksize", default: 1))
    guard x.shape.rank == 4, (1...1 << 12).contains(block) else {
      throw OperatorError("blocksize \(block) of images \(x.shape)")
    }
    return (x, block)
  }

  private static func resized(
    _ call: Invocation, scales: [Double]?, sizes: [Int]?, _ sampling: Resampling
  ) throws -> Value {
    var x = try call.value(0)
    let axes =
      try call.integers("axes")?.map { try call.axis($0, rank: x.shape.rank) }
      ?? Array(0..<x.shape.rank)
    guard (scales?.count ?? sizes?.count) == axes.count, Set(axes).count == axes.count else {
      throw OperatorError("scales or sizes for \(axes.count) dimensions, got others")
    }
    for (k, axis) in axes.enumerated() {
      let size = x.shape[axis]
      var count = size
      if let scales {
        guard scales[k].isFinite, scales[k] > 0, scales[k] * Double(size) < 0x1p28 else {
          throw OperatorError("scales \(scales)")
        }
        count = Int((scales[k] * Double(size)).rounded(.down))
      } else if let sizes {
        // The batch stays what it is.
        count = axis == 0 && call.batch == size && sizes[k] == 1 ? size : sizes[k]
      }
      guard count > 0, size > 0, count < 1 << 28 else {
        throw OperatorError("\(count) places from \(size)")
      }
      let scale = scales?[k] ?? Double(count) / Double(size)
      guard count != size || scale != 1 else { continue }
      // A few bytes of a file can ask for any amount of memory.
      guard x.shape.count / size * count / 1024 <= max(x.shape.count, 1 << 14) else {
        throw OperatorError("\(count) places from \(size) of \(x.shape)")
      }
      x = try sampling(x, axis: axis, count: count, scale: scale)
    }
    return x
  }
}

/// How the places of an image in another size are found, and the numbers there.
struct Resampling {
  private let isLinear: Bool
  private let coordinates: String
  private let rounding: String

  init(_ call: Invocation) throws {
    let mode = try call.text("mode", default: "nearest")
    guard ["nearest", "linear"].contains(mode) else {
      throw OperatorError("mode \(mode) is not supported, expected nearest or linear")
    }
    isLinear = mode == "linear"
    coordinates = try call.text("coordinate_transformation_mode", default: "half_pixel")
    let known = [
      "half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners", "half_pixel_symmetric",
    ]
    guard known.contains(coordinates) else {
      throw OperatorError(
        "coordinate_transformation_mode \(coordinates) is not supported, expected one of "
          + known.joined(separator: ", "))
    }
    rounding = try call.text("nearest_mode", default: "round_prefer_floor")
    guard ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"].contains(rounding) else {
      throw OperatorError("nearest_mode \(rounding)")
    }
    guard try call.integer("antialias", default: 0) == 0,
      try call.text("keep_aspect_ratio_policy", default: "stretch") == "stretch"
    else { throw OperatorError("antialias and keep_aspect_ratio_policy are not supported") }
  }

  /// As it was before version 11.
  init(upsampling call: Invocation) throws {
    let mode = try call.text("mode", default: "nearest")
    guard ["nearest", "linear", "bilinear"].contains(mode) else {
      throw OperatorError("mode \(mode) is not supported, expected nearest or linear")
    }
    (isLinear, coordinates, rounding) = (mode != "nearest", "asymmetric", "floor")
  }

  /// One dimension in another size.
  func callAsFunction(_ x: Value, axis: Int, count: Int, scale: Double) throws -> Value {
    let last = x.shape[axis] - 1
    let places = (0..<count).map { place(Double($0), count, last + 1, scale) }
    func picked(_ numbers: [Int]) throws -> Value {
      try x.gathered(axis, .tensor(Integers(numbers.map { min(max($0, 0), last) }).tensor()))
    }
    guard isLinear else { return try picked(places.map { Int(rounded($0)) }) }
    let inside = places.map { min(max($0, 0), Double(last)) }
    let floors = inside.map { Int($0) }
    let weights = zip(inside, floors).map { $0 - Double($1) }
    var sizes = [Int](repeating: 1, count: x.shape.rank - axis)
    sizes[0] = count
    func along(_ numbers: [Double]) throws -> Value {
      .tensor(try Tensor(numbers, shape: Shape(sizes), dtype: x.dtype))
    }
    return try picked(floors) * along(weights.map { 1 - $0 })
      + picked(floors.map { $0 + 1 }) * along(weights)
  }

  private func place(_ k: Double, _ count: Int, _ size: Int, _ scale: Double) -> Double {
    switch coordinates {
    case "asymmetric": return k / scale
    case "align_corners": return count == 1 ? 0 : k * Double(size - 1) / Double(count - 1)
    case "pytorch_half_pixel" where count <= 1: return 0
    case "half_pixel_symmetric":
      let offset = Double(size) / 2 * (1 - Double(count) / (scale * Double(size)))
      return offset + (k + 0.5) / scale - 0.5
    default: return (k + 0.5) / scale - 0.5
    }
  }

  private func rounded(_ place: Double) -> Double {
    switch rounding {
    case "floor": place.rounded(.down)
    case "ceil": place.rounded(.up)
    case "round_prefer_ceil": (place + 0.5).rounded(.down)
    default: (place - 0.5).rounded(.up)
    }
  }
}
