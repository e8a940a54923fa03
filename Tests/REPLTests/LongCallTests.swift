import Foundation
import TestSupport
import Testing

/// The line that tells which call is taking long.
struct LongCallTests {
  /// It takes its two seconds on any machine.
  private static let work = """
    local net = nn.Sequential{nn.Linear(40, 100), nn.Tanh(), nn.Linear(100, 100), nn.Tanh(), nn.Linear(100, 5)}
    net:initialize{seed = 1}
    local x = tensor.randn(1, 40, {seed = 2})
    local r = attack.exact(net, x, net:predict(x), {timeout = 2}) print(r.status[1])
    """

  @Test func aTerminalIsToldAndTheLineGoesAway() throws {
    let place = try SessionTests.Place()
    let terminal = try PseudoTerminal(arguments: ["-e", Self.work], folder: place.scratch.path(""))
    #expect(terminal.expect("\r\u{1B}[Kattack.exact  1 s"))
    #expect(terminal.expect("\r\u{1B}[Ktimeout"))
    #expect(terminal.wait() == 0)
  }

  @Test func nothingIsWrittenWhereThereIsNoTerminal() throws {
    let place = try SessionTests.Place()
    let result = try place.run("-e", Self.work)
    #expect(result.output == "timeout\n" && result.errors.isEmpty)
  }
}
