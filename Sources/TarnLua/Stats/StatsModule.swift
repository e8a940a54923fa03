import LuaBridge
import Statistics
import Tensors

/// The module `stats`: statistics of lists of numbers, and tables of results.
package func statsModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "stats", summary: "Statistics of lists or tensors of numbers, and tables of results.",
    functions: summaryFunctions() + correlationFunctions(session)
      + [bootstrapFunction(session), histogramFunction(session), tableFunction()])
}

private var values: Argument {
  Argument("values", .sample, "A list, or a tensor of any shape.")
}

private func summaryFunctions() -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "mean", arguments: [values], returns: "number", summary: "The arithmetic mean.",
      example: "stats.mean{1, 2, 6}"
    ) { call in .number(try Statistics.mean(call.numberList("values"))) },
    FunctionDeclaration(
      name: "std", arguments: [values],
      options: [
        Option("population", .boolean, default: false, "Divide by n instead of n - 1.")
      ], returns: "number", summary: "The standard deviation of a sample.",
      formula: "sqrt(sum((x - mean)^2) / (n - 1))", example: "stats.std{1, 2, 6}"
    ) { call in
      .number(
        try Statistics.standardDeviation(
          call.numberList("values"), isPopulation: call.boolean("population")))
    },
    FunctionDeclaration(
      name: "median", arguments: [values], returns: "number",
      summary: "The middle value, or the mean of the two middle ones.",
      example: "stats.median{1, 2, 6}"
    ) { call in .number(try Statistics.median(call.numberList("values"))) },
    FunctionDeclaration(
      name: "quantile",
      arguments: [
        values,
        Argument(
          "q", .either(.number, .vector), "The share of values below, 0 to 1; or a list of them."),
      ], returns: "number or list",
      summary: "The value below which a share of the values lies, linear between neighbors.",
      formula: "Type 7 of Hyndman and Fan 1996, as in NumPy and R.",
      example: "stats.quantile({1, 2, 6, 9}, {0.25, 0.75})"
    ) { call in
      let list = call.numberList("values")
      if let share = call["q"].asNumber { return .number(try Statistics.quantile(list, share)) }
      let quantiles = try call.numberList("q").map { try Statistics.quantile(list, $0) }
      return try call.lua.list(quantiles)
    },
  ]
}

private let correlationRecord = RecordDeclaration(
  "correlation", "How two lists go together.",
  [
    RecordField("value", "number", "The coefficient, -1 to 1."),
    RecordField("p", "number", "Two-sided, against independence."),
    RecordField("n", "integer", "Pairs."),
  ])

private let histogramRecord = RecordDeclaration(
  "histogram", "Counts of values in bins.",
  [
    RecordField("edges", .list("number"), "One more than counts."),
    RecordField("counts", .list("integer"), "Of each bin."),
  ])

private func correlationFunctions(_ session: Session) -> [FunctionDeclaration] {
  func correlation(
    _ name: String, _ summary: String, _ formula: String,
    _ coefficient: @escaping ([Double], [Double]) throws -> Coefficient
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name,
      arguments: [
        Argument("x", .vector, "List or tensor, at least three numbers."),
        Argument("y", .vector, "As many numbers."),
      ], returns: .record(correlationRecord),
      summary: summary + " p is two-sided, against independence; n is the number of pairs.",
      formula: formula, example: "stats.\(name)({1, 2, 3, 4}, {1, 3, 2, 5}).value"
    ) { call in
      let (x, y) = (call.numberList("x"), call.numberList("y"))
      let result = try coefficient(x, y)
      return .table(
        try session.lua.record(
          correlationRecord,
          [
            "value": .number(result.value), "p": .number(result.p), "n": .integer(x.count),
          ]))
    }
  }
  return [
    correlation(
      "spearman", "Spearman's rank correlation, ties sharing their mean rank.",
      "Pearson's coefficient of the ranks; p from Student's t with n - 2 degrees of freedom",
      Statistics.spearman),
    correlation(
      "kendall", "Kendall's tau-b, which corrects for ties.",
      "p exact for up to 33 pairs without ties, else from the normal approximation (Kendall 1970)",
      Statistics.kendall),
    correlation(
      "pearson", "Pearson's linear correlation.",
      "p from Student's t with n - 2 degrees of freedom", Statistics.pearson),
  ]
}

private func histogramFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "histogram", arguments: [values],
    options: [
      Option("bins", .integer(1...10_000_000), default: 10, "Number of bins."),
      Option("range", .range, "Ends {lower, upper}, outside which values are left out."),
    ], returns: .record(histogramRecord),
    summary: "Counts values in bins of equal width; each holds its lower edge, the last one both. "
      + "There is one edge more than counts.",
    example: "stats.histogram({1, 2, 2, 5}, {bins = 4}).counts"
  ) { call in
    let histogram = try Histogram(
      call.numberList("values"), bins: call.integer("bins"),
      range: call.optionalValue("range", as: ClosedRange<Double>.self))
    return .table(
      try session.lua.record(
        histogramRecord,
        [
          "edges": try session.lua.list(histogram.edges),
          "counts": .table(try session.lua.table(histogram.counts.map(LuaValue.integer))),
        ]))
  }
}

private func tableFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "table",
    arguments: [Argument("rows", .list(of: .table), "Records with named fields, or lists.")],
    options: [
      Option(
        "columns", .list(of: .string),
        "The columns to show, in this order; for lists, their names. All, sorted, unless given."),
      Option("digits", .integer(1...17), default: 4, "Significant digits of numbers."),
    ], returns: "stats_table",
    summary: "A table of results: print aligns it; it has :csv(), :markdown() and :latex().",
    example: """
      print(stats.table({{eps = 0.1, accuracy = 0.93}, {eps = 0.2, accuracy = 0.81}},
        {columns = {"eps", "accuracy"}}))
      """
  ) { call in
    let columns = call.has("columns") ? call.strings("columns") : nil
    if columns?.isEmpty == true {
      throw MessageError("stats.table: option 'columns' names no column")
    }
    if let columns,
      let twice = columns.first(where: { name in
        columns.count(where: { $0 == name }) > 1
      })
    {
      throw MessageError("stats.table: option 'columns' names '\(twice)' twice")
    }
    return .object(
      try TableObject(
        call.list("rows").compactMap(\.asTable), columns: columns, digits: call.integer("digits")))
  }
}
