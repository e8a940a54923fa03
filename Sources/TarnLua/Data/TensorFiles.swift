import DataIO
import LuaBridge
import Tensors

/// The functions of `data` that read and write tensors.
func tensorFileFunctions(_ session: Session) -> [FunctionDeclaration] {
  [
    single(
      "npy", "Reads an array of NumPy (.npy, versions 1 to 3).", "data.save(path, tensor{1, 2})",
      session, NPY.read),
    single(
      "idx", "Reads an IDX file, such as MNIST's, compressed by gzip or not; bytes become int32.",
      "data.save(path, tensor({1, 2}, {dtype = \"int32\"}))", session, IDX.read),
    several("npz", "Reads the arrays of an .npz file of NumPy.", session, NPZ.read),
    several("safetensors", "Reads the tensors of a .safetensors file.", session) {
      try Safetensors(reading: $0).tensors
    },
    save(session),
  ]
}

private var path: Argument { Argument("path", .string, "The file.") }

private let types =
  " float16 becomes float32; whole numbers become int32, and those that do not fit are an error."

private func single(
  _ name: String, _ summary: String, _ write: String, _ session: Session,
  _ read: @escaping (String) throws -> Tensor
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: name, arguments: [path],
    options: [Option("dtype", .dtype, "Converts to this type.")], returns: "tensor",
    summary: summary + types,
    example: """
      local path = os.tmpname() .. ".\(name)"
      \(write)
      print(data.\(name)(path))
      os.remove(path)
      """
  ) { call in
    let value = Value.tensor(try read(call.string("path")))
    return session.wrap(call.has("dtype") ? try value.cast(to: call.dtype()) : value)
  }
}

private func several(
  _ name: String, _ summary: String, _ session: Session,
  _ read: @escaping (String) throws -> [(name: String, tensor: Tensor)]
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: name, arguments: [path], returns: "table of tensors by name", summary: summary + types,
    example: """
      local path = os.tmpname() .. ".\(name)"
      data.save(path, {weight = tensor{{1, 2}}, bias = tensor{3}})
      print(data.\(name)(path).weight)
      os.remove(path)
      """
  ) { call in
    let table = try session.lua.table()
    for (name, tensor) in try read(call.string("path")) {
      table[name] = session.wrap(.tensor(tensor))
    }
    return .table(table)
  }
}

private func save(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "save",
    arguments: [
      path,
      Argument(
        "value", .either(.object("tensor"), .table), "A tensor, or a table of tensors by name."),
    ],
    summary:
      "Writes one tensor (.npy, .idx) or several by name (.npz, .safetensors). The file is there "
      + "when it is whole: what stood there before stays until then.",
    example: """
      local path = os.tmpname() .. ".npz"
      data.save(path, {weight = tensor{{1, 2}}, bias = tensor{3}})
      os.remove(path)
      """
  ) { call in
    let path = call.string("path")
    let suffix = [".npy", ".idx", ".npz", ".safetensors"].first { path.lowercased().hasSuffix($0) }
    switch (suffix, call["value"]) {
    case (".npy", .object(let object as TensorObject)):
      try NPY.write(object.value.tensor(for: "data.save"), to: path)
    case (".idx", .object(let object as TensorObject)):
      try IDX.write(object.value.tensor(for: "data.save"), to: path)
    case (".npz", .table(let table)): try NPZ.write(table.namedTensors(), to: path)
    case (".safetensors", .table(let table)):
      try Safetensors(tensors: table.namedTensors()).write(to: path)
    case (nil, _):
      throw MessageError(
        "data.save: expected a path that ends with .npy, .idx, .npz or .safetensors, got \(call["path"].shown)"
      )
    case (let suffix?, let value):
      let wanted = [".npy", ".idx"].contains(suffix) ? "a tensor" : "a table of tensors by name"
      throw MessageError("data.save: \(suffix) holds \(wanted), got \(value.shown)")
    }
    return nil
  }
}

extension LuaTable {
  /// The tensors of this table, in the order of their names.
  fileprivate func namedTensors() throws -> [(name: String, tensor: Tensor)] {
    var tensors: [(name: String, tensor: Tensor)] = []
    for (key, value) in entries {
      guard case .string(let name) = key else {
        throw MessageError("data.save: names must be strings, got \(key.shown)")
      }
      let tensor = try Value(lua: value, "data.save: '\(name)'").tensor(for: "data.save")
      tensors.append((name, tensor))
    }
    return tensors.sorted { $0.name < $1.name }
  }
}
