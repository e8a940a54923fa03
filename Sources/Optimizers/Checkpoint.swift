import DataIO
import Foundation
import Losses
import Tensors

/// Where a training is after an epoch, as a file (.safetensors): all that the rest of the run depends
/// on. Orders and random numbers follow from seed, epoch and step alone.
struct Checkpoint {
  /// What a run is: a checkpoint continues the same run only.
  struct Identity: Codable, Equatable {
    var network: String
    var dtype: String
    var optimizer: String
    var loss: String
    var batchSize: String
    var seed: String
    var clipGradient: String
    var data: String
    /// All layers with their blocks; older files have none.
    var layers: String?
    /// What the best epoch is chosen by; `Identity.never` without a patience, and older files have none.
    var patience: String?
    /// All settings of the loss with the contents of tensors, which its description leaves out; nil where a function
    /// of a script is in it, and older files have none.
    var settings: String?
    /// What the loss does at two test points: functions of scripts have no description. Nil where it draws numbers,
    /// or cannot be had; older files have none.
    var probe: [Double]?

    static let never = "never at its end"

    private var parts: [(String, String?)] {
      [
        ("network", network), ("dtype", dtype), ("optimizer", optimizer), ("loss", loss),
        ("settings of the loss", settings),
        ("batch_size", batchSize), ("seed", seed), ("clip_gradient", clipGradient),
        ("data", data), ("layers", layers), ("patience", patience),
      ]
    }

    /// In words, what another run has that this has not.
    func differences(from other: Identity) -> [String] {
      let changed: [String] = zip(parts, other.parts).compactMap { mine, its in
        guard let own = mine.1, let stored = its.1, own != stored else { return nil }
        // Without a patience no epoch is chosen, so nothing depends on how it was.
        if mine.0 == "patience", own == Identity.never { return nil }
        return "\(mine.0) is \(own), in the file it is \(stored)"
      }
      guard changed.isEmpty, let probe, let stored = other.probe else { return changed }
      return LossProbe.agree(probe, stored)
        ? []
        : [
          "the loss at a test point is \(probe[0]), in the file it is \(stored.first ?? .nan), or its gradient "
            + "differs: a function in it is another"
        ]
    }
  }

  private struct Figures: Codable {
    var steps: Int
    var history: [Trainer.Epoch]
    var best: Int?
  }

  private static let mark = "tarn.training"

  /// Steps done.
  var steps: Int
  var history: [Trainer.Epoch]
  /// Parameters, buffers and the rule's memory.
  var tensors: [Tensor]
  /// The epoch with the best figure, with its parameters and buffers.
  var best: (epoch: Int, tensors: [Tensor])?

  private static func name(_ place: Int) -> String {
    place == 0 ? "parameters" : place == 1 ? "buffers" : "memory.\(place - 1)"
  }

  func write(_ path: String, _ identity: Identity) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    var named = tensors.enumerated().map { (name: Checkpoint.name($0), tensor: $1) }
    for (k, tensor) in (best?.tensors ?? []).enumerated() {
      named.append((name: "best.\(Checkpoint.name(k))", tensor: tensor))
    }
    try Safetensors(
      tensors: named,
      metadata: [
        Checkpoint.mark: "1", "run": text(identity),
        "progress": text(Figures(steps: steps, history: history, best: best?.epoch)),
      ]
    ).write(to: path)
  }

  /// The checkpoint in a file; nil if there is no file.
  /// - Parameter types: of parameters, buffers and memory.
  /// - Throws: if it is none, or of another run.
  init?(reading path: String, _ identity: Identity, types: [TensorType]) throws {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try Safetensors(reading: path)
    func part<T: Decodable>(_ name: String, _ type: T.Type) throws -> T {
      guard let text = file.metadata[name] else {
        throw Trainer.Failure.noCheckpoint(path: path, reason: "it has no \"\(name)\"")
      }
      do { return try JSONDecoder().decode(type, from: Data(text.utf8)) } catch {
        throw Trainer.Failure.noCheckpoint(path: path, reason: "its \"\(name)\" is damaged")
      }
    }
    guard file.metadata[Checkpoint.mark] == "1" else {
      throw Trainer.Failure.noCheckpoint(path: path, reason: "it has no \"\(Checkpoint.mark)\"")
    }
    let differences = identity.differences(from: try part("run", Identity.self))
    guard differences.isEmpty else {
      throw Trainer.Failure.otherRun(path: path, differences: differences)
    }
    let figures = try part("progress", Figures.self)
    func tensor(_ name: String, _ type: TensorType) throws -> Tensor {
      guard let tensor = file.tensors.first(where: { $0.name == name })?.tensor,
        tensor.type == type
      else {
        throw Trainer.Failure.noCheckpoint(path: path, reason: "it has no \(type) \"\(name)\"")
      }
      return tensor
    }
    steps = figures.steps
    history = figures.history
    tensors = try types.enumerated().map { try tensor(Checkpoint.name($0), $1) }
    if let epoch = figures.best {
      guard history.indices.contains(epoch - 1) else {
        throw Trainer.Failure.noCheckpoint(path: path, reason: "its best epoch is \(epoch)")
      }
      best = (epoch, try (0..<2).map { try tensor("best.\(Checkpoint.name($0))", types[$0]) })
    }
  }

  init(
    steps: Int, history: [Trainer.Epoch], tensors: [Tensor],
    best: (epoch: Int, tensors: [Tensor])? = nil
  ) {
    (self.steps, self.history, self.tensors, self.best) = (steps, history, tensors, best)
  }
}
