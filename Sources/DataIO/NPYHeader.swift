/// What an .npy file says of its array: a Python dictionary with `descr`, `fortran_order`, `shape`.
struct NPYHeader {
  enum Kind: Equatable {
    case number(ElementType)
    case text(NPYText)
  }

  var type: Kind
  var isBigEndian: Bool
  var isFortran: Bool
  var shape: [Int]

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  init(type: Kind, isBigEndian: Bool, isFortran: Bool, shape: [Int]) {
    self.type = type
    self.isBigEndian = isBigEndian
    self.isFortran = isFortran
    self.shape = shape
  }

  init(reading input: ByteInput) throws {
    let start = try input.bytes(8, for: "the start of an .npy file")
    guard start.prefix(6).elementsEqual(NPYHeader.magic) else {
      let kind = FileSignature.binaryKind(start[...]).map { "; it looks like \($0)" } ?? ""
      throw input.failure("this is no .npy file: it does not begin with \\x93NUMPY\(kind)", at: 0)
    }
    let version = start[6]
    guard (1...3).contains(version) else {
      throw input.failure("expected version 1, 2 or 3, got \(version).\(start[7])", at: 6)
    }
    let length = try input.unsigned(version == 1 ? 2 : 4, for: "the header's length")
    let place = input.position
    let text = try input.bytes(Int(length), for: "the header")
    var literal = PythonLiteral(text)
    do {
      let entries = try literal.dictionary()
      try literal.end()
      guard case .text(let descr)? = entries["descr"] else {
        if case .other(let what)? = entries["descr"] {
          throw UnreadableArray(
            error: input.failure("header: descr is \(what); structures are not read", at: place))
        }
        throw PythonLiteral.Problem(place: 0, text: "expected a text 'descr'")
      }
      guard case .flag(let isFortran)? = entries["fortran_order"] else {
        throw PythonLiteral.Problem(place: 0, text: "expected 'fortran_order': True or False")
      }
      guard case .numbers(let shape)? = entries["shape"] else {
        throw PythonLiteral.Problem(place: 0, text: "expected 'shape': a tuple of sizes")
      }
      do {
        (type, isBigEndian) = try NPYHeader.type(descr)
      } catch let problem as PythonLiteral.Problem {
        let error = input.failure("header: \(problem.text)", at: place)
        throw NPYHeader.unreadable.contains(descr.dropFirst().first ?? " ")
          ? UnreadableArray(error: error) : error
      }
      self.isFortran = isFortran
      self.shape = shape
    } catch let problem as PythonLiteral.Problem {
      throw input.failure("header: \(problem.text)", at: place + problem.place)
    }
  }

  private static let types: [String: ElementType] = [
    "b1": .bool, "i1": .int8, "u1": .uint8, "i2": .int16, "u2": .uint16, "i4": .int32,
    "u4": .uint32, "i8": .int64, "u8": .uint64, "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  /// The type that `<f4` and its like name.
  private static func type(_ descr: String) throws -> (Kind, isBigEndian: Bool) {
    let known = "expected a number type such as '<f4'"
    if let order = descr.first, "<>|=".contains(order), let text = NPYText(descr.dropFirst()) {
      return (.text(text), order == ">")
    }
    guard let order = descr.first, "<>|=".contains(order),
      let type = types[String(descr.dropFirst())]
    else {
      let kind =
        switch descr.dropFirst().first {
        case "O": ": Python objects; save numbers, or a state dict as .safetensors"
        case "c": ": complex numbers"
        case "M", "m": ": dates"
        case "f": ": long double"
        default: ""
        }
      throw PythonLiteral.Problem(place: 0, text: "\(known), got \(quoted(descr))\(kind)")
    }
    return (.number(type), order == ">")
  }

  /// What types begin with that NumPy has and tensors have not: objects, complex numbers, dates, raw bytes, long
  /// doubles.
  private static let unreadable = "OcMmVf"

  /// Version 1, padded so that the elements begin at a multiple of 64.
  var encoded: [UInt8] {
    let name = NPYHeader.types.first { .number($0.value) == type }?.key ?? "f4"
    let sizes = shape.map { "\($0), " }.joined()
    let tuple = shape.count == 1 ? "(\(shape[0]),)" : "(\(sizes.dropLast(2)))"
    var text = Array(
      "{'descr': '<\(name)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': \(tuple), }"
        .utf8)
    while (11 + text.count) % 64 != 0 { text.append(0x20) }
    text.append(0x0A)
    return NPYHeader.magic + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text
  }
}
