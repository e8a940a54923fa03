import Certificates
import Foundation
import Landscape
import Tensors
import Testing

/// What is proved is true, and what is not true is not proved.
@Suite struct StationaryProofTests {
  private func surface(_ n: Int, _ function: (Value) throws -> Value) throws -> PlanSurface {
    try PlanSurface(dimension: n, function)
  }

  private func certify(
    _ surface: PlanSurface, _ x: [Double], index: Int = 0, _ symmetry: any Symmetry = NoSymmetry()
  ) throws -> Certificate {
    try PointVerifier(surface, symmetry).certify(x, index: index)
  }

  private func failure(
    _ surface: PlanSurface, _ x: [Double], index: Int = 0, _ symmetry: any Symmetry = NoSymmetry()
  ) throws -> CertificateFailure? {
    do {
      _ = try certify(surface, x, index: index, symmetry)
      return nil
    } catch let failure as CertificateFailure { return failure }
  }

  /// sum of (x_i^2 - 2)^2: minima at all signs of sqrt 2, a maximum of each part at 0.
  private func wells(_ n: Int) throws -> PlanSurface {
    try surface(n) { try ($0 * $0 - 2).square().sum() }
  }

  @Test func minimaSaddlesAndMaximaHaveTheirIndex() throws {
    let wells = try wells(3)
    let root = 2.0.squareRoot()
    for (x, index) in [
      ([root, -root, root], 0), ([0, root, root], 1), ([0, 0, -root], 2), ([0, 0, 0], 3),
    ] {
      let found = try certify(wells, x, index: index)
      #expect(found.index == index && found.distance < 1e-14 && found.contraction < 1e-6)
      #expect(found.energy.contains(4 * Double(index)))
      for other in 0...3 where other != index {
        #expect(
          try failure(wells, x, index: other) == .index(found: index, expected: other))
      }
    }
  }

  #if arch(x86_64)
    /// The true point, known to more digits, is as near as is said.
    @Test func theTruthIsWithinTheDistance() throws {
      let wells = try wells(1)
      let root = Float80(2).squareRoot()
      for shift in [0, 1e-12, -3e-10, 4e-9] {
        let x = 2.0.squareRoot() + shift
        let found = try certify(wells, [x])
        #expect(abs(Float80(x) - root) <= Float80(found.distance))
        #expect(found.distance < abs(shift) + 1e-14)
      }
    }
  #endif

  @Test func movedPointsAreRefused() throws {
    let wells = try wells(2)
    let root = 2.0.squareRoot()
    for move in [[1e-6, 0], [0, -1e-6], [7e-7, 7e-7]] {
      let x = [root + move[0], -root + move[1]]
      guard case .displaced = try failure(wells, x) else {
        Issue.record("moved by \(move)")
        continue
      }
    }
  }

  @Test func flatPointsAreRefused() throws {
    let flat = try surface(2) { x in
      let (a, b) = (try x.sliced(0, 0..<1), try x.sliced(0, 1..<2))
      return try (a.square().square() + b.square()).sum()
    }
    guard case .notContracting = try failure(flat, [0, 0]) else {
      Issue.record("x^4 has no strict minimum of second order")
      return
    }
    // The stationary point is far away.
    let slope = try surface(1) { try ($0 * $0 * 1e-9 + $0).sum() }
    #expect(try failure(slope, [0]) != nil)
  }

  @Test func whatIsNotSmoothIsNamed() throws {
    let kinked = try surface(2) { try ($0 - 1).square().sum() + $0.relu().sum() * 0.1 }
    // Beside the kink it is smooth, on it nothing holds.
    #expect(try failure(kinked, [0.95, 0.95]) == nil)
    let valley = try surface(1) { try ($0.abs() + $0.square()).sum() }
    #expect(try failure(valley, [0]) != nil)
    #expect(
      try failure(surface(2) { try $0.square().sum() + $0.stopGradient().sum() }, [0, 0])
        == .notSmooth(operation: "stop_gradient"))
    #expect(
      try failure(surface(2) { try ($0.square() + 1).product([0]).sum() }, [0, 0])
        == .unbounded(operation: "prod"))
  }

  /// The second derivative jumps next to the minimum, by so little that the Hessian stays regular.
  @Test func kinksWithinTheBallAreSeen() throws {
    let seam = try surface(1) { try ($0.square() + ($0 - 1e-17).relu().square() * 0.1).sum() }
    #expect(try failure(seam, [0]) == .kink)
  }

  // MARK: - Planted faults

  /// Enclosures with the Hessian changed at some places.
  private func planted(
    _ surface: PlanSurface, _ changes: [(Int, Int, Double)]
  ) throws -> EnclosedEnergy {
    let n = surface.dimension
    let hessian = try EnclosedEnergy.products(of: surface.graph, block: n)
    var elements = [Double](repeating: 0, count: n * n)
    for (i, j, change) in changes { elements[i * n + j] += change }
    let fault = Value.tensor(try Tensor(elements, shape: Shape([n, n]), dtype: .float64))
    let products = try Trace.graph(hessian.inputTypes) { inputs in
      [try hessian(inputs)[0] + inputs[1].matmul(fault)]
    }.graph
    return try EnclosedEnergy(surface.graph, products: products)
  }

  @Test func wrongElementsOfTheHessianAreSeen() throws {
    let wells = try surface(3) { x in
      try (x * x - 2).square().sum() + (x * x.sum()).sum() * 0.1
    }
    let evaluator = try wells.makeEvaluator()
    var x = [1.3, 1.3, 1.3]
    for _ in 0..<60 {
      var gradient = x
      _ = try evaluator.energy(x, gradient: &gradient)
      for k in x.indices { x[k] -= 0.05 * gradient[k] }
    }
    func failure(_ changes: [(Int, Int, Double)]) throws -> CertificateFailure? {
      let verifier = PointVerifier(
        enclosed: try planted(wells, changes), wells, NoSymmetry())
      do {
        _ = try verifier.certify(x, index: 0)
        return nil
      } catch let failure as CertificateFailure { return failure }
    }
    #expect(try failure([]) == nil)
    for size in [1e-3, -0.1, 1] {
      guard case .asymmetric = try failure([(0, 1, size)]) else {
        Issue.record("a fault of \(size) on one side")
        continue
      }
      for fault in [[(1, 1, size)], [(0, 2, size), (2, 0, size)]] {
        guard case .inconsistent = try failure(fault) else {
          Issue.record("a symmetric fault of \(size)")
          continue
        }
      }
    }
  }

  // MARK: - Symmetries

  private func lennardJones(_ atoms: Int) throws -> PlanSurface {
    var (left, right): ([Double], [Double]) = ([], [])
    for i in 0..<atoms {
      for j in 0..<i { (left, right) = (left + [Double(i)], right + [Double(j)]) }
    }
    let l = Value.tensor(try Tensor(left, dtype: .int32))
    let r = Value.tensor(try Tensor(right, dtype: .int32))
    return try surface(3 * atoms) { x in
      let p = try x.reshaped(to: Shape([atoms, 3]))
      let square = try (p.gathered(0, l) - p.gathered(0, r)).square().sum([1])
      let s = try square.power(-3)
      return try ((s * s - s) * 4).sum()
    }
  }

  @Test func trimersOfAtomsAreProvedUpToMotions() throws {
    let surface = try lennardJones(3)
    let side = pow(2, 1.0 / 6)
    let symmetry = RigidSymmetry(particles: 3)
    let triangle = [0, 0, 0, side, 0, 0, side / 2, side * 3.0.squareRoot() / 2, 0]
    let found = try certify(surface, triangle, symmetry)
    #expect(found.zeroModes == 6 && found.index == 0 && found.distance < 1e-13)
    #expect(found.energy.contains(-3))
    // The chain is a saddle of index 1 in two directions of bending; in a plane of one.
    let bond = pow(2 * (1 + pow(2, -13.0)) / (1 + pow(2, -7.0)), 1.0 / 6)
    let chain = [-bond, 0, 0, 0, 0, 0, bond, 0, 0]
    let line = try certify(surface, chain, index: 2, symmetry)
    #expect(line.zeroModes == 5)
    // Without the symmetry nothing holds the cluster.
    #expect(try failure(surface, triangle) != nil)
  }

  /// Zero modes that are claimed, and are none.
  @Test func falseSymmetriesAreRefused() throws {
    struct Claim: Symmetry {
      var explains: Bool
      var summary: String { "claim" }
      func aligned(_ b: [Double], to a: [Double]) -> [Double] { b }
      func multiplicity(of x: [Double], tolerance: Double) -> Double { 1 }
      func invariants(of x: [Double]) -> SymmetryInvariants { SymmetryInvariants(0, 0) }
      func zeroModes(at x: [Double]) -> [[Double]] { [[1, 0]] }
      func tangents(at x: [Double]) -> SymmetryTangents {
        SymmetryTangents(rows: explains ? [[1, 0]] : [], rate: 0)
      }
    }
    let trough = try surface(2) { try $0.sliced(0, 1..<2).square().sum() }
    #expect(try certify(trough, [5, 0], Claim(explains: true)).zeroModes == 1)
    #expect(
      try failure(trough, [5, 0], Claim(explains: false)) == .zeroModes(explained: 0, found: 1))
  }
}
