import Landscape
import Tensors

/// Proves points of one surface, on any thread: each thread takes a proof of its own.
public final class PointVerifier: Sendable {
  private let surface: any EnergySurface
  private let symmetry: any Symmetry
  private let options: CertificateOptions
  /// Or why nothing can be proved of this energy.
  private let energy: Result<EnclosedEnergy, CertificateFailure>
  private let idle = Guarded<[StationaryProof]>([])

  public init(
    _ surface: any EnergySurface, _ symmetry: any Symmetry,
    options: CertificateOptions = CertificateOptions()
  ) throws {
    self.surface = surface
    self.symmetry = symmetry
    self.options = options
    do {
      guard let plans = surface as? PlanSurface else { throw CertificateFailure.noEnergy }
      energy = .success(try EnclosedEnergy(plans))
    } catch let failure as CertificateFailure { energy = .failure(failure) }
  }

  /// The same of enclosures that were made elsewhere.
  package init(
    enclosed energy: EnclosedEnergy, _ surface: any EnergySurface, _ symmetry: any Symmetry,
    options: CertificateOptions = CertificateOptions()
  ) {
    self.surface = surface
    self.symmetry = symmetry
    self.options = options
    self.energy = .success(energy)
  }

  /// - Parameters:
  ///   - x: a stored point.
  ///   - index: negative eigenvalues that it is said to have.
  /// - Throws: ``CertificateFailure``: why it is not proved.
  public func certify(_ x: [Double], index: Int) throws -> Certificate {
    let energy = try energy.get()
    let proof =
      try idle.withLock { $0.popLast() }
      ?? StationaryProof(energy, surface, symmetry, tolerance: options.tolerance)
    defer { idle.withLock { $0.append(proof) } }
    return try proof.certify(x, index: index)
  }
}
