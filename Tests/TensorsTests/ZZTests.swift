import Tensors
import Testing
import Foundation
@Suite struct ZZTests {
  func rnd(_ s: [Int]) throws -> Value {
    var g = CounterRandom(seed: 3); let sh = try Shape(s)
    return .tensor(try Tensor((0..<sh.count).map { _ in g.normal() }, shape: sh, dtype: .float64))
  }
  @Test func steps() throws {
    let x = try rnd([150,4]); let t = try rnd([150,3]); 
    func f(_ w: Value) throws -> Value {
      let w1 = try w.sliced(0, 0..<40).reshaped(to: Shape([10,4])), b1 = try w.sliced(0, 40..<50)
      let w2 = try w.sliced(0, 50..<80).reshaped(to: Shape([3,10])), b2 = try w.sliced(0, 80..<83)
      let h = try (x.matmul(transposed: w1) + b1).tanh()
      let z = try h.matmul(transposed: w2) + b2
      return try z.logSumExp([1]).mean() - (z * t).sum() / 150.0 + w.square().sum() * 1e-3
    }
    let w = try rnd([83])
    let (g, _) = try Trace.graph([w.type]) { let r = try valueAndGradient(of: { try f($0[0]) }, at: $0); return [r.value, r.gradient] }
    let plan = try Plan(g)
    print(plan.stepNames.joined(separator: "\n"))
    let ws = try plan.makeWorkspace()
    let wt = try w.tensor()
    let out = UnsafeMutableRawPointer.allocate(byteCount: 8*100, alignment: 64)
    ws.setInput(0, wt.withElements(as: Double.self) { UnsafeRawPointer($0.baseAddress!) })
    ws.setOutput(0, out); ws.setOutput(1, out + 64)
    var best = 1e9, all: [Double] = []
    for _ in 0..<50 { let t = clock(); for _ in 0..<2000 { try ws.run() }; let d = Double(clock()-t)/2000; best = min(best,d); all.append(d) }
    print("best", best, "median", all.sorted()[25])
    let t0 = clock()
    for _ in 0..<200 { _ = try Plan(g) }
    print("plan us", Double(clock()-t0)/200, g.nodes.count)
    let t1 = clock()
    for _ in 0..<200 { _ = try Trace.graph([w.type]) { let r = try valueAndGradient(of: { try f($0[0]) }, at: $0); return [r.value, r.gradient] } }
    print("trace us", Double(clock()-t1)/200)
  }
}
