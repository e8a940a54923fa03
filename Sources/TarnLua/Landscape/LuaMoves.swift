import Atlases
import Foundation
import Landscape
import LuaBridge
import Tensors

/// Moves of basin hopping that Lua functions are: each a plan from a point to a point, with keys for what it draws, so that
/// any thread can make them and a run can be repeated.
final class LuaMoves: ScriptMoves, @unchecked Sendable {
  private struct Move {
    let plan: Plan
    /// The inputs after the point: fixed, or a key that is drawn anew each time (nil).
    let inputs: [Tensor?]
  }

  private let moves: [Move]
  let identity: String

  var count: Int { moves.count }

  init(_ functions: [LuaFunction], dimension: Int, _ session: Session) throws {
    let type = TensorType(try Shape([dimension]), .float64)
    moves = try functions.enumerated().map { number, function in
      let traced = try Trace.graph([type], collecting: (any ImplicitSource).self) { values in
        let result = try session.call(function, values).cast(to: .float64)
        guard result.shape == type.shape else {
          throw MessageError(
            "basin_hop: move \(number + 1) returns a tensor of shape \(result.shape), expected \(type.shape)"
          )
        }
        return [result]
      }
      return Move(
        plan: try Plan.cached(traced.graph),
        inputs: try traced.implicit.map { input in
          input.source is DrawnKey ? nil : try input.source.current()
        })
    }
    // Their results at two points, with fixed keys: what a run is known by.
    let evaluator = Evaluator(moves)
    var words: [String] = []
    for number in moves.indices {
      for key in 1...2 as ClosedRange<UInt64> {
        var random = CounterRandom(seed: key)
        let x = (0..<dimension).map { _ in random.symmetric() }
        let moved = try evaluator.apply(number, to: x, key: key)
        var sum = 0.0
        for (k, value) in moved.enumerated() { sum += value * Double(k % 7 + 1) }
        words.append(String(format: "%.9g", sum))
      }
    }
    identity = words.joined(separator: " ")
  }

  func makeEvaluator() throws -> any MoveEvaluator { Evaluator(moves) }

  private final class Evaluator: MoveEvaluator {
    private let moves: [Move]

    init(_ moves: [Move]) { self.moves = moves }

    func apply(_ number: Int, to x: [Double], key: UInt64) throws -> [Double] {
      let move = moves[number]
      var random = CounterRandom(seed: key)
      var tensors: [Tensor] = []
      for input in move.inputs {
        tensors.append(
          try input
            ?? Tensor(
              (0..<4).map { _ in Int32(truncatingIfNeeded: random.next()) }, shape: Shape([4])))
      }
      tensors.insert(try Tensor(x, dtype: .float64), at: 0)
      return try move.plan(tensors)[0].doubles
    }
  }
}
