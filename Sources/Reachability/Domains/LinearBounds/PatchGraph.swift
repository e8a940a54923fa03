import Tensors

/// A stage of convolutions as a function of the patches of the image that it looks at. All places of an
/// image are rows of one small problem, where a backward pass over whole images would mostly carry zeros.
///
/// Patches reach beyond the image: the input is zero there, and rectifiers are given bounds below zero, so
/// that what they pass on is zero as well.
struct PatchGraph: Sendable {
  /// A square of places in the image of a node, for each place of the stage.
  struct Window: Sendable {
    var stride = Extent(1)
    var offset = Extent(0)
    var size = Extent(1)
  }

  /// From the input to the stage; each node takes the one before it.
  private let chain: [Int]
  private let windows: [Int: Window]
  private let row: Graph
  private let stage: Int
  private let options: BoundOptions
  /// Earlier stages that are on the chain, by their places among the stages.
  private let stages: [(place: Int, node: Int)]
  private let plans = Guarded<[Int: Plan]>([:])

  /// Nil for stages that are no convolution of convolutions.
  init?(_ row: Graph, _ stage: Int, earlier: [Int], _ options: BoundOptions) {
    var (chain, node, window) = ([stage], stage, Window())
    var windows = [stage: window]
    var convolutions = 0
    while case .apply(let primitive) = row.nodes[node].operation {
      let inputs = row.nodes[node].inputs
      let shape = row.nodes[node].type.shape
      guard shape.rank == 4, let next = row.chainInput(node) else { return nil }
      if let (stride, padding) = primitive.convolution {
        let kernel = Extent(lastOf: row.nodes[inputs[1]].type.shape)
        window = window.before(kernel, stride, padding)
        convolutions += 1
      } else if !primitive.isRectifier {
        guard primitive.isElementwise, row.isLinear(node, row.varying),
          inputs.allSatisfy({ $0 == next || row.isPerChannel($0) })
        else { return nil }
      }
      node = next
      windows[node] = window
      chain.append(node)
    }
    guard convolutions > 1, case .input(0) = row.nodes[node].operation,
      row.nodes[node].type.shape.rank == 4
    else { return nil }
    self.chain = chain.reversed()
    self.windows = windows
    self.row = row
    self.stage = stage
    self.options = options
    let onChain = Set(chain)
    stages = earlier.enumerated().filter { onChain.contains($0.element) }
      .map { ($0.offset, $0.element) }
  }

  /// Bounds of the stage at the places of the listed elements, in the place of the rough ones.
  /// - Parameter known: the row with the bounds of all earlier stages.
  func refined(
    _ known: CrownDriver.Row, _ rough: [Tensor], _ elements: [Int32]
  ) throws -> [Tensor] {
    let area = row.nodes[stage].type.shape.count(2..<4)
    let places = Set(elements.map { Int($0) % area }).sorted()
    let list = CrownDriver.padded(places)
    func patches(_ image: Tensor, _ node: Int, outside: Double) throws -> Tensor {
      try self.patches(image, node, list, outside: outside)
    }
    let input = row.inputs[0]
    // Patches are rows as well.
    let around = CrownDriver.Row(
      lower: try patches(known.lower, input, outside: 0),
      upper: try patches(known.upper, input, outside: 0), points: known.points,
      lowers: try stages.map { try patches(known.lowers[$0.place], $0.node, outside: -1) },
      uppers: try stages.map { try patches(known.uppers[$0.place], $0.node, outside: -1) })
    let found = try plan(list.count)(around.inputs())
    let index = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    let channels = found[0].shape[1]
    return try CrownDriver.placed(rough, elements) { side, k in
      let (channel, place) = (Int(elements[k]) / area, Int(elements[k]) % area)
      return found[side][index[place]! * channels + channel]
    }
  }

  /// The windows of an image around places of the stage, [places, channels, height, width].
  private func patches(
    _ image: Tensor, _ node: Int, _ places: [Int], outside: Double
  ) throws -> Tensor {
    let window = windows[node]!
    let (channels, height, width) = (image.shape[1], image.shape[2], image.shape[3])
    let across = row.nodes[stage].type.shape[3]
    let all = image.doubles
    var values: [Double] = []
    values.reserveCapacity(places.count * channels * window.size.height * window.size.width)
    for place in places {
      let top = place / across * window.stride.height + window.offset.height
      let left = place % across * window.stride.width + window.offset.width
      for channel in 0..<channels {
        for y in top..<top + window.size.height {
          for x in left..<left + window.size.width {
            let isInside = y >= 0 && y < height && x >= 0 && x < width
            values.append(isInside ? all[(channel * height + y) * width + x] : outside)
          }
        }
      }
    }
    return try Tensor(
      values,
      shape: Shape([places.count, channels, window.size.height, window.size.width]),
      dtype: image.dtype)
  }

  private func plan(_ count: Int) throws -> Plan {
    if let plan = plans.withLock({ $0[count] }) { return plan }
    func type(_ node: Int) -> TensorType {
      let (type, size) = (row.nodes[node].type, windows[node]!.size)
      return TensorType(
        Shape(unchecked: [count, type.shape[1], size.height, size.width]), type.dtype)
    }
    let points = Array(row.inputTypes.dropFirst())
    let input = type(row.inputs[0])
    let (patch, nodes) = try patched(input, points)
    let packing = Packing<RowInput>(input, points: points, stages: stages.map { type($0.node) })
    let plan = try Plan.cached(
      try Trace.graph(packing.types) { values in
        let analysis = try LinearAnalysis(
          patch, packing.unpacked(values), stages: stages.map { nodes[$0.node]! }, options,
          isRefined: true)
        let found = try analysis.refined(patch.outputs[0])
        return [found.lower, found.upper]
      }.graph)
    plans.withLock { $0[count] = plan }
    return plan
  }

  /// The chain on patches, and the nodes in it of those on whole images.
  private func patched(
    _ input: TensorType, _ points: [TensorType]
  ) throws -> (Graph, [Int: Int]) {
    var nodes: [Int: Int] = [:]
    let graph = try Trace.graph([input] + points) { values in
      var value = values[0]
      var last = chain[0]
      for node in chain.dropFirst() {
        guard case .apply(let primitive) = row.nodes[node].operation else { continue }
        if let (stride, _) = primitive.convolution {
          value = try value.convolved(
            with: try point(row.nodes[node].inputs[1], values), stride: stride,
            padding: Extent(0))
        } else {
          value = try apply(
            primitive,
            row.nodes[node].inputs.map { operand in
              operand == last ? value : try point(operand, values).expanded(to: value.shape)
            })
        }
        last = node
        if case .traced(_, let place) = value { nodes[node] = place }
      }
      return [value]
    }.graph
    return (graph, nodes)
  }

  /// A point of the row's graph; one that is repeated over an image as it was before.
  private func point(_ node: Int, _ values: [Value]) throws -> Value {
    switch row.nodes[node].operation {
    case .input(let k): return values[k]
    case .constant(let tensor): return .tensor(tensor)
    case .apply(let primitive):
      let inputs = try row.nodes[node].inputs.map { try point($0, values) }
      return primitive.isBroadcast ? inputs[0] : try apply(primitive, inputs)
    }
  }
}

extension PatchGraph.Window {
  /// The window of a convolution's input from that of its output.
  fileprivate func before(_ kernel: Extent, _ stride: Extent, _ padding: Extent) -> Self {
    Self(
      stride: Extent(self.stride.height * stride.height, self.stride.width * stride.width),
      offset: Extent(
        offset.height * stride.height - padding.height,
        offset.width * stride.width - padding.width),
      size: Extent(
        (size.height - 1) * stride.height + kernel.height,
        (size.width - 1) * stride.width + kernel.width))
  }
}

extension Graph {
  /// The only input of a node that varies.
  fileprivate func chainInput(_ node: Int) -> Int? {
    let varying = self.varying
    let sets = nodes[node].inputs.filter { varying[$0] }
    return sets.count == 1 ? sets[0] : nil
  }

  /// Whether a point is a number, or one for each channel, repeated over an image.
  fileprivate func isPerChannel(_ node: Int) -> Bool {
    guard case .apply(let primitive) = nodes[node].operation, primitive.isBroadcast else {
      return false
    }
    let shape = nodes[nodes[node].inputs[0]].type.shape
    return shape.count == 1
      || ((3...4).contains(shape.rank) && shape.dimensions.suffix(2) == [1, 1]
        && (shape.rank == 3 || shape[0] == 1))
  }
}
