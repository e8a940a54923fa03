import Layers
import LuaBridge
import NetworkFiles
import Settings
import Tensors

/// `nn.load`: a network from a file.
func networkFileFunctions(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "load",
      arguments: [
        Argument(
          "path", .path(.read),
          "A file that ends with .safetensors, .npz, .onnx or .nnet; or the name of a network that ships "
            + "with Tarn: \(pretrainedNames).")
      ],
      options: [
        Option(
          "dtype", .oneOf(["float32", "float64"]), "The precision; the file's unless given.")
      ],
      returns: "network",
      summary:
        "Reads a network, layers and parameters, that net:save wrote, or of other programs: .onnx "
        + "(a leading dimension 1 or without size is the batch; layers where it is a chain of known ones, "
        + "else one layer) and .nnet (ACAS Xu). A name without suffix is a network trained on data.digits().",
      example: """
        local digits = data.digits():take(5)
        print(nn.load("digits_mlp"):predict(digits.x), digits.y)
        local path = os.tmpname() .. ".safetensors"
        nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}:save(path)
        print(nn.load(path, {dtype = "float64"}))
        os.remove(path)
        """
    ) { call in
      let dtype = call.has("dtype") ? call.dtype() : nil
      let path = call.string("path")
      // What has no suffix and no folder is no file of a network.
      let network =
        path.contains(".") || path.contains("/")
        ? try NetworkFile.load(path, dtype: dtype) : try pretrained(path, dtype, session)
      return .object(NetworkObject(network))
    }
  ]
}

private var pretrainedNames: String {
  PretrainedNetwork.allCases.map(\.rawValue).joined(separator: ", ")
}

private func pretrained(_ name: String, _ dtype: DType?, _ session: Session) throws -> Network {
  let names = PretrainedNetwork.allCases.map(\.rawValue)
  guard let network = PretrainedNetwork(rawValue: name) else {
    throw MessageError(
      "nn.load: '\(name)' is none of the networks that ship with Tarn (\(pretrainedNames)), and files "
        + "end with .safetensors, .npz, .onnx or .nnet"
        + NearestName.suggestion(for: name, in: names))
  }
  guard let folder = session.standardLibrary else {
    throw MessageError(
      "nn.load: the standard library, which holds '\(name)', was not found")
  }
  return try network.load(standardLibrary: folder, dtype: dtype)
}

/// `net:save` and `net:load`.
func networkFileMethods(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "save",
      arguments: [
        Argument("path", .path(.write), "A file that ends with .safetensors, .npz or .onnx.")
      ],
      options: [
        Option(
          "input", .list(of: .integer(1...)),
          "The shape of one sample, such as {1, 28, 28}, which the file says then. .onnx needs it, and "
            + "finds it out where it follows from the layers.")
      ],
      returns: "network",
      summary:
        "Writes layers and parameters, and returns the network. The file is there when it is "
        + "whole: what stood there before stays until then.",
      example: """
        local path = os.tmpname() .. ".onnx"
        nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}:save(path)
        print(nn.load(path)(tensor{{1, 2, 3, 4}}))
        os.remove(path)
        """
    ) { call in
      let object: NetworkObject = call.receiver()
      let shape = call.has("input") ? try Shape(call.integers("input")) : nil
      try NetworkFile.save(object.network, to: call.string("path"), sampleShape: shape)
      return .object(object)
    },
    FunctionDeclaration(
      name: "load",
      arguments: [Argument("path", .path(.read), "A file that ends with .safetensors or .npz.")],
      returns: "network",
      summary:
        "Takes the parameters of a file by name, and returns the network. PyTorch's state_dict, "
        + "saved as .safetensors, fits too: it counts layers from 0.",
      example: """
        local path = os.tmpname() .. ".safetensors"
        local net = nn.Sequential{nn.Linear(2, 3)}
        net:save(path)
        net:initialize{seed = 2}:load(path)
        os.remove(path)
        """
    ) { call in
      let object: NetworkObject = call.receiver()
      object.network = try NetworkFile.loadParameters(call.string("path"), into: object.network)
      return .object(object)
    },
  ]
}
