import LuaBridge
import Testing

/// What a checkpoint or an atlas compares says every setting: two losses, optimisers or schedules that
/// differ in one option do not look the same.
@Suite struct IdentityTests {
  /// What of an option's or argument's values may stand in a call, as Lua.
  private static func values(of type: ValueType) -> [String] {
    if !type.allowedStrings.isEmpty {
      let names = type.allowedStrings.map { "\"\($0)\"" }
      let numbers = type.shortName.hasPrefix("integer") ? ["3", "7"] : []
      return type.shortName.hasPrefix("list") ? names.map { "{\($0)}" } : names + numbers
    }
    let name = type.shortName
    if name == "list of tensor" { return ["{0, 1}", "{-1, 2}"] }
    if name.contains("boolean") { return ["true", "false"] }
    if name.contains("integer") { return ["3", "7", "11"] }
    if name.contains("number") { return ["0.25", "0.5", "3", "7"] }
    if name.contains("schedule") || name.contains("scheduled") {
      return ["0.25", "0.5", "optim.ramp(0.1, 0.2, 3)"]
    }
    if name == "loss" {
      return ["loss.cross_entropy()", "loss.l2(1)", "loss.hinge() + loss.l1(1)"]
    }
    if name == "string" { return ["\"a\"", "\"b\""] }
    return name.contains("function") ? ["function(net, x, y) return net(x):sum() end"] : []
  }

  /// Another setting without which an option may make no sense: each choice of the function, and what optimizers ask for.
  private static func companions(of option: Option, in function: FunctionDeclaration) -> [String] {
    let choices = function.options.filter { $0.key != option.key }.flatMap { choice in
      choice.type.allowedStrings.map { "\(choice.key) = \"\($0)\"" }
    }
    return ["", "momentum = 0.5"] + choices
  }

  @Test(arguments: ["loss", "optimizer", "schedule"]) func everySettingIsSaid(_ kind: String) throws
  {
    let session = try ModuleSession()
    var settings = 0
    for entry in session.lua.documentation.entries {
      guard case .function(let function) = entry.subject, function.returns == kind,
        !entry.name.contains(":")
      else { continue }
      let arguments = try function.arguments.map { argument in
        try #require(Self.values(of: argument.type).first, "\(entry.name) \(argument.name)")
      }
      let required = try function.options.filter(\.isRequired).map { option in
        (
          option.key,
          try #require(Self.values(of: option.type).first, "\(entry.name) \(option.key)")
        )
      }
      /// What the thing says of itself; nil if it cannot be made so.
      func description(_ arguments: [String], _ options: [String]) -> String? {
        var parts = arguments
        if !function.options.isEmpty { parts.append("{\(options.joined(separator: ", "))}") }
        let call = "\(entry.name)(\(parts.joined(separator: ", ")))"
        let code = kind == "loss" ? "return \(call):describe()" : "return tostring(\(call))"
        return (try? session.lua.run(code))?.first?.asString
      }
      for (place, argument) in function.arguments.enumerated()
      where argument.type.shortName != "function" {
        settings += 1
        let said = Set(
          Self.values(of: argument.type).compactMap { value -> String? in
            var changed = arguments
            changed[place] = value
            return description(changed, required.map { "\($0) = \($1)" })
          })
        #expect(said.count > 1, "\(entry.name): \(argument.name) is not said")
      }
      for option in function.options {
        settings += 1
        let others = required.filter { $0.0 != option.key }.map { "\($0) = \($1)" }
        let isSaid = Self.companions(of: option, in: function).contains { companion in
          let around = others + (companion.isEmpty ? [] : [companion])
          // A companion that is an option already given would be the one that counts.
          let said = Self.values(of: option.type).compactMap {
            description(arguments, around + ["\(option.key) = \($0)"])
          }
          return said.count > 1 && Set(said).count == said.count
        }
        #expect(isSaid, "\(entry.name): \(option.key) is not said")
      }
    }
    #expect(settings >= (kind == "schedule" ? 6 : 10), "\(settings)")
  }
}
