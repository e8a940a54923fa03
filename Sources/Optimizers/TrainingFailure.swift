import Tensors

extension Trainer {
  public enum Failure: Error, CustomStringConvertible {
    case notFinite(what: String, epoch: Int, batch: Int, value: Double)
    /// A sample (from 1) with an element that is no finite number.
    case data(sample: Int, value: Double, epoch: Int, batch: Int)
    case empty
    case samples(x: Shape, y: Shape)
    case validation(any Error)
    case otherRun(path: String, differences: [String])
    case noCheckpoint(path: String, reason: String)
    /// The checkpoint is further than the training shall go.
    case ahead(path: String, done: Int, asked: Int)

    public var description: String {
      switch self {
      case .notFinite(let what, let epoch, let batch, let value):
        "the \(what) became \(value.isNaN ? .nan : value) in epoch \(epoch), batch \(batch); "
          + "try a smaller learning rate or clip_gradient"
      case .data(let sample, let value, let epoch, let batch):
        "sample \(sample) has the value \(value.isNaN ? .nan : value), expected finite numbers (epoch \(epoch), "
          + "batch \(batch))"
      case .empty: "the data set has no samples"
      case .samples(let x, let y):
        "x is \(x) and y is \(y), expected as many targets as samples"
      case .validation(let error): "validation: \(error)"
      case .otherRun(let path, let differences):
        "checkpoint \(path) is of another run: \(differences.joined(separator: "; "))"
      case .noCheckpoint(let path, let reason): "\(path) is no checkpoint of a training: \(reason)"
      case .ahead(let path, let done, let asked):
        "checkpoint \(path) has gone \(done) epochs, and \(asked) are asked for: give another path, or "
          + "epochs = \(done) or more"
      }
    }
  }
}
