import Tensors

extension Network {
  /// All layers with their settings, those inside others too, and the blocks of each: networks that say
  /// the same compute the same function of their parameters, but for what scripts define.
  public var structure: String { Network.structure(layers) }

  private static func structure(_ layers: [any Layer]) -> String {
    layers.map { layer in
      if let container = layer as? any Container {
        return "\(layer.name)[\(structure(container.layers))]"
      }
      if let normalize = layer as? Normalize {
        return "Normalize(\(normalize.mean), \(normalize.deviation))"
      }
      let blocks = (layer.parameters + layer.buffers).map { "\($0.name) \($0.shape)" }
      return layer.name + (blocks.isEmpty ? "" : " with \(blocks.joined(separator: " and "))")
    }.joined(separator: ", ")
  }

  /// Layers with their outputs' shapes and numbers of parameters, as a table.
  /// - Parameter sample: the shape of one input; if nil it is the one that the network knows, or
  ///   that of a first linear layer; if there is none the shapes are left out.
  public func summary(sample: [Int]? = nil) throws -> String {
    let shapes = try (sample ?? inferredSample).map(outputShapes)
    var rows: [[String]] = [["layer", "output", "parameters"]]
    list(layers, "", &rows, shapes)
    rows.append(["total (\(dtype.rawValue))", "", "\(parameterCount)"])
    if buffers.shape.count > 0 { rows.append(["buffers", "", "\(buffers.shape.count)"]) }
    if shapes == nil { rows = rows.map { [$0[0], $0[2]] } }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        // Counts stand at the right, as numbers do.
        return column == row.count - 1 ? space + text : text + space
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private func list(
    _ layers: [any Layer], _ path: String, _ rows: inout [[String]], _ shapes: [Shape]?
  ) {
    for (position, layer) in layers.enumerated() {
      let place = path + "\(position + 1)"
      let count = layer.numberCount
      // Inside a container the shapes are its own matter.
      let shape = path.isEmpty ? shapes?[position].description ?? "" : ""
      rows.append(["\(place)  \(layer.name)", shape, "\(count)"])
      if let container = layer as? any Container { list(container.layers, place + ".", &rows, nil) }
    }
  }

  private var inferredSample: [Int]? {
    if let sampleShape { return sampleShape.dimensions }
    return Network.firstInputs(layers)
  }

  /// What the first layer with a fixed number of inputs takes, if nothing before it changes shapes.
  private static func firstInputs(_ layers: [any Layer]) -> [Int]? {
    for layer in layers {
      if let linear = layer as? Linear { return [linear.inputs] }
      if let container = layer as? any Container {
        if container.layers.isEmpty { continue }
        return firstInputs(container.layers)
      }
      guard layer is any Activation || layer is Flatten || layer is Dropout else { return nil }
    }
    return nil
  }

  /// The shape that a sample has after each layer; found on shapes alone.
  private func outputShapes(_ sample: [Int]) throws -> [Shape] {
    var shapes: [Shape] = []
    _ = try Trace.graph([TensorType(try Shape([1] + sample), dtype)]) { inputs in
      var value = inputs[0]
      for (position, layer) in layers.enumerated() {
        func ones(_ blocks: [Parameter]) throws -> [Value] {
          try blocks.map { .tensor(try Tensor.full(1, shape: $0.shape, dtype: dtype)) }
        }
        do {
          value = try layer.forward(value, ones(layer.parameters), ones(layer.buffers), nil).output
        } catch { throw NetworkError.placed(error, firstPosition + position + 1, layer) }
        shapes.append(
          value.shape.rank > 0 ? try Shape(value.shape.dimensions.dropFirst()) : .scalar)
      }
      return [value]
    }
    return shapes
  }
}
