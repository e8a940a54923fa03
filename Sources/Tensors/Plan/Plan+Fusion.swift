import Foundation
import Synchronization

extension Plan {
  private static let fusesFlag = Atomic<Bool>(true)

  /// Whether elementwise operations of plans made from now on run together, tile by tile. Without, each runs
  /// alone: to find out whether a wrong result comes from fusing.
  public static var fuses: Bool {
    get { fusesFlag.load(ordering: .relaxed) }
    set { fusesFlag.store(newValue, ordering: .relaxed) }
  }

  /// Set by the variable `TARN_FAULT=fusion`: fused groups are wrong on purpose, which tests must find.
  static let hasFault = ProcessInfo.processInfo.environment["TARN_FAULT"] == "fusion"
}
