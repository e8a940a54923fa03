import LuaBridge
import NetworkFiles
import Tensors

/// `nn.load`: a network from a file.
func networkFileFunctions(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "load",
      arguments: [
        Argument("path", .string, "A file that ends with .safetensors, .npz, .onnx or .nnet.")
      ],
      options: [
        Option(
          "dtype", .oneOf(["float32", "float64"]), "The precision; the file's unless given.")
      ],
      returns: "network",
      summary:
        "Reads a network, layers and parameters, that net:save wrote, or of other programs: .onnx "
        + "(a leading dimension 1 or without size is the batch) and .nnet (ACAS Xu).",
      example: """
        local path = os.tmpname() .. ".safetensors"
        nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}:save(path)
        print(nn.load(path, {dtype = "float64"}))
        os.remove(path)
        """
    ) { call in
      let dtype = call.has("dtype") ? call.dtype() : nil
      return .object(NetworkObject(try NetworkFile.load(call.string("path"), dtype: dtype)))
    }
  ]
}

/// `net:save` and `net:load`.
func networkFileMethods(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "save",
      arguments: [Argument("path", .string, "A file that ends with .safetensors, .npz or .onnx.")],
      options: [
        Option(
          "input", .list(of: .integer(1...)),
          "For .onnx: the shape of one sample, such as {1, 28, 28}; found out where it follows "
            + "from the layers.")
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
      arguments: [Argument("path", .string, "A file that ends with .safetensors or .npz.")],
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
