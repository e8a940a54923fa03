import ArgumentParser

/// `--memory 8G`
struct MemoryLimit: ParsableArguments {
  @Option(
    name: .customLong("memory"), parsing: .unconditional,
    help: ArgumentHelp(
      "Ceiling of all memory, such as 8G or 500M; 80 % of what there is unless given.",
      valueName: "size"),
    transform: { try ByteCount($0) })
  var size: ByteCount?

  var bytes: Int? { size?.bytes }
}

/// A number of bytes, with a suffix K, M, G or T (powers of 1024).
struct ByteCount {
  let bytes: Int

  init(_ argument: String) throws {
    var digits = argument.uppercased()
    if digits.hasSuffix("B") { digits.removeLast() }
    let shifts: [Character: Double] = [
      "K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776,
    ]
    var unit = 1.0
    if let last = digits.last, let factor = shifts[last] {
      unit = factor
      digits.removeLast()
    }
    if let number = Double(digits), number * unit >= 0x1p62 {
      throw ValidationError("'\(argument)' is more than any machine has")
    }
    guard let number = Double(digits), number > 0 else {
      throw ValidationError(
        "a size is a number above 0 with K, M, G or T, such as 8G; got '\(argument)'")
    }
    bytes = Int(number * unit)
  }
}
