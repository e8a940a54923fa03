import LuaBridge
import Tensors

/// Numbers that functions of a script give along a curve or over a slice: the option `columns`.
struct PointColumns {
  private let functions: [(name: String, function: LuaFunction)]
  private let owner: String

  var names: [String] { functions.map(\.name) }

  /// - Parameter arguments: what the functions get.
  static func option(_ arguments: String) -> Option {
    Option(
      "columns", .table,
      "Functions by name, function(\(arguments)): a number or a scalar tensor at every point; net is nil for an atlas of an "
        + "energy.")
  }

  init(_ call: Call) throws {
    owner = call.functionName
    guard let table = call.optionalTable("columns") else {
      functions = []
      return
    }
    functions = try table.entries.map { key, value in
      guard let name = key.asString, !name.isEmpty else {
        throw MessageError(
          "\(call.functionName): option 'columns' has the key \(key.shown), expected names")
      }
      guard name != "loss" else {
        throw MessageError(
          "\(call.functionName): option 'columns' cannot have the name 'loss', which is there already"
        )
      }
      guard let function = value.asFunction else {
        throw MessageError(
          "\(call.functionName): column '\(name)' must be a function, got \(value.shown)")
      }
      return (name, function)
    }.sorted { $0.0 < $1.0 }
  }

  /// The numbers of each column at each point.
  /// - Parameter arguments: the network, or nil, and what else the functions get.
  func values(
    count: Int, isShown: Bool, _ arguments: (Int) throws -> [LuaValue]
  ) throws -> [[Double]] {
    guard !functions.isEmpty else { return [] }
    let bar = isShown ? ProgressBar(total: count, label: names.joined(separator: ", ")) : nil
    defer { bar?.finish() }
    var values = [[Double]](repeating: [], count: functions.count)
    for point in 0..<count {
      try Cancellation.check()
      let arguments = try arguments(point)
      for (column, (name, function)) in functions.enumerated() {
        let result = try function.call(arguments).first ?? .nil
        guard !result.isNil, let value = try result.scalar(for: "column '\(name)'") else {
          throw MessageError(
            "\(owner): the function of column '\(name)' returned "
              + "\(result.isNil ? "nothing" : result.shown), expected a number or a scalar tensor")
        }
        values[column].append(value)
      }
      bar?.update(point + 1)
    }
    return values
  }
}
