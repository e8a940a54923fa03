/// Where a word stands as an option or as a choice of one: pages such as `?eps` and `?crown` come from it.
struct WordUses {
  /// An option or argument of a function.
  struct Use {
    let function: String
    let key: String
    let text: String
  }

  /// Functions that have it as the name of an option.
  private(set) var options: [Use] = []
  /// Options and arguments of which it is a choice.
  private(set) var choices: [Use] = []

  init(_ word: String, in table: DocumentationTable) {
    for entry in table.entries {
      guard case .function(let function) = entry.subject else { continue }
      for option in function.options {
        func use() -> Use { Use(function: entry.name, key: option.key, text: option.described) }
        if option.key == word { options.append(use()) }
        if option.type.allowedStrings.contains(word) { choices.append(use()) }
      }
      for argument in function.arguments where argument.type.allowedStrings.contains(word) {
        choices.append(
          Use(function: entry.name, key: argument.name, text: argument.described))
      }
    }
  }

  /// Functions with the same text of the option together, those that share theirs with most first.
  var optionGroups: [(text: String, functions: [String])] {
    groups(options) { $0.text }
  }

  /// Functions by the option whose choice it is.
  var choiceGroups: [(text: String, functions: [String])] { groups(choices) { $0.key } }

  private func groups(_ uses: [Use], by text: (Use) -> String)
    -> [(text: String, functions: [String])]
  {
    var groups: [(text: String, functions: [String])] = []
    for use in uses {
      let text = text(use)
      if let place = groups.firstIndex(where: { $0.text == text }) {
        if !groups[place].functions.contains(use.function) {
          groups[place].functions.append(use.function)
        }
      } else {
        groups.append((text, [use.function]))
      }
    }
    return groups.enumerated().sorted {
      ($1.element.functions.count, $0.offset) < ($0.element.functions.count, $1.offset)
    }.map(\.element)
  }
}

extension Argument {
  /// Type, default and summary on one line.
  var described: String {
    var text = withoutArticle(type.description)
    if let value = defaultValue {
      text += ", default \(value.shown)"
    } else if isOptional, !isVariadic {
      text += ", optional"
    }
    return summary.isEmpty ? text : text + "; " + summary
  }
}

extension Option {
  /// Type, default and summary on one line.
  var described: String {
    var text = withoutArticle(type.description)
    if let value = shownDefault { text += ", default \(value)" }
    if isRequired { text += ", required" }
    return summary.isEmpty ? text : text + "; " + summary
  }
}

func withoutArticle(_ text: String) -> String {
  for article in ["a ", "an "] where text.hasPrefix(article) {
    return String(text.dropFirst(article.count))
  }
  return text
}
