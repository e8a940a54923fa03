import Layers
import Tensors

/// The trained networks that ship with Tarn, in the folder `models` of its standard library.
public enum PretrainedNetwork: String, Sendable, CaseIterable {
  /// Fully connected, 64-64-32-10, for the 8 x 8 digits.
  case digitsMLP = "digits_mlp"
  /// Two convolutions and a linear layer, for the 8 x 8 digits.
  case digitsConv = "digits_conv"

  /// - Parameters:
  ///   - standardLibrary: path of the folder that holds `models`.
  ///   - dtype: of the parameters; float32 unless given.
  /// - Throws: `NetworkFileError` or `DataError` if the file is missing or damaged.
  public func load(standardLibrary: String, dtype: DType? = nil) throws -> Network {
    try NetworkFile.load("\(standardLibrary)/models/\(rawValue).safetensors", dtype: dtype)
  }
}
