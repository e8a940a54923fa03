import DataIO
import LuaBridge
import Tensors

/// The functions of `data` that read comma-separated text.
func csvFunctions(_ session: Session) -> [FunctionDeclaration] { [csv(session), batches(session)] }

private var headerOption: Option {
  Option(
    "header", .boolean,
    "Whether the first row holds names; unless given, it does if its cells are texts.")
}

/// How cells are told from each other, and numbers from texts.
private var formOptions: [Option] {
  [
    Option(
      "delimiter", .string,
      "What separates cells: one ASCII character; unless given, semicolons or tabs that every line has, else commas."
    ),
    Option(
      "decimal", .oneOf([".", ","]),
      "What separates decimals; found out unless given, where commas do not separate cells."),
  ]
}

private func missingOption(_ choices: [CSV.Missing]) -> Option {
  Option(
    "missing", .oneOf(choices.map(\.rawValue)), default: "error",
    "What becomes of rows with cells that are empty, NA, N/A, NaN, null or ?: an error, left out"
      + (choices.contains(.mean) ? ", or the mean of the column in their place." : "."))
}

private func columnsOption(_ summary: String) -> Option {
  Option("columns", .list(of: .either(.integer, .string)), summary)
}

extension CSV.Column {
  /// A column, by its name or number.
  fileprivate init?(lua value: LuaValue) {
    if case .string(let name) = value {
      self = .name(name)
    } else if let number = value.asInteger {
      self = .number(number)
    } else {
      return nil
    }
  }
}

extension Call {
  fileprivate var missing: CSV.Missing { CSV.Missing(rawValue: string("missing")) ?? .error }

  fileprivate var decimal: Unicode.Scalar? {
    optionalString("decimal").flatMap { $0.unicodeScalars.first }
  }

  fileprivate func delimiter(of function: String) throws -> Unicode.Scalar? {
    guard has("delimiter") else { return nil }
    let delimiter = Array(string("delimiter").unicodeScalars)
    guard delimiter.count == 1 else {
      throw MessageError(
        "\(function): option 'delimiter' must be one character, got \(self["delimiter"].shown)")
    }
    return delimiter[0]
  }

  fileprivate var columns: [CSV.Column]? {
    has("columns") ? list("columns").compactMap { CSV.Column(lua: $0) } : nil
  }
}

private func csv(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "csv", arguments: [Argument("path", .path(.read), "The file.")],
    options: [
      Option(
        "target", .either(.integer, .string), default: -1,
        "The column of targets: its name, or its number from 1, negative from the end."),
      Option(
        "regression", .boolean,
        "Whether targets are numbers, not classes; true unless given if all are numbers and one is not whole."
      ),
      columnsOption("The columns of features, in this order; all but the target unless given."),
      headerOption,
    ] + formOptions + [missingOption(CSV.Missing.allCases), dataDTypeOption], returns: "dataset",
    summary:
      "Reads comma-separated text: a sample a row, one column its class or, for a regression, the number to be "
      + "predicted, the others numbers. Classes are whole numbers, numbered in their order, or names, as they first "
      + "appear.",
    example: """
      local path = os.tmpname()
      local file = assert(io.open(path, "w"))
      file:write("width;length;kind\\n1,5;2;small\\n3;NA;large\\n")
      file:close()
      print(data.csv(path, {target = "kind", missing = "drop"}))
        print(data.csv(path, {target = "length", columns = {"width"}, regression = true,
          missing = "drop"}))
      os.remove(path)
      """
  ) { call in
    let reader = CSV(
      target: CSV.Column(lua: call["target"]) ?? .number(-1), features: call.columns,
      hasHeader: call.optionalBoolean("header"), delimiter: try call.delimiter(of: "data.csv"),
      decimal: call.decimal, missing: call.missing,
      isRegression: call.optionalBoolean("regression"))
    return session.wrap(
      try reader.read(call.string("path"), dtype: call.dtype()), usedAs: call.string("path"))
  }
}

private func batches(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "csv_batches",
    arguments: [
      Argument("path", .path(.read), "The file."), Argument("n", .integer(1...), "Rows a batch."),
    ],
    options: [
      columnsOption("Which columns, in this order, by name or number; all unless given."),
      headerOption,
    ] + formOptions + [missingOption([.error, .drop]), dataDTypeOption], returns: "iterator",
    summary:
      "The numbers of a CSV file, n rows at a time, as tensors [rows, columns]: for files larger "
      + "than memory.",
    example: """
      local path = os.tmpname()
      local file = assert(io.open(path, "w"))
      file:write("name,width,length\\na,1,2\\nb,3,4\\nc,5,6\\n")
      file:close()
      for rows in data.csv_batches(path, 2, {columns = {"length", "width"}}) do print(rows) end
      os.remove(path)
      """
  ) { call in
    var reader = try CSVColumns(
      path: call.string("path"), columns: call.columns, hasHeader: call.optionalBoolean("header"),
      delimiter: call.delimiter(of: "data.csv_batches"), decimal: call.decimal,
      missing: call.missing)
    let (rows, dtype) = (call.integer("n"), call.dtype())
    return .function(
      try session.lua.function { _ in
        try [reader.next(rows, dtype: dtype).map { session.wrap(.tensor($0)) } ?? .nil]
      })
  }
}
