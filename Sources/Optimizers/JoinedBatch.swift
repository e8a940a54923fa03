import Layers
import Tensors

/// A sample that remained alone after all batches of an epoch, and has joined the last of them, because batch
/// normalisation needs several values to normalise.
public struct JoinedBatch: CustomStringConvertible {
  public let samples: Int
  public let batchSize: Int

  public var description: String {
    "\(samples) samples in batches of \(batchSize) leave one, and batch normalisation needs several in a batch: the "
      + "last batch of each epoch has \(batchSize + 1); drop_last = true leaves the one out instead"
  }
}

extension Network {
  /// Whether a step of training can be made on a single sample.
  func canTrain(onOne x: Tensor) -> Bool {
    guard layerThatDiffersInTraining != nil else { return true }
    do {
      let one = TensorType(x.shape.replacing(0, with: 1), x.dtype)
      _ = try Trace.graph([one]) { values in
        let key = try Value.tensor(Training.key(seed: 0, counter: 0))
        return [try inTraining(key: key).network(values[0])]
      }
      return true
    } catch let error as NetworkError {
      return !(error.underlying is TooFewValuesError)
    } catch {
      // What else is wrong the step itself says.
      return true
    }
  }
}
