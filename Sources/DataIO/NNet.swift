import Tensors

/// A network of fully connected layers with ReLU between them, as the ACAS Xu networks are written
/// (.nnet, Stanford Intelligent Systems Laboratory): comma-separated text.
///
/// The network is a function of normalised inputs: before it, inputs are clamped to their range
/// and become (x - mean) / range; after it, outputs become y * range + mean.
public struct NNet: Sendable {
  public struct Layer: Sendable {
    /// `[outputs, inputs]`.
    public let weight: Tensor
    /// `[outputs]`.
    public let bias: Tensor
  }

  public var layers: [Layer]
  /// Of each input, in raw units.
  public var minima: [Double]
  public var maxima: [Double]
  /// Of each input, then of the outputs.
  public var means: [Double]
  public var ranges: [Double]

  public var inputs: Int { minima.count }

  /// - Throws: `DataError` or `FormatError`, with file and line.
  public init(reading path: String, dtype: DType = .float32) throws {
    var text = try NumberLines(path: path)
    let sizes = try text.integers(4, for: "layers, inputs, outputs and largest layer")
    let (count, inputs, outputs) = (sizes[0], sizes[1], sizes[2])
    guard (1...1000).contains(count), inputs > 0, outputs > 0 else {
      throw text.failure("expected 1 to 1000 layers, inputs and outputs, got \(sizes)")
    }
    let widths = try text.integers(count + 1, for: "the size of every layer")
    guard widths[0] == inputs, widths[count] == outputs, widths.allSatisfy({ $0 > 0 }) else {
      throw text.failure("expected layer sizes from \(inputs) to \(outputs), got \(widths)")
    }
    try text.skipLine()
    minima = try text.numbers(inputs, for: "the smallest inputs")
    maxima = try text.numbers(inputs, for: "the largest inputs")
    means = try text.numbers(inputs + 1, for: "the means")
    ranges = try text.numbers(inputs + 1, for: "the ranges")
    guard ranges.allSatisfy({ $0 != 0 }) else { throw text.failure("a range is 0") }
    layers = []
    for k in 0..<count {
      var weights: [Double] = []
      for row in 0..<widths[k + 1] {
        weights += try text.numbers(widths[k], for: "row \(row + 1) of layer \(k + 1)")
      }
      var biases: [Double] = []
      for row in 0..<widths[k + 1] {
        biases += try text.numbers(1, for: "bias \(row + 1) of layer \(k + 1)")
      }
      layers.append(
        Layer(
          weight: try Tensor(weights, shape: Shape([widths[k + 1], widths[k]]), dtype: dtype),
          bias: try Tensor(biases, dtype: dtype)))
    }
    try text.requireEnd()
  }

  public init(
    layers: [Layer], minima: [Double], maxima: [Double], means: [Double], ranges: [Double]
  ) {
    self.layers = layers
    self.minima = minima
    self.maxima = maxima
    self.means = means
    self.ranges = ranges
  }

  public func write(to path: String) throws {
    func line(_ numbers: [Double]) -> String { numbers.map { "\($0)," }.joined() + "\n" }
    func line(_ numbers: [Int]) -> String { numbers.map { "\($0)," }.joined() + "\n" }
    let widths = [inputs] + layers.map { $0.bias.count }
    try AtomicFile.write(path) { output in
      try output.write("// Neural network, .nnet format\n")
      try output.write(line([layers.count, inputs, widths.last ?? 0, widths.max() ?? 0]))
      try output.write(line(widths) + "0,\n")
      try output.write(line(minima) + line(maxima) + line(means) + line(ranges))
      for layer in layers {
        let (weights, width) = (layer.weight.doubles, layer.weight.shape[1])
        for row in 0..<layer.bias.count {
          try output.write(line(Array(weights[row * width..<(row + 1) * width])))
        }
        for bias in layer.bias.doubles { try output.write(line([bias])) }
      }
    }
  }
}

/// Lines of numbers between commas, after lines that begin with `//`.
private struct NumberLines {
  private let path: String
  private var reader: CSVReader
  private var record = CSVRecord()

  init(path: String) throws {
    self.path = path
    reader = try CSVReader(path: path)
  }

  func failure(_ problem: String) -> FormatError {
    FormatError(path: path, place: "line \(record.line)", problem: problem)
  }

  private mutating func advance(for what: String) throws {
    repeat {
      guard try reader.read(into: &record) else {
        throw FormatError(
          path: path, place: "line \(record.line)", problem: "the file ends before \(what)")
      }
    } while record.bytes.starts(with: [0x2F, 0x2F])
  }

  mutating func skipLine() throws { try advance(for: "the flag line") }

  mutating func numbers(_ count: Int, for what: String) throws -> [Double] {
    try advance(for: what)
    var cells = record.count
    // Lines usually end with a comma, some with several.
    while cells > count, record.trimmed(cells - 1).isEmpty { cells -= 1 }
    guard cells == count else {
      throw failure("expected \(count) numbers for \(what), got \(cells)")
    }
    return try (0..<count).map { k in
      guard case .finite(let number) = DecimalNumber(record.trimmed(k)) else {
        let found = String(decoding: record.trimmed(k).prefix(60), as: UTF8.self)
        throw failure("expected a number for \(what), found \(quoted(found))")
      }
      return number
    }
  }

  mutating func integers(_ count: Int, for what: String) throws -> [Int] {
    // As many cells as asked for must be there, so the count is bounded by the file.
    try numbers(count, for: what).map { number in
      guard let integer = Int(exactly: number), abs(integer) < 1 << 31 else {
        throw failure("expected whole numbers for \(what), found \(number)")
      }
      return integer
    }
  }

  mutating func requireEnd() throws {
    while try reader.read(into: &record) {
      guard record.bytes.isEmpty else { throw failure("the file goes on after the last bias") }
    }
  }
}
