import DataIO
import Foundation
import Landscape
import Layers
import Losses
import NetworkLandscape
import Tensors
import TestSupport
import Testing

@Suite struct FilterNormalizationTests {
  private static func norm(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test("Each filter of a direction has the norm of the filter of the network; biases stay")
  func filters() throws {
    let net = try Network(
      [Conv2d(2, 3, kernel: Extent(3)), ReLU(), Flatten(), Linear(12, 4)], seed: 3, dtype: .float64)
    let parameters = try net.parameters.tensor().doubles
    let direction = try net.randomDirections(1, .filter, ignoreBias: true, seed: 8)[0]
    for block in net.blocks {
      guard block.shape.rank > 1 else {
        #expect(direction[block.range].allSatisfy { $0 == 0 })
        continue
      }
      let length = block.shape.count / block.shape[0]
      for filter in 0..<block.shape[0] {
        let first = block.range.lowerBound + filter * length
        let range = first..<first + length
        expectClose(
          Self.norm(direction[range]), Self.norm(parameters[range]), relative: 1e-14)
        #expect(direction[range] != parameters[range])
      }
    }
  }

  @Test("Layers are scaled as a whole, and biases are left as they are drawn if they are wanted")
  func layers() throws {
    let net = try Network([Linear(3, 5), Tanh(), Linear(5, 2)], seed: 1, dtype: .float64)
    let parameters = try net.parameters.tensor().doubles
    let drawn = try net.randomDirections(2, .none, ignoreBias: false, seed: 4)
    #expect(drawn[0] != drawn[1])
    let scaled = try net.scaled(drawn[0], .layer, ignoreBias: false)
    for block in net.blocks {
      if block.shape.rank > 1 {
        expectClose(
          Self.norm(scaled[block.range]), Self.norm(parameters[block.range]), relative: 1e-14)
      } else {
        #expect(scaled[block.range] == drawn[0][block.range])
      }
    }
    #expect(try net.scaled(drawn[0], .none, ignoreBias: false) == drawn[0])
  }

  /// Li et al., section 4: a rectified network whose layer is enlarged and the next one made smaller is the same function, and
  /// has the same slice along filter-normalised directions, unlike along raw ones.
  @Test func slicesOfRescaledNetworksAreOne() throws {
    let data = try BundledData.iris.load(
      standardLibrary: Repository.standardLibrary, dtype: .float64
    ).standardized()
    let net = try Network([Linear(4, 6), ReLU(), Linear(6, 3)], seed: 2, dtype: .float64)
    var rescaled = try net.parameters.tensor().doubles
    for block in net.blocks {
      let factor = block.layer == 0 ? 8.0 : block.isBias ? 1 : 0.125
      for k in block.range { rescaled[k] *= factor }
    }
    let other = try net.with(parameters: .tensor(Tensor(rescaled, dtype: .float64)))
    func slice(_ net: Network, _ scale: DirectionScale) throws -> [Double] {
      let values = try LossValues(net, Loss(CrossEntropy()), LandscapeSamples(data))
      let grid = try SliceGrid(
        origin: net.parameters.tensor().doubles,
        directions: net.randomDirections(2, scale, ignoreBias: true, seed: 1),
        ranges: [-1...1, -1...1], steps: [5, 5])
      return try values(at: grid.places.map(grid.point))
    }
    expectClose(try slice(net, .filter), try slice(other, .filter), relative: 1e-12)
    let (raw, rawOther) = (try slice(net, .none), try slice(other, .none))
    #expect(zip(raw, rawOther).contains { abs($0 - $1) > 0.1 })
  }

  @Test("Values are those of the loss, whatever the workers")
  func values() throws {
    let data = try BundledData.iris.load(
      standardLibrary: Repository.standardLibrary, dtype: .float64)
    let net = try Network([Linear(4, 3), Tanh(), Linear(3, 3)], seed: 5)
    let loss = Loss(CrossEntropy()) + Loss(L2(1e-3))
    let samples = try LandscapeSamples(data)
    let values = try LossValues(net, loss, samples)
    var random = CounterRandom(seed: 6)
    let points = (0..<37).map { _ in (0..<net.parameterCount).map { _ in random.normal() } }
    let found = try values(at: points)
    for (point, value) in zip(points, found) {
      let there = try net.with(parameters: .tensor(Tensor(point, dtype: .float64)))
      expectClose(
        value, try loss(there, samples.x, samples.y).tensor().item(), relative: 1e-13)
    }
    #expect(try values(at: points, workers: 3) == found)
    #expect(throws: SurfaceError.self) { try values(at: [[1, 2]]) }
  }

  @Test func directionsOfAnotherLengthAreAnError() throws {
    let net = try Network([Linear(2, 2)])
    #expect(throws: SliceError.length(direction: 0, expected: 6, got: 5)) {
      try net.scaled([1, 2, 3, 4, 5], .filter, ignoreBias: true)
    }
  }
}
