import LuaBridge
import Testing

/// Results are declared records, and declarations do not lie: `ModuleSession` holds every record that any
/// program or example makes against its declaration.
@Suite struct RecordTests {
  /// What no example makes: files of others, failures. Programs of Tests/LuaTests make them.
  private static let unseen: Set<String> = [
    "pair of data sets", "failed point", "unproved point",
  ]

  @Test func theExampleOfAFunctionMakesItsRecords() throws {
    var functions = 0
    for entry in try ModuleSession().lua.documentation.entries {
      guard case .function(let function) = entry.subject, !function.result.records.isEmpty else {
        continue
      }
      functions += 1
      let session = try ModuleSession()
      let check = session.lua.recordMade
      var made: Set<String> = []
      session.lua.recordMade = { record, table in
        check?(record, table)
        made.insert(record.name)
      }
      try session.runExample(entry.example)
      let wanted = Set(function.result.records.map(\.name)).subtracting(Self.unseen)
      #expect(wanted.isSubset(of: made), "\(entry.name) makes \(made), declares \(wanted)")
    }
    #expect(functions > 40)
  }

  /// A table with names of its own is a record, or says that the names are not known beforehand.
  @Test func noFunctionReturnsJustATable() throws {
    let words = ["table", "{"]
    for entry in try ModuleSession().lua.documentation.entries {
      guard case .function(let function) = entry.subject, case .named(let name) = function.result
      else { continue }
      #expect(
        !words.contains { name == $0 || name.hasPrefix("{") } || entry.name == "tarn.args",
        "\(entry.name) returns \(name)")
    }
  }

  @Test func everyFieldIsExplained() throws {
    var records = 0
    for entry in try ModuleSession().lua.documentation.entries {
      guard case .record(let record) = entry.subject else { continue }
      records += 1
      #expect(!record.summary.isEmpty && !record.fields.isEmpty, "\(record.name)")
      for field in record.fields {
        #expect(!field.summary.isEmpty, "\(record.name).\(field.name)")
        #expect(!field.type.text.isEmpty, "\(record.name).\(field.name)")
      }
    }
    #expect(records > 30)
  }

  @Test func faultsAreFound() throws {
    let session = try ModuleSession()
    let record = RecordDeclaration(
      "test", "Of this test.",
      [
        RecordField("a", "integer", "One."),
        RecordField("b", .choice(["x"]), optional: true, "Two."),
      ]
    )
    let faults = RecordFaults(session.lua)
    func find(_ fields: [String: LuaValue]) throws -> [String] {
      faults.find(in: try session.lua.table(fields: fields), as: record)
    }
    #expect(try find(["a": 1, "b": "x"]).isEmpty)
    #expect(try find(["b": "x"]) == ["'a' lacks"])
    #expect(try find(["a": 1, "c": 2]) == ["'c' is not declared"])
    #expect(try find(["a": 0.5]).count == 1)
    #expect(try find(["a": 1, "b": "y"]).count == 1)
  }

  @Test func aMistypedFieldIsAnError() throws {
    let session = try ModuleSession()
    let error = #expect(throws: LuaError.self) {
      try session.lua.run(
        """
        local net = nn.Sequential{nn.Linear(2, 2)}
        return attack.fgsm(net, tensor{{1, 2}}, tensor{1}, {eps = 0.1}).succes
        """)
    }
    #expect(
      error?.message.contains(
        "an attack result has no field 'succes'; did you mean 'success'? (fields: adversarial, ")
        == true)
  }

  @Test func printShowsWhatARecordHolds() throws {
    let session = try ModuleSession()
    let text = try session.lua.run(
      """
      local r = tensor { 3, 1, 2 }:sort(1)
      r.note = "mine"
      return tostring(r)
      """)[0].asString
    #expect(
      text
        == #"ordering {values = {1, 2, 3} (3 float32), indices = {2, 3, 1} (3 int32), note = "mine"}"#,
      "\(text ?? "")")
  }
}
