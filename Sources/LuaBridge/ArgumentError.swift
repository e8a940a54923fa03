import Settings

/// A call that does not fit its declaration.
public struct ArgumentError: Error, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    /// `place` is `argument 1 'net'` or `option 'eps'`.
    case unexpected(place: String, expected: String, got: String)
    case missing(place: String)
    /// The table of options stands where an argument is missing.
    case missingBeforeOptions(place: String)
    case unknownOption(String, known: [String])
    case unnamedOption(String)
    case noOptions
    case tooManyArguments(given: Int, names: [String], options: [String])
    /// A method without its object.
    case wrongReceiver(expected: String, got: String)
    case closed(place: String, className: String)
    /// What a conversion had to say.
    case refused(place: String, reason: String)
  }

  /// Full name of the function: `attack.pgd`.
  public let function: String
  public let problem: Problem

  public init(function: String, problem: Problem) {
    self.function = function
    self.problem = problem
  }

  public var description: String { "\(function): \(sentence)" }

  private var sentence: String {
    switch problem {
    case .unexpected(let place, let expected, let got):
      return "\(place) must be \(expected), got \(got)"
    case .missing(let place):
      return "\(place) is missing"
    case .missingBeforeOptions(let place):
      return "\(place) is missing (the table of options stands in its place)"
    case .unknownOption(let key, let known):
      let suggestion =
        synonyms[key].flatMap { known.contains($0) ? "; here it is '\($0)'" : nil }
        ?? NearestName.suggestion(for: key, in: known)
      return "option '\(key)' unknown\(suggestion) (options: \(known.joined(separator: ", ")))"
    case .unnamedOption(let key):
      return "options are given by name, got an item with key \(key)"
    case .noOptions:
      return "takes no options"
    case .tooManyArguments(let given, let names, let options):
      let takes =
        names.isEmpty
        ? "takes no arguments" : "takes \(names.count) (\(names.joined(separator: ", ")))"
      let rest = options.prefix(3).map { "\($0) = …" }.joined(separator: ", ")
      let hint = options.isEmpty ? "" : "; options are named: {\(rest)}"
      return "too many arguments: \(takes), got \(given)\(hint)"
    case .wrongReceiver(let expected, let got):
      let method = function.split(whereSeparator: { ":.".contains($0) }).last ?? "method"
      return "expected \(withArticle(expected)) before it, got \(got); write object:\(method)(...)"
    case .closed(let place, let className):
      return "\(place) is \(withArticle(className)) that was closed"
    case .refused(let place, let reason):
      return "\(place): \(reason)"
    }
  }
}

/// What other libraries call options.
private let synonyms = [
  "learning_rate": "lr", "learningRate": "lr", "learningrate": "lr", "epsilon": "eps",
  "n_epochs": "epochs", "num_epochs": "epochs", "max_epochs": "epochs", "batch": "batch_size",
  "batchsize": "batch_size", "batchSize": "batch_size", "momentum_decay": "momentum",
  "weightDecay": "weight_decay", "num_steps": "steps", "n_steps": "steps", "max_iter": "max_steps",
  "maxiter": "max_steps", "tol": "tolerance", "n_restarts": "restarts", "random_state": "seed",
  "alpha": "step_size", "optim": "optimizer", "criterion": "loss", "keep_dim": "keepdim",
  "keepdims": "keepdim", "num_workers": "workers", "n_jobs": "workers", "temp": "temperature",
]
