import Layers
import Losses
import Tensors
import Testing

@Suite struct ScheduleTests {
  private func values(_ schedule: Schedule, _ epochs: Int) -> [Double] {
    (1...epochs).map { schedule.value(epoch: $0) }
  }

  @Test func curves() {
    #expect(
      values(Schedule(from: 0, .ramp(to: 1, epochs: 4)), 6) == [0, 0.25, 0.5, 0.75, 1, 1])
    #expect(
      values(Schedule(from: 8, .step(factor: 0.5, every: 2)), 5) == [8, 8, 4, 4, 2])
    let cosine = values(Schedule(from: 1, .cosine(to: 0, epochs: 2)), 4)
    #expect(cosine[0] == 1 && abs(cosine[1] - 0.5) < 1e-15 && cosine[2] == 0 && cosine[3] == 0)
  }

  @Test func endsAreExact() {
    for end in [0.1, -3.7, 1e-30] {
      let ramp = Schedule(from: 0.3, .ramp(to: end, epochs: 7))
      #expect(ramp.value(epoch: 1) == 0.3 && ramp.value(epoch: 8) == end && ramp.rest == end)
    }
  }

  @Test func weightsOutsideATrainingAreTheLast() throws {
    let net = try Network([Linear(2, 2)], dtype: .float64)
    let (x, y) = (try Value.scalar(1), try Value.scalar(1))
    let loss = Schedule(from: 0, .ramp(to: 2, epochs: 3)) * (0.5 * Loss(L2(1)))
    let plain = try L2(1)(net, x, y).tensor().item()
    #expect(try loss(net, x, y).tensor().item() == plain)
    #expect(loss.description == "0.5 * optim.ramp(0.0, 2.0, 3) * l2(1.0)")
  }
}
