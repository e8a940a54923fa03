import DataIO
import Foundation
import Layers
import ONNX
import Tensors

/// Networks in files, by the suffix of the path.
///
/// | suffix | holds |
/// |---|---|
/// | .safetensors | parameters by name; the layers as JSON in the metadata |
/// | .npz | parameters by name; the layers as JSON in an entry of bytes |
/// | .onnx | any network, as operators of ONNX |
/// | .nnet | fully connected networks with ReLU (reading only) |
public enum NetworkFile {
  /// Layers and parameters.
  ///
  /// - Parameter dtype: of the parameters; that of the file unless given.
  /// - Throws: `NetworkFileError`, or an error of the format, with file and place.
  public static func load(_ path: String, dtype: DType? = nil) throws -> Network {
    let network: Network
    switch try suffix(path, among: [".safetensors", ".npz", ".onnx", ".nnet"]) {
    case ".onnx": network = try ONNXNetwork.load(path)
    case ".nnet": network = try NNetNetwork.load(path, dtype: dtype ?? .float32)
    default:
      var tensors: [(name: String, tensor: Tensor)]
      let json: String
      if path.hasSuffix(".npz") {
        tensors = try NPZ.read(path)
        guard let place = tensors.firstIndex(where: { $0.name == Architecture.key }) else {
          throw NetworkFileError.noArchitecture(path: path)
        }
        let bytes = tensors.remove(at: place).tensor.doubles.map { UInt8(exactly: $0) ?? 0 }
        json = String(decoding: bytes, as: UTF8.self)
      } else {
        let file = try Safetensors(reading: path)
        guard let text = file.metadata[Architecture.key] else {
          throw NetworkFileError.noArchitecture(path: path)
        }
        (tensors, json) = (file.tensors, text)
      }
      let own = tensors.contains { $0.tensor.dtype == .float64 } ? DType.float64 : .float32
      network = try Architecture(json: json, path: path)
        .network(tensors, dtype: own, path: path)
    }
    guard let dtype, dtype != network.dtype else { return network }
    return try network.with(parameters: .tensor(network.parameters.cast(to: dtype).tensor()))
      .with(buffers: .tensor(network.buffers.cast(to: dtype).tensor()))
  }

  /// - Parameter sampleShape: of one sample; if nil the one that the network knows. .onnx needs it, and
  ///   finds it out where it follows from the layers.
  /// - Throws: `NetworkFileError`, `ONNXWriterError` or `DataError`; then nothing is written.
  public static func save(
    _ network: Network, to path: String, sampleShape: Shape? = nil
  ) throws {
    var network = network
    network.sampleShape = sampleShape ?? network.sampleShape
    switch try suffix(path, among: [".safetensors", ".npz", ".onnx"]) {
    case ".onnx": try ONNXNetwork.save(network, to: path)
    case ".npz":
      let json = try Architecture(of: network).json()
      let bytes = json.utf8.map { Int32($0) }
      let entry = try Tensor(bytes, shape: Shape([bytes.count]))
      try NPZ.write(network.namedTensors() + [(Architecture.key, entry)], to: path)
    default:
      let json = try Architecture(of: network).json()
      try Safetensors(
        tensors: network.namedTensors(), metadata: [Architecture.key: json, "format": "pt"]
      ).write(to: path)
    }
  }

  /// The network with the parameters of a .safetensors or .npz file, by name; PyTorch's too.
  public static func loadParameters(_ path: String, into network: Network) throws -> Network {
    switch try suffix(path, among: [".safetensors", ".npz"]) {
    case ".npz":
      let tensors = try NPZ.read(path).filter { $0.name != Architecture.key }
      return try network.with(named: tensors, path: path)
    default: return try network.with(named: Safetensors(reading: path).tensors, path: path)
    }
  }

  private static func suffix(_ path: String, among suffixes: [String]) throws -> String {
    guard let suffix = suffixes.first(where: path.lowercased().hasSuffix) else {
      throw NetworkFileError.suffix(path: path, expected: suffixes)
    }
    return suffix
  }
}
