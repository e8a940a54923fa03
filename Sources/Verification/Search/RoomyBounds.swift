import Reachability
import Regions
import Synchronization
import Tensors

/// Lower bounds of a graph's outputs, as far as memory has room for them. They are made when they are first asked for.
final class RoomyBounds: Sendable {
  private let graph: Graph
  private let options: BoundOptions
  private let state = Guarded<State>(.unknown)

  private enum State {
    case unknown
    case ready(any PreparedBounds)
    /// Memory was too small once, and is for good.
    case tooLarge
  }

  init(_ graph: Graph, _ options: BoundOptions) {
    self.graph = graph
    self.options = options
  }

  /// Nil where there is no room.
  func callAsFunction(lower: Tensor, upper: Tensor) throws -> [Double]? {
    do {
      guard let bounds = try prepared() else { return nil }
      return try bounds(lower: lower, upper: upper, []).lower.tensor().doubles
    } catch TensorError.outOfMemory {
      state.withLock { $0 = .tooLarge }
      return nil
    }
  }

  private func prepared() throws -> (any PreparedBounds)? {
    try state.withLock { state in
      switch state {
      case .ready(let bounds): return bounds
      case .tooLarge: return nil
      case .unknown:
        let bounds = try Box.prepared(graph, graph.inputTypes, options)
        state = .ready(bounds)
        return bounds
      }
    }
  }
}
