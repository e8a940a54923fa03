import Tensors

/// What is compiled of a kinked surface, of n coordinates and N switching arguments.
enum KinkedPlan: Hashable {
  /// x [n], width [] -> the energy with (s + sqrt(s^2 + width^2)) / 2 for max(s, 0), and its gradient.
  case smoothed
  /// x [n], width [] -> s [N] of the energy that is smoothed so.
  case switching
  /// x [n], masks [N] -> E(x; m), its gradient [n], s [N], the derivatives c [N] of E by what stands for max(s_i, 0),
  /// and the guarded arguments; a single infinite one where there are none.
  case point
  /// x [n], masks [N], weights [block, N] -> gradients of sums of w_i s_i, [block, n].
  case rows
  /// x [n], masks [N], directions [block, n] -> Hessian-vector products of E(x; m).
  case hessian

  func made(for surface: KinkedSurface) throws -> Plan {
    let point = TensorType(try Shape([surface.dimension]), .float64)
    let kinks = TensorType(try Shape([surface.kinks]), .float64)
    func block(_ type: TensorType) throws -> TensorType {
      TensorType(try Shape([surface.block] + type.shape.dimensions), .float64)
    }
    switch self {
    case .smoothed: return try made([point, TensorType(.scalar, .float64)], surface.smoothed)
    case .switching:
      return try made([point, TensorType(.scalar, .float64)], surface.switching)
    case .point: return try made([point, kinks], surface.derivatives)
    case .rows: return try made([point, kinks, block(kinks)], surface.rows)
    case .hessian: return try made([point, kinks, block(point)], surface.products)
    }
  }

  private func made(_ types: [TensorType], _ function: ([Value]) throws -> [Value]) throws -> Plan {
    try Plan(Trace.graph(types, function).graph)
  }
}

extension KinkedSurface {
  /// The energy with something in place of max(s, 0).
  private func energy(_ x: Value, _ rectifier: (Value) throws -> Value) throws -> Value {
    try function([x], rectifier: rectifier, guarded: { _ in })[0]
  }

  /// (s + sqrt(s^2 + width^2)) / 2.
  private func smooth(_ s: Value, _ width: Value) throws -> Value {
    try (s + (s.square() + width.cast(to: s.dtype).square()).sqrt()) * 0.5
  }

  fileprivate func smoothed(_ inputs: [Value]) throws -> [Value] {
    let (value, gradient) = try valueAndGradient(
      of: { x in try energy(x[0]) { try smooth($0, inputs[1]) } }, at: [inputs[0]])
    return [value, gradient]
  }

  fileprivate func switching(_ inputs: [Value]) throws -> [Value] {
    var all: [Value] = []
    _ = try energy(inputs[0]) { s in
      all.append(try KinkedSurface.flat(s))
      return try smooth(s, inputs[1])
    }
    return [try Value.concatenated(all, dimension: 0)]
  }

  /// The parts of vectors of N numbers that belong to the switching arguments, one after another.
  private struct Places {
    var next = 0

    mutating func part(_ all: Value, like s: Value) throws -> Value {
      let count = s.shape.count
      defer { next += count }
      return try all.sliced(0, next..<next + count).reshaped(to: s.shape).cast(to: s.dtype)
    }
  }

  /// E(x; m) with numbers added to what stands for max(s_i, 0); `seen` is shown the s.
  private func masked(
    _ x: Value, _ masks: Value, adding shifts: Value? = nil,
    seen: (Value) throws -> Void = { _ in },
    guarded: (Value) throws -> Void = { _ in }
  ) throws -> Value {
    var (mask, shift) = (Places(), Places())
    return try function(
      [x],
      rectifier: { s in
        try seen(s)
        let chosen = try s * mask.part(masks, like: s)
        return try shifts.map { try chosen + shift.part($0, like: s) } ?? chosen
      }, guarded: guarded)[0]
  }

  fileprivate func derivatives(_ inputs: [Value]) throws -> [Value] {
    let (x, masks) = (inputs[0], inputs[1])
    var (switching, guards): ([Value], [Value]) = ([], [])
    _ = try masked(
      x, masks, seen: { switching.append(try KinkedSurface.flat($0)) },
      guarded: { guards.append(try KinkedSurface.flat($0)) })
    let all = try Value.concatenated([x, masks.filled(0)], dimension: 0)
    let (value, gradient) = try valueAndGradient(
      of: { all in
        try masked(
          all[0].sliced(0, 0..<dimension), masks,
          adding: all[0].sliced(0, dimension..<dimension + kinks))
      }, at: [all])
    return [
      value, try gradient.sliced(0, 0..<dimension),
      try Value.concatenated(switching, dimension: 0),
      try gradient.sliced(0, dimension..<dimension + kinks),
      guards.isEmpty
        ? try .tensor(.full(.infinity, shape: Shape([1]), dtype: .float64))
        : try Value.concatenated(guards, dimension: 0),
    ]
  }

  fileprivate func rows(_ inputs: [Value]) throws -> [Value] {
    let (x, masks) = (inputs[0], inputs[1])
    return try Batch.map(
      { weights in
        [
          try valueAndGradient(
            of: { x in
              var all: [Value] = []
              _ = try masked(x[0], masks, seen: { all.append(try KinkedSurface.flat($0)) })
              return try (Value.concatenated(all, dimension: 0) * weights[0]).sum()
            }, at: [x]
          ).gradient
        ]
      }, [inputs[2]])
  }

  fileprivate func products(_ inputs: [Value]) throws -> [Value] {
    try Batch.map(
      { [try hessianVectorProduct(of: { try masked($0[0], inputs[1]) }, at: inputs[0], $0[0])] },
      [inputs[2]])
  }

  private static func flat(_ value: Value) throws -> Value {
    try value.reshaped(to: Shape([value.shape.count])).cast(to: .float64)
  }
}
