import Atlases
import Certificates
import DataIO
import Landscape
import Layers
import Losses
import NetworkLandscape
import TestSupport
import Testing

@Suite struct AtlasVerificationTests {
  private func iris(_ lambda: Double) throws -> Atlas {
    let data = try BundledData.iris.load(standardLibrary: Repository.standardLibrary)
    let net = try Network([Linear(4, 10), Tanh(), Linear(10, 3)])
    return try NetworkLandscape(
      net, Loss(CrossEntropy()) + Loss(L2(lambda)), data.standardized()
    ).open(":memory:")
  }

  /// All of them, with the same result on any number of threads.
  @Test(arguments: [1e-2, 1e-4, 1e-5]) func minimaOfIrisAreProved(_ lambda: Double) throws {
    let atlas = try iris(lambda)
    var starts = MultistartOptions()
    starts.points = 40
    starts.scale = 2
    starts.workers = 2
    _ = try atlas.multistart(starts)
    #expect(atlas.count >= 1)
    var options = CertificateOptions()
    let report = try atlas.verify(options)
    #expect(report.failed.filter { $0.kind != .degenerate } == [])
    #expect(report.proved == atlas.count && report.largestDistance < 1e-7)
    options.workers = 2
    let other = try atlas.verify(options)
    #expect(other.proved == report.proved && other.largestDistance == report.largestDistance)
    // Nothing is as near as that.
    options.tolerance = 1e-13
    let strict = try atlas.verify(options)
    #expect(strict.proved == 0 && strict.failed.count == report.proved + report.failed.count)
    #expect(
      strict.failed.allSatisfy { $0.reason.hasPrefix("not stationary") || $0.kind == .degenerate })
  }

  /// The same point under two numbers, as somebody might have stored it.
  @Test func equalPointsAreNotDistinct() throws {
    let certificate = Certificate(
      distance: 1e-12, energy: 1...1.0000000001, index: 0, zeroModes: 0, contraction: 0.1)
    let x = [1, 2.0]
    let invariants = NoSymmetry().invariants(of: x)
    var points = DistinctPoints()
    for id in [3, 5, 9] { points.add(id: id, certificate, invariants) }
    let found = try points.undistinguished(
      coordinates: { $0 == 9 ? [2.0, 1] : x }, NoSymmetry())
    #expect(found.map(\.id) == [5] && found.map(\.other) == [3])
    // Another energy, or another invariant, tells them apart.
    var apart = DistinctPoints()
    apart.add(id: 1, certificate, invariants)
    var higher = certificate
    higher.energy = 1.1...1.2
    apart.add(id: 2, higher, invariants)
    apart.add(id: 3, certificate, SymmetryInvariants(7, 8))
    #expect(
      try apart.undistinguished(coordinates: { _ in x }, NoSymmetry()).isEmpty)
  }

  @Test func optionsAreChecked() throws {
    let atlas = try iris(1e-2)
    var options = CertificateOptions()
    options.tolerance = 0
    #expect(throws: (any Error).self) { try atlas.verify(options) }
    #expect(try atlas.verify().proved == 0)
    try atlas.close()
    #expect(throws: (any Error).self) { try atlas.verify() }
  }
}
