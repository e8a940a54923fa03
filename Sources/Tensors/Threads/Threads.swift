import Foundation
import Synchronization

/// How many threads work inside one operation or plan.
public enum Threads {
  private static let number = Atomic<Int>(ProcessInfo.processInfo.activeProcessorCount)

  public static let most = 64

  /// Results do not depend on it.
  public static var count: Int {
    get { number.load(ordering: .relaxed) }
    set { number.store(min(max(newValue, 1), most), ordering: .relaxed) }
  }
}
