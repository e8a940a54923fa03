import Landscape

/// In place of an energy that is not known: points of another program are all there is.
public struct ImportedSurface: EnergySurface {
  public let dimension: Int
  /// The atlas, for the error.
  let path: String

  public func makeEvaluator() throws -> any EnergyEvaluator { Evaluator(path: path) }

  /// Whatever asks for a value is told that there is none.
  private final class Evaluator: EnergyEvaluator {
    let path: String

    init(path: String) { self.path = path }

    func valueAndGradient(
      _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) throws -> Double {
      throw ExchangeError.withoutEnergy(path: path)
    }

    func hessian(_ x: [Double]) throws -> [Double] {
      throw ExchangeError.withoutEnergy(path: path)
    }
  }
}

extension Atlas {
  /// False for points that were imported without their energy.
  public var hasEnergy: Bool { !(surface is ImportedSurface) }

  /// - Throws: `ExchangeError.withoutEnergy`.
  func requireEnergy() throws {
    if !hasEnergy { throw ExchangeError.withoutEnergy(path: path) }
  }
}
