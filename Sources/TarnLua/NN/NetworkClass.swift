import Layers
import LuaBridge
import Tensors

/// Networks as Lua sees them.
func networkClass(_ session: Session) -> ClassDeclaration {
  func receiver(_ call: Call) -> NetworkObject { call.receiver() }
  let example = "local net = nn.Sequential{nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)}\n"
  let x = Argument("x", .tensor, "A batch: samples along the leading dimension.")
  return ClassDeclaration(
    NetworkObject.self, name: "network",
    summary:
      "Layers in sequence and one flat vector of all their parameters. Calling it gives logits. net[i] is a "
      + "layer, which is a network too: it reads and writes the parameters of the whole.",
    fields: [
      ownParameter("weight", session), ownParameter("bias", session),
    ],
    methods: [
      FunctionDeclaration(
        name: "parameters", returns: "tensor",
        summary:
          "All parameters as one flat vector: layer by layer, the weight row by row, then the bias.",
        example: example + "print(net:parameters())"
      ) { call in session.wrap(receiver(call).network.parameters) },
      FunctionDeclaration(
        name: "with_parameters", arguments: [Argument("w", .tensor, "A flat vector.")],
        returns: "network",
        summary: "The same network at w; differentiable in w. Its precision is that of w.",
        example: example + "print(net:with_parameters(net:parameters() * 2)(tensor{{1, 2}}))"
      ) { call in
        let object = receiver(call)
        return .object(
          NetworkObject(
            try object.network.with(parameters: call.tensor("w")), isTraining: object.isTraining,
            like: object))
      },
      FunctionDeclaration(
        name: "slice",
        arguments: [
          Argument("first", .integer(1...), "A layer."),
          Argument("last", .integer(1...), "The layer that comes last."),
        ], returns: "network",
        summary:
          "Layers first to last as a network, in evaluation mode, at the same parameters: differentiable "
          + "in those of the whole.",
        example: example + "print(net:slice(1, 1)(tensor{{1, 2}}))"
      ) { call in
        let network = receiver(call).network
        let (first, last) = (call.integer("first"), call.integer("last"))
        guard first <= last, last <= network.layers.count else {
          throw MessageError(
            "slice: layers \(first) to \(last) of a network with \(network.layers.count) layers")
        }
        return .object(NetworkObject(try network.slice(first - 1..<last)))
      },
      FunctionDeclaration(
        name: "set_parameters", arguments: [Argument("w", .tensor, "A flat vector.")],
        returns: "network", summary: "Changes this network's parameters, and returns it.",
        example: example + "net:set_parameters(net:parameters() * 0)"
      ) { call in
        let vector = try call.tensor("w").tensor(for: "set_parameters")
        let object = receiver(call)
        object.network = try object.network.with(parameters: .tensor(vector))
        return .object(object)
      },
      FunctionDeclaration(
        name: "num_parameters", returns: "integer", summary: "The length of the flat vector.",
        example: example + "print(net:num_parameters())"
      ) { call in .integer(receiver(call).network.parameterCount) },
      FunctionDeclaration(
        name: "named_parameters", returns: .byName("tensor"),
        summary: "The parameters by name, each in its shape: \"1.weight\", \"1.bias\", …",
        example: example + "print(net:named_parameters()[\"1.weight\"])"
      ) { call in
        let network = receiver(call).network
        return try session.table(of: network.blocks, in: network.parameters)
      },
      FunctionDeclaration(
        name: "buffers", returns: .byName("tensor"),
        summary: "Tensors that belong to the network and are not trained, by name: the running "
          + "statistics of batch normalisation, \"2.running_mean\" and \"2.running_var\".",
        example: example + "print(net:buffers())"
      ) { call in
        let network = receiver(call).network
        return try session.table(of: network.bufferBlocks, in: network.buffers)
      },
      FunctionDeclaration(
        name: "train_mode", returns: "network",
        summary:
          "From now on dropout drops and batch normalisation uses the batch's statistics, which "
          + "move the running ones. optim.fit does that by itself.",
        example: example + "net:train_mode()"
      ) { call in
        receiver(call).isTraining = true
        return .object(receiver(call))
      },
      FunctionDeclaration(
        name: "eval_mode", returns: "network",
        summary: "Back to evaluation, the mode in which networks start.",
        example: example + "net:eval_mode()"
      ) { call in
        receiver(call).isTraining = false
        return .object(receiver(call))
      },
      FunctionDeclaration(
        name: "initialize",
        options: [Option("seed", .integer, "Seed; the next draw of the session unless given.")],
        returns: "network",
        summary:
          "Draws the parameters anew, and returns the network: those of the seed, or the next of the "
          + "session's stream.",
        example: example + "net:initialize{seed = 3}"
      ) { call in
        let object = receiver(call)
        if call.has("seed") {
          object.network = try object.network.initialized(seed: session.seed(call))
        } else {
          let draw = session.nextNetwork()
          object.network = try object.network.initialized(seed: draw.seed, draw: draw.number)
          object.draw = draw
        }
        return .object(object)
      },
      FunctionDeclaration(
        name: "predict", arguments: [x], returns: "tensor",
        summary: "The class of each sample, from 1: the largest output; int32.",
        example: example + "print(net:predict(tensor{{1, 2}}))"
      ) { call in session.wrap(try receiver(call).network.predict(call.tensor("x"))) },
      FunctionDeclaration(
        name: "accuracy", arguments: [x, Argument("y", .tensor, "Classes from 1.")],
        returns: "number",
        summary:
          "The fraction of samples whose class is right. For targets that are numbers see net:rmse and net:r2.",
        example: example + "print(net:accuracy(tensor{{1, 2}}, tensor{1}))"
      ) { call in
        .number(try receiver(call).network.accuracy(call.tensor("x"), call.tensor("y")))
      },
      FunctionDeclaration(
        name: "summary",
        arguments: [
          Argument(
            "sizes", .integer(0...), variadic: true,
            "The shape of one input; that of a first linear layer if missing.")
        ],
        returns: "string",
        summary:
          "A table of the layers, the shapes that a sample has after each, and their numbers "
          + "of parameters.",
        example: "print(nn.Sequential{nn.Conv2d(1, 2, 3), nn.ReLU()}:summary(1, 8, 8))"
      ) { call in
        let sizes = call.integers("sizes")
        return .string(try receiver(call).network.summary(sample: sizes.isEmpty ? nil : sizes))
      },
      FunctionDeclaration(
        name: "to",
        arguments: [Argument("dtype", .oneOf(["float32", "float64"]), "The precision.")],
        returns: "network", summary: "A copy in another precision.",
        example: example + "print(net:to(\"float64\"):parameters().dtype)"
      ) { call in
        let network = receiver(call).network
        return .object(
          NetworkObject(
            try network.with(parameters: network.parameters.cast(to: call.dtype()))
              .with(buffers: network.buffers.cast(to: call.dtype())),
            isTraining: receiver(call).isTraining, like: receiver(call)))
      },
      FunctionDeclaration(
        name: "add", arguments: [Argument("layer", .layer, "A layer, or a network as a block.")],
        returns: "network",
        summary: "Appends a layer with freshly drawn parameters, and returns the network.",
        example: example + "net:add(nn.ReLU())"
      ) { call in
        let object = receiver(call)
        guard let added = call["layer"].asLayer else { return .object(object) }
        guard !object.isLayer else {
          throw MessageError("add: a layer takes no further layers; make nn.Sequential of both")
        }
        if added.isDrawn, object.draw == nil { object.draw = session.nextNetwork() }
        var longer = try object.network.appending(
          added.layer, seed: object.draw?.seed ?? 0, draw: object.draw?.number ?? 0)
        if let start = added.start {
          func joined(_ mine: Value, _ new: Value) throws -> Value {
            try .concatenated([mine, new.cast(to: mine.dtype)], dimension: 0)
          }
          longer = try longer.with(
            parameters: joined(object.network.parameters, start.parameters)
          ).with(buffers: joined(object.network.buffers, start.buffers))
        }
        object.network = longer
        return .object(object)
      },
    ] + regressionMethods() + networkFileMethods(session),
    operators: [
      .len: { call in
        .integer(call.argument(1, as: NetworkObject.self).map(NetworkPart.layers(of:))?.count ?? 0)
      }
    ],
    index: { object, index in .object(NetworkObject(try NetworkPart(of: object, index))) },
    callable: FunctionDeclaration(
      name: "network", arguments: [x], returns: "tensor", summary: "The outputs for a batch.",
      example: example + "print(net(tensor{{1, 2}}))"
    ) { call in
      let x = call.tensor("x")
      return session.wrap(try receiver(call).inMode(session) { try $0(x) })
    },
    text: { object in
      if let layer = object.undrawn { return layer.name }
      if object.isLayer { return object.network.layers[0].name }
      return (try? object.network.summary()) ?? "network"
    },
    brief: { object in
      if let layer = object.undrawn { return "layer \(layer.name)" }
      if object.isLayer { return "layer \(object.network.layers[0].name)" }
      return "network of \(object.network.parameters.shape.count) parameters"
    },
    byteCount: { $0.network.parameters.type.byteCount },
    walk: "for i, layer in ipairs(net) walks over its layers",
    foreignNames: [
      "forward": "net(x)", "backward": "tarn.grad(f)(net:parameters())",
      "zero_grad": "not needed: gradients are results of tarn.grad", "train": "net:train_mode()",
      "eval": "net:eval_mode()", "training": "net:train_mode() and net:eval_mode()",
      "state_dict": "net:named_parameters()", "load_state_dict": "net:load(path)",
      "getParameters": "net:parameters()", "layers": "net[i]", "modules": "net[i]",
      "children": "net[i]", "fit": "optim.fit(net, dataset, {loss = …})",
      "evaluate": "net:accuracy(x, y)", "get": "net[i]", "size": "#net",
      "double": "net:to(\"float64\")",
      "float": "net:to(\"float32\")", "clone": "net:with_parameters(net:parameters())",
    ],
    prepare: { try $0.prepare() })
}

/// `layer.weight`: a parameter of a network with one layer, in its shape.
private func ownParameter(_ name: String, _ session: Session) -> Field {
  Field(name, "tensor", "The \(name) of a layer: net[i].\(name).") { (object: NetworkObject) in
    try object.prepare()
    let network = object.network
    guard let block = network.blocks.first(where: { $0.name == "1.\(name)" }),
      network.layers.count == 1
    else {
      throw MessageError(
        object.isLayer
          ? "\(network.layers[0].name) has no \(name)"
          : "a network of \(network.layers.count) layers has no \(name) of its own; write "
            + "net[i].\(name)")
    }
    return session.wrap(
      try network.parameters.sliced(0, block.range).reshaped(to: block.shape))
  }
}

extension Session {
  /// The parts of a vector that belong to blocks, by their names.
  fileprivate func table(of blocks: [Network.Block], in vector: Value) throws -> LuaValue {
    let table = try lua.table()
    for block in blocks {
      table[block.name] = wrap(try vector.sliced(0, block.range).reshaped(to: block.shape))
    }
    return .table(table)
  }
}
