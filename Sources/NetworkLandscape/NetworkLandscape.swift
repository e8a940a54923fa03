import Atlases
import DataIO
import Landscape
import Layers
import Losses
import Tensors

/// The landscape of a network: a loss on fixed data as a function of all parameters, in float64, with
/// the exchanges of hidden units that leave it as it is.
///
/// ```swift
/// let net = try Network([Linear(4, 10), Tanh(), Linear(10, 3)])
/// let landscape = try NetworkLandscape(
///   net, Loss(CrossEntropy()) + Loss(L2(0.01)), BundledData.iris.load(standardLibrary: path))
/// let atlas = try landscape.open("iris.atlas")
/// let report = try atlas.basinHop(BasinHoppingOptions())
/// let best = try landscape.network(at: atlas.minima()[0].x)
/// ```
public struct NetworkLandscape {
  /// The network at its own parameters, in float64.
  public let network: Network
  public let loss: Loss
  public let samples: LandscapeSamples
  public let surface: PlanSurface
  public let symmetry: any Symmetry
  /// What an atlas keeps of the loss, and compares when it is opened again.
  public let description: [String: String]

  /// - Throws: what the loss says of shapes and classes, here where values are known; a loss that is
  ///   not finite at the network's own parameters.
  public init(_ network: Network, _ loss: Loss, _ samples: LandscapeSamples) throws {
    let start = try network.with(parameters: network.parameters.cast(to: .float64))
    let (x, y) = (samples.x, samples.y)
    let value = try loss(start, x, y).tensor().item()
    guard value.isFinite else { throw NetworkLandscapeError.loss(value) }
    let surface = try PlanSurface(dimension: network.parameterCount) {
      try loss(start.with(parameters: $0), x, y)
    }
    self.network = start
    self.loss = loss
    self.samples = samples
    self.surface = surface
    symmetry = try NetworkSymmetry.find(start, x, surface)
    description = [
      "net": network.layers.map(\.name).joined(separator: ", "), "loss": loss.description,
      "data": "\(x.shape) with \(y.shape) targets",
    ]
  }

  public init(_ network: Network, _ loss: Loss, _ data: Dataset) throws {
    try self.init(network, loss, LandscapeSamples(data))
  }

  /// Opens the atlas of minima at `path`, or makes it; ":memory:" is one without a file. An atlas that
  /// was made with another network, loss or data is an error that says what differs.
  public func open(
    _ path: String, options given: Atlas.Options = Atlas.Options(), shards: String? = nil
  ) throws -> Atlas {
    var options = given
    if options.layers.isEmpty { options.layers = layers }
    return try Atlas.open(
      path: path, surface: surface, symmetry: symmetry, description: description, options: options,
      shards: shards)
  }

  /// The parameters of each layer.
  private var layers: [[Int]] {
    Dictionary(grouping: network.blocks, by: \.layer).sorted { $0.key < $1.key }
      .map { $0.value.flatMap { Array($0.range) } }
  }

  /// The network at a point of the landscape.
  public func network(at x: [Double]) throws -> Network {
    try network.with(parameters: .tensor(Tensor(x, dtype: .float64)))
  }
}

/// Why a loss has no landscape.
public enum NetworkLandscapeError: Error, Equatable, CustomStringConvertible {
  case samplesNotFinite
  /// The loss at the network's own parameters.
  case loss(Double)

  public var description: String {
    switch self {
    case .samplesNotFinite: "data.x contains NaN or infinity"
    case .loss(let value): "the loss is \(value) at the network's own parameters"
    }
  }
}
