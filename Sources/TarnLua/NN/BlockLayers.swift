import Layers
import LuaBridge
import Tensors

/// Layers made of layers, and layers written in Lua.
func blockLayers(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "Residual",
      arguments: [Argument("layers", .list(of: .layer), "Layers that keep the shape.")],
      returns: "layer", summary: "x + f(x), where f is a sequence of layers.",
      example: "nn.Residual{nn.Linear(4, 4), nn.Tanh()}"
    ) { call in
      let objects = try call.layers("layers", of: "Residual")
      let isStarted = objects.contains { $0.start != nil }
      let block = Residual(objects.map(\.layer))
      guard isStarted else { return session.layer(block) }
      let draw = session.nextNetwork(of: objects)
      let start = try Network(objects, draw)
      let network = try Network([block]).with(parameters: start.parameters)
        .with(buffers: start.buffers)
      return .object(NetworkObject(network, draw: draw, isLayer: true))
    },
    FunctionDeclaration(
      name: "Lambda", arguments: [Argument("f", .callable, "A function of one tensor.")],
      returns: "layer", summary: "A layer without parameters, written in Lua.",
      example: "nn.Sequential{nn.Lambda(function(x) return x * x end)}(tensor{{1, 2}})"
    ) { call in
      let function = call.function("f")
      return session.layer(
        FunctionLayer(name: "Lambda", isFixed: false) { x, _ in
          try session.running { try session.call(function, [x]) }
        })
    },
    FunctionDeclaration(
      name: "layer", arguments: [Argument("name", .string, "As errors and summaries say it.")],
      options: [
        Option(
          "parameters", .table,
          "By name, each a list of sizes (drawn uniform in ±1/sqrt(inputs)) or a tensor to start from."
        ),
        Option(
          "forward", .function, required: true, "function(x, p): p has the parameters by name."),
      ],
      returns: "layer",
      summary: "A layer written in Lua. In the flat vector its parameters are ordered by name.",
      example: """
        local scale = nn.layer("Scale", {parameters = {w = tensor.ones(3)},
          forward = function(x, p) return x * p.w end})
        print(nn.Sequential{scale}(tensor{{1, 2, 3}}))
        """
    ) { call in
      let function = call.function("forward")
      let parameters = try call.optionalTable("parameters").map(declaredParameters) ?? []
      return session.layer(
        FunctionLayer(name: call.string("name"), parameters: parameters, isFixed: false) {
          x, values in
          let table = try session.lua.table()
          for (parameter, value) in zip(parameters, values) {
            table[parameter.name] = session.wrap(value)
          }
          return try session.running {
            let results = try function.call([session.wrap(x), .table(table)])
            return try Value(lua: results.first ?? .nil, "forward's result")
          }
        })
    },
  ]
}

extension Session {
  /// Runs a layer's Lua function. What it raises as text is an error of that layer, to which the
  /// network adds the place.
  fileprivate func running(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as LuaError {
      guard case .string = error.value else { throw error }
      throw FunctionLayer.Failure(error.message)
    } catch let error as MessageError {
      throw FunctionLayer.Failure(error.description)
    }
  }
}

/// The parameters of a layer written in Lua, in the order of their names.
private func declaredParameters(_ table: LuaTable) throws -> [Parameter] {
  try table.entries.map { entry -> Parameter in
    guard case .string(let name) = entry.key, !name.isEmpty else {
      throw MessageError("nn.layer: parameters must have names, got \(entry.key.shown)")
    }
    if let value = entry.value.asObject(TensorObject.self)?.value {
      let tensor = try value.floating().tensor(for: "nn.layer")
      return Parameter(name, tensor.shape, isBias: name == "bias", .values(tensor.doubles))
    }
    guard case .table(let list) = entry.value else {
      throw MessageError(
        "nn.layer: parameter '\(name)' must be a list of sizes or a tensor, got "
          + entry.value.shown)
    }
    let sizes = try list.array.map { size in
      guard let size = size.asInteger else {
        throw MessageError("nn.layer: parameter '\(name)': sizes are integers, got \(size.shown)")
      }
      return size
    }
    let shape = try Shape(sizes)
    let inputs = sizes.count > 1 ? sizes.dropFirst().reduce(1, *) : shape.count
    return Parameter(name, shape, isBias: name == "bias", .fanIn(inputs))
  }.sorted { $0.name < $1.name }
}
