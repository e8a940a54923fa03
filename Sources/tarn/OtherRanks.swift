import Foundation
import LuaBridge
import Ranks

/// The processes that mpirun has started together: one of them speaks for all.
enum OtherRanks {
  static func find() {
    do {
      if let note = try World.start() { StandardError.write("tarn: \(note)") }
    } catch {
      StandardError.write("tarn: \(error)")
      exit(1)
    }
    let world = World.current
    guard world.rank > 0 else { return }
    // What scripts print all ranks print alike.
    let nowhere = open("/dev/null", O_WRONLY)
    if nowhere >= 0 {
      dup2(nowhere, 1)
      close(nowhere)
    }
    StandardError.writes { !world.isAgreed($0) }
  }
}
