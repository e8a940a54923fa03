import DataIO
import LuaBridge
import Tensors

/// The functions of `data` that read and write tensors.
func tensorFileFunctions(_ session: Session) -> [FunctionDeclaration] {
  [
    single(
      "npy", "Reads an array of NumPy (.npy, versions 1 to 3); text becomes a list of strings.",
      "data.save(path, tensor{1, 2})", session
    ) { try session.lua(NPY.content(of: $0, rounds: $1), dtype: $2) },
    single(
      "idx", "Reads an IDX file, such as MNIST's, compressed by gzip or not; bytes become int32.",
      "data.save(path, tensor({1, 2}, {dtype = \"int32\"}))", session
    ) { path, _, dtype in try session.lua(.tensor(IDX.read(path)), dtype: dtype) },
    several(
      "npz", "Reads the arrays of an .npz file of NumPy; text becomes a list of strings.", session
    ) { path, rounds in
      try NPZ.contents(of: path, rounds: rounds)
    },
    several("safetensors", "Reads the tensors of a .safetensors file.", session) { path, rounds in
      let file = try Safetensors(opening: path, rounds: rounds)
      return file.tensors.map { ($0.name, .success(.tensor($0.tensor))) }
        + file.unreadable.map { ($0.name, .failure($0.error)) }
    },
    save(session),
  ]
}

private var path: Argument { Argument("path", .path(.read), "The file.") }

private var typeOption: Option {
  Option(
    "dtype", .dtype,
    "Converts to this type; float64 rounds whole numbers that it does not hold exactly.")
}

private let types =
  " float16 becomes float32; bool and whole numbers become int32, or float64 where int32 does not hold them; "
  + "those that float64 does not hold exactly are an error."

extension Session {
  /// Numbers as a tensor, text as a list of strings.
  fileprivate func lua(_ content: NPY.Content, dtype: DType?) throws -> LuaValue {
    switch content {
    case .tensor(let tensor):
      let value = Value.tensor(tensor)
      return wrap(try dtype.map { try value.cast(to: $0) } ?? value)
    case .text(let texts, let shape):
      return try lists(texts[...], shape.dimensions[...])
    }
  }

  /// Texts in lists of lists.
  private func lists(_ texts: ArraySlice<String>, _ sizes: ArraySlice<Int>) throws -> LuaValue {
    guard let size = sizes.first else { return .string(texts.first ?? "") }
    let width = sizes.dropFirst().reduce(1, *)
    return .table(
      try lua.table(
        (0..<size).map { k in
          let start = texts.startIndex + k * width
          return try lists(texts[start..<start + width], sizes.dropFirst())
        }))
  }
}

private func single(
  _ name: String, _ summary: String, _ write: String, _ session: Session,
  _ read: @escaping (_ path: String, _ rounds: Bool, DType?) throws -> LuaValue
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: name, arguments: [path], options: [typeOption], returns: "tensor",
    summary: summary + types,
    example: """
      local path = os.tmpname() .. ".\(name)"
      \(write)
      print(data.\(name)(path))
      os.remove(path)
      """
  ) { call in
    let dtype = call.has("dtype") ? call.dtype() : nil
    return try read(call.string("path"), dtype?.isFloat ?? false, dtype)
  }
}

private func several(
  _ name: String, _ summary: String, _ session: Session,
  _ read:
    @escaping (_ path: String, _ rounds: Bool) throws -> [(
      name: String, content: Result<NPY.Content, FormatError>
    )]
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: name, arguments: [path], options: [typeOption], returns: .byName("tensor"),
    summary: summary + types + " What cannot be read is an error when it is asked for.",
    example: """
      local path = os.tmpname() .. ".\(name)"
      data.save(path, {weight = tensor{{1, 2}}, bias = tensor{3}})
      print(data.\(name)(path).weight)
      os.remove(path)
      """
  ) { call in
    let dtype = call.has("dtype") ? call.dtype() : nil
    let table = try session.lua.table()
    var unreadable: [String: FormatError] = [:]
    for (name, content) in try read(call.string("path"), dtype?.isFloat ?? false) {
      switch content {
      case .success(let content): table[name] = try session.lua(content, dtype: dtype)
      case .failure(let error): unreadable[name] = error
      }
    }
    if !unreadable.isEmpty {
      let ask = try session.lua.function { [unreadable] call in
        guard case .string(let name) = call.argument(2), let error = unreadable[name] else {
          return [.nil]
        }
        throw MessageError("\(error)")
      }
      table.metatable = try session.lua.table(fields: ["__index": .function(ask)])
    }
    return .table(table)
  }
}

private func save(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "save",
    arguments: [
      Argument("path", .path(.write), "The file; what it ends with is its format."),
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
