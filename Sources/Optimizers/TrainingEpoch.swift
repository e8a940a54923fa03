extension Trainer {
  /// The figures of an epoch.
  public struct Epoch: Sendable, Codable, Equatable {
    /// From 1.
    public let epoch: Int
    /// The mean loss over the samples, each at the parameters before its own step.
    public let loss: Double
    /// Of the predictions in training mode, likewise; nil for outputs that are no classes.
    public let accuracy: Double?
    /// The root of the mean squared difference to targets that are numbers, likewise; nil for classes.
    public let rmse: Double?
    /// After the epoch, in evaluation mode.
    public let validationLoss: Double?
    public let validationAccuracy: Double?
    public let validationRMSE: Double?
    public let learningRate: Double
    /// What the epoch took, validation included.
    public let seconds: Double

    /// The figure that early stopping watches.
    var watched: Double { validationLoss ?? loss }
  }

  /// Where a training is, after a step.
  public struct Progress: Sendable {
    public let epoch: Int
    /// Batches done since the training began or was resumed, and those to do.
    public let done: Int
    public let total: Int
    /// Of the epoch so far.
    public let loss: Double
    public let accuracy: Double?
    public let learningRate: Double
  }
}
