import LuaBridge

/// Tables of results as Lua sees them.
package func statsTableClass(_ session: Session) -> ClassDeclaration {
  func method(
    _ name: String, _ summary: String, _ text: @escaping (TableObject) -> String
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, returns: "string", summary: summary,
      example: "stats.table{{eps = 0.1, accuracy = 0.93}, {eps = 0.2, accuracy = 0.81}}:\(name)()"
    ) { call in .string(text(call.receiver(as: TableObject.self))) }
  }
  return ClassDeclaration(
    TableObject.self, name: "stats_table",
    summary: "A table of results: printing it aligns its columns; #t is the number of rows.",
    fields: [
      Field("columns", "list of strings", "The names of the columns; empty if they have none.") {
        (table: TableObject) in
        .table(try session.lua.table((table.header ?? []).map(LuaValue.string)))
      }
    ],
    methods: [
      method("csv", "Comma-separated values; numbers have all their digits.") { $0.csv },
      method("markdown", "A Markdown table.") { $0.markdown },
      method("latex", "A LaTeX tabular, which needs no package.") { $0.latex },
    ],
    operators: [
      .len: { call in .integer(call.argument(1, as: TableObject.self)?.rows.count ?? 0) }
    ],
    text: { $0.alignedText })
}
