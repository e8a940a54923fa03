/// A page of the reference, before it is Markdown or HTML.
public struct ReferencePage: Sendable {
  public enum Block: Sendable {
    case heading(Int, String)
    case text(String)
    case code(String)
    /// Names are shown as code.
    case table(header: [String], rows: [[String]])
    /// A list of pages or sections; a file is that of a page.
    case links([(text: String, file: String, about: String)])
  }

  /// Name of the file, without its ending.
  public let file: String
  public let title: String
  public var blocks: [Block]
}

extension DocumentationTable {
  /// The reference: an index, a page for each module and each class, one for all records and one for choices.
  public func referencePages() -> [ReferencePage] {
    var modules: [ReferencePage] = []
    var classes: [ReferencePage] = []
    var records = ReferencePage(file: "records", title: "Records", blocks: [])
    var topics = ReferencePage(file: "choices", title: "Choices of options", blocks: [])
    records.blocks.append(
      .text(
        "Tables with named fields that functions return. Reading a name that is no field is an error with the nearest one; "
          + "further fields may be written."))
    for entry in entries {
      switch entry.subject {
      case .module(let module): modules.append(page(of: module))
      case .objects(let type): classes.append(page(of: type))
      case .record(let record): records.blocks += blocks(of: record)
      case .topic(let topic):
        topics.blocks += [.heading(2, topic.name), .text(topic.summary)]
        let uses = WordUses(topic.name, in: self).choiceGroups
        if !uses.isEmpty {
          topics.blocks.append(
            .table(
              header: ["option", "of"],
              rows: uses.map { [$0.text, $0.functions.joined(separator: ", ")] }))
        }
      case .function, .constant, .field: break
      }
    }
    var index = ReferencePage(file: "index", title: "Reference", blocks: [])
    func links(_ pages: [ReferencePage]) -> ReferencePage.Block {
      .links(
        pages.map { page in
          if case .text(let text)? = page.blocks.first {
            return (page.title, page.file, HelpText.firstSentence(text))
          }
          return (page.title, page.file, "")
        })
    }
    index.blocks = [
      .text(
        "Every function, class and record, from the declarations that also make help (`?name`), completion, argument "
          + "checks and editor stubs."), .heading(2, "Modules"), links(modules),
      .heading(2, "Classes"), links(classes), .heading(2, "Further"), links([records, topics]),
    ]
    return [index] + modules + classes + [records, topics]
  }

  private func page(of module: ModuleDeclaration) -> ReferencePage {
    var blocks: [ReferencePage.Block] = [.text(module.summary)]
    if !module.constants.isEmpty {
      blocks.append(
        .table(
          header: ["constant", "what"],
          rows: module.constants.map { ["\(module.name).\($0.name)", $0.summary] }))
    }
    if let callable = module.callable { blocks += self.blocks(of: callable, named: module.name) }
    for function in module.functions {
      blocks += self.blocks(of: function, named: "\(module.name).\(function.name)")
    }
    return ReferencePage(file: module.name, title: "Module \(module.name)", blocks: blocks)
  }

  private func page(of type: ClassDeclaration) -> ReferencePage {
    var blocks: [ReferencePage.Block] = [.text(type.summary)]
    if !type.fields.isEmpty {
      blocks.append(
        .table(
          header: ["field", "type", "what"],
          rows: type.fields.map { [$0.name, $0.type.text, $0.summary] }))
    }
    if let callable = type.callable { blocks += self.blocks(of: callable, named: type.name) }
    for method in type.methods {
      blocks += self.blocks(of: method, named: "\(type.name):\(method.name)")
    }
    let name = type.name.replacing(" ", with: "_")
    return ReferencePage(file: "class_\(name)", title: "Class \(type.name)", blocks: blocks)
  }

  private func blocks(of function: FunctionDeclaration, named name: String)
    -> [ReferencePage.Block]
  {
    var blocks: [ReferencePage.Block] = [
      .heading(2, name),
      .code(
        function.signature(named: name)
          + (function.returns.isEmpty ? "" : "  → \(function.returns)")),
      .text(function.summary),
    ]
    if let formula = function.formula { blocks.append(.text(formula)) }
    if !function.arguments.isEmpty {
      blocks.append(
        .table(
          header: ["argument", "what"], rows: function.arguments.map { [$0.name, $0.described] }))
    }
    if !function.options.isEmpty {
      blocks.append(
        .table(header: ["option", "what"], rows: function.options.map { [$0.key, $0.described] }))
    }
    for record in function.result.records.prefix(1) {
      blocks.append(
        .table(
          header: ["field of the \(record.name)", "type", "what"], rows: rows(of: record)))
    }
    if !function.example.isEmpty { blocks.append(.code(function.example)) }
    let related = SeeAlso(self).names(for: function, named: name)
    if !related.isEmpty { blocks.append(.text("See also: \(related.joined(separator: ", ")).")) }
    return blocks
  }

  private func blocks(of record: RecordDeclaration) -> [ReferencePage.Block] {
    [
      .heading(2, record.name), .text(record.summary),
      .table(header: ["field", "type", "what"], rows: rows(of: record)),
    ]
  }

  private func rows(of record: RecordDeclaration) -> [[String]] {
    let items = record.items.map { [["[1], [2], …", $0.text, "The items of the list."]] } ?? []
    return items
      + record.fields.map {
        [$0.name, $0.type.text + ($0.isOptional ? ", may be missing" : ""), $0.summary]
      }
  }
}
