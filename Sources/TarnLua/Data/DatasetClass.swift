import DataIO
import LuaBridge
import Tensors

/// Data sets as Lua sees them.
package func datasetClass(_ session: Session) -> ClassDeclaration {
  ClassDeclaration(
    DatasetObject.self, name: "dataset",
    summary:
      "Samples with targets, which are classes or, for a regression, numbers; never changes: its methods "
      + "give other data sets. #d is the number of samples.",
    fields: [
      Field("x", "tensor", "The features, [n, features…].") { (object: DatasetObject) in
        .object(object.x)
      },
      Field(
        "y", "tensor",
        "The target of each sample: its class, counted from 1, int32 [n]; or numbers, [n] or [n, outputs…], in the "
          + "type of x."
      ) { (object: DatasetObject) in .object(object.y) },
      Field("regression", "boolean", "Whether targets are numbers.") { (object: DatasetObject) in
        .boolean(object.dataset.isRegression)
      },
      Field("classes", "list of strings", "The names of the classes; empty for a regression.") {
        (object: DatasetObject) in
        try session.names(object.dataset.classNames)
      },
      Field("features", "list of strings", "The names of the features; empty if they have none.") {
        (object: DatasetObject) in
        try session.names(object.dataset.featureNames)
      },
      Field("dtype", "string", "The element type of x.") { (object: DatasetObject) in
        .string(object.dataset.dtype.rawValue)
      },
    ],
    methods: [splitMethod(session)] + rescalingMethods(session) + selectionMethods(session)
      + [batchesMethod(session)],
    operators: [
      .len: { call in .integer(call.argument(1, as: DatasetObject.self)?.dataset.count ?? 0) }
    ],
    text: { $0.text }, byteCount: { $0.dataset.x.type.byteCount + $0.dataset.y.type.byteCount },
    walk: "for x, y in d:batches(n) do … end walks over it",
    foreignNames: [
      "data": "d.x", "target": "d.y", "targets": "d.y", "labels": "d.y", "features": "d.x",
      "shape": "d.x.shape", "size": "#d", "target_names": "d.classes",
      "shuffle": "d:batches(n, {shuffle = true})", "train_test_split": "d:split(fraction)",
      "normalize": "d:standardize()", "head": "d:take(n)",
    ])
}

private func receiver(_ call: Call) -> Dataset { call.receiver(as: DatasetObject.self).dataset }

private func splitMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "split",
    arguments: [Argument("fraction", .number, "Share of the samples in the first part.")],
    options: [
      Session.seedOption,
      Option(
        "stratify", .boolean, shownDefault: "true; false for a regression",
        "Whether each class has that share."),
    ], returns: "dataset, dataset",
    summary:
      "Shares the samples out at random: the fraction, and the rest. The same seed gives the "
      + "same parts.",
    example: "local train, test = data.iris():split(0.8, {seed = 1})",
    results: { call in
      let (first, second) = try receiver(call).split(
        call.number("fraction"), seed: session.seed(call),
        stratify: call.optionalBoolean("stratify"))
      return [session.wrap(first), session.wrap(second)]
    })
}

private func rescalingMethods(_ session: Session) -> [FunctionDeclaration] {
  func method(
    _ name: String, _ summary: String, _ formula: String,
    _ operation: @escaping (Dataset, Dataset?, Bool) throws -> Dataset
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name,
      options: [
        Option(
          "like", .dataset,
          "Whose statistics are used, usually the training part; its own "
            + "unless given."),
        Option(
          "targets", .boolean, default: false,
          "Whether the same is done to targets that are numbers; else they are kept."),
      ], returns: "dataset", summary: summary, formula: formula,
      example: "local train, test = data.iris():split(0.8)\nreturn test:\(name){like = train}"
    ) { call in
      let other = call.optionalObject("like", as: DatasetObject.self)?.dataset
      return session.wrap(try operation(receiver(call), other, call.boolean("targets")))
    }
  }
  return [
    method(
      "standardize",
      "Shifts and scales each feature to mean 0 and standard deviation 1; a constant "
        + "feature becomes 0.",
      "(x - mean) / deviation, with the deviation of the population (division by n)"
    ) { try $0.standardized(like: $1, targets: $2) },
    method(
      "scale",
      "Shifts and scales each feature to the range from 0 to 1; a constant feature "
        + "becomes 0.",
      "(x - min) / (max - min)"
    ) { try $0.scaled(like: $1, targets: $2) },
  ]
}

private func selectionMethods(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "subset",
      arguments: [
        Argument("list", .vector, "Rows from 1, or from the end if negative; they may repeat.")
      ], returns: "dataset", summary: "The samples in these rows, in this order.",
      example: "data.iris():subset{1, 51, -1}"
    ) { call in
      let dataset = receiver(call)
      let rows = try call.numberList("list").enumerated().map { position, number in
        guard let index = Int(exactly: number) else {
          throw MessageError(
            "dataset:subset: rows must be whole numbers, item \(position + 1) is "
              + LuaValue.number(number).shown)
        }
        return try LuaIndex.position(index, in: dataset.count, of: "dataset:subset")
      }
      return session.wrap(try dataset.subset(rows))
    },
    FunctionDeclaration(
      name: "take", arguments: [Argument("n", .integer, "How many.")], returns: "dataset",
      summary: "The first n samples.", example: "data.digits():take(100)"
    ) { call in session.wrap(try receiver(call).take(call.integer("n"))) },
    FunctionDeclaration(
      name: "to", arguments: [Argument("dtype", .dataDType, "The element type of x.")],
      returns: "dataset",
      summary: "The same data in another type. Features are kept as they were read, so float64 has "
        + "all their decimals.",
      example: "data.iris():to(\"float64\")"
    ) { call in session.wrap(try receiver(call).converted(to: call.dtype())) },
  ]
}

private func batchesMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "batches", arguments: [Argument("n", .integer(1...), "Samples a batch.")],
    options: [
      Option("shuffle", .boolean, default: false, "Whether the samples come in random order."),
      Option("seed", .integer, "Seed of the order; each call has another order unless given."),
      Option(
        "epoch", .integer(0...), default: 0, "Which of the orders of the seed: give the epoch."),
      Option(
        "drop_last", .boolean, default: false, "Whether a last batch that is smaller is left out."),
    ], returns: "iterator",
    summary: "The features and targets of one batch after the other; the last may be smaller.",
    example: "for x, y in data.iris():batches(32, {shuffle = true}) do print(x.shape, #y) end"
  ) { call in
    let (isShuffled, isSeeded) = (call.boolean("shuffle"), call.has("seed"))
    if call.has("epoch"), !isShuffled || !isSeeded {
      throw MessageError("dataset:batches: option 'epoch' goes with shuffle = true and a seed")
    }
    // Without a seed, the passes of a training must not all have one order.
    if isShuffled, !isSeeded { session.draws += 1 }
    let epoch = isSeeded ? call.integer("epoch") : Int(truncatingIfNeeded: session.draws)
    let batches = try receiver(call).batches(
      size: call.integer("n"), shuffle: isShuffled, seed: session.seed(call), epoch: epoch,
      dropLast: call.boolean("drop_last"))
    var next = 0
    return .function(
      try session.lua.function { _ in
        guard next < batches.count else { return [nil] }
        let (x, y) = try batches.batch(next)
        next += 1
        return [session.wrap(.tensor(x)), session.wrap(.tensor(y))]
      })
  }
}
