import Tensors

/// What a thread needs to find transition states and the minima below them.
package final class SaddleWorker {
  package let finder: SaddleFinder
  package let known: KnownPoints
  private let minima: KnownPoints
  /// Eigenvectors of minima asked for lately.
  private var spectra: [Int: [[Double]]] = [:]
  private static let cached = 64
  /// Above so many coordinates directions are not eigenvectors but random.
  private static let spectrumLimit = 256

  package init(finder: SaddleFinder, known: KnownPoints, minima: KnownPoints) {
    self.finder = finder
    self.known = known
    self.minima = minima
  }

  /// The unit eigenvectors at a minimum off the symmetry's zero modes, softest first; nil for large surfaces and on kinks.
  func modes(of id: Int) throws -> [[Double]]? {
    if let found = spectra[id] { return found }
    let x = try minima.coordinates(of: id)
    guard x.count <= SaddleWorker.spectrumLimit else { return nil }
    let model: FactoredHessian
    do {
      model = try FactoredHessian(
        finder.evaluations, at: x, modes: finder.symmetry.zeroModes(at: x))
    } catch SymmetricEigenError.notFinite { return nil }
    let spectrum = try Spectrum(model, zero: finder.quench.zeroModeTolerance)
    let modes = spectrum.values.indices.map { spectrum.vector($0) }
    if spectra.count >= SaddleWorker.cached { spectra = [:] }
    spectra[id] = modes
    return modes
  }

  func coordinates(of minimum: Int) throws -> [Double] { try minima.coordinates(of: minimum) }
}
