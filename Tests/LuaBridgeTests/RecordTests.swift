import LuaBridge
import Testing

struct RecordTests {
  private static let finding = RecordDeclaration(
    "attack result", "What was found.",
    [
      RecordField("success", "tensor", "Where."), RecordField("accuracy", "number", "How much."),
      RecordField("warnings", .list("string"), optional: true, "What to doubt."),
    ])
  private static let history = RecordDeclaration(
    "history", plural: "histories", "A list with a field.", items: "integer",
    text: { "history of \($0.count)" },
    [RecordField("loss", .list("number"), optional: true, "Losses.")])

  private static func withRecord(_ body: (Lua) throws -> Void) throws {
    let lua = Lua()
    defer { lua.close() }
    try lua.setGlobal("r", .table(lua.record(finding, ["success": 1, "accuracy": 0.5])))
    try lua.setGlobal("s", .table(lua.record(finding, ["success": 2, "accuracy": 0.25])))
    try lua.setGlobal("h", .table(lua.record(history, of: lua.table([3, 4]))))
    try body(lua)
  }

  @Test func aNameThatIsNoFieldIsAnErrorWithTheNearest() throws {
    try Self.withRecord { lua in
      let message = try #require(failure(lua, "return r.succes"))
      #expect(
        message.hasSuffix(
          "an attack result has no field 'succes'; did you mean 'success'? (fields: success, accuracy, warnings)"
        ), "\(message)")
      #expect(failure(lua, "return h.losses")?.contains("a history has no field 'losses'") == true)
    }
  }

  @Test func recordsAreTables() throws {
    try Self.withRecord { lua in
      try lua.run(
        """
        assert(type(r) == "table" and r.success == 1 and r.warnings == nil and r[1] == nil)
        local keys = {}
        for k in pairs(r) do keys[#keys + 1] = k end
        table.sort(keys)
        assert(table.concat(keys, " ") == "accuracy success")
        r.note = "mine"
        assert(r.note == "mine" and not pcall(function() return s.note end))
        assert(#h == 2 and h.loss == nil and h[3] == nil)
        for i, v in ipairs(h) do assert(v == i + 2) end
        assert(tostring(h) == "history of 2" and tostring(r):find("^attack result {"))
        assert(getmetatable(r) == getmetatable(s))
        """)
    }
  }

  @Test func aTableKnowsItsKindOfRecord() throws {
    try Self.withRecord { lua in
      let record = try #require(try lua.global("r").asTable)
      #expect(lua.recordDeclaration(of: record) === Self.finding)
      #expect(try lua.recordDeclaration(of: lua.table()) == nil)
    }
  }

  @Test func everyRecordIsToldOf() throws {
    let lua = Lua()
    defer { lua.close() }
    var made: [String] = []
    lua.recordMade = { record, table in made.append("\(record.name) \(table.stringKeys)") }
    _ = try lua.record(Self.finding, ["success": 1])
    _ = try lua.record(Self.history, of: lua.table())
    #expect(made == ["attack result [\"success\"]", "history []"])
  }

  @Test func theTypesOfResultsHaveWords() {
    let list = ResultType.list(.record(Self.history))
    #expect(list.text == "list of histories" && list.record == nil)
    #expect(ResultType.optional(.record(Self.finding)).record === Self.finding)
    #expect(ResultType.byName("tensor").text == "table of tensors by name")
    #expect(ResultType.several(["atlas", .choice(["a", "b"])]).text == "atlas, \"a\"|\"b\"")
    #expect(list.records.map(\.name) == ["history"])
    #expect(("tensor" as ResultType).text == "tensor" && ("" as ResultType).text.isEmpty)
  }
}
