import CKernels

/// The memory in which one thread runs a plan. Running allocates nothing and counts no references.
public final class Workspace: @unchecked Sendable {
  /// Nil while the plan itself keeps this workspace: otherwise neither would ever go.
  var plan: Plan?
  let threads: Int
  private let memory: Storage
  private let operands: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  /// Entries of the operand table that hold input k, or output k, and how far into it.
  private var inputPlaces: [[(entry: Int, offset: Int)]]
  private var outputPlaces: [[(entry: Int, offset: Int)]]

  init(_ plan: Plan, threads: Int) throws {
    self.plan = plan
    self.threads = threads
    memory = try Storage(byteCount: plan.arenaBytes + threads * plan.scratchBytes)
    operands = .allocate(capacity: max(plan.operands.count, 1))
    inputPlaces = Array(repeating: [], count: plan.inputTypes.count)
    outputPlaces = Array(repeating: [], count: plan.outputTypes.count)
    for (entry, location) in plan.operands.enumerated() {
      var pointer: UnsafeMutableRawPointer?
      switch location {
      case .input(let k, let offset): inputPlaces[k].append((entry, offset))
      case .output(let k, let offset): outputPlaces[k].append((entry, offset))
      case .constant(let k, let offset): pointer = plan.constants[k].pointer + offset
      case .arena(let offset): pointer = memory.pointer + offset
      case .scratch(let offset): pointer = memory.pointer + plan.arenaBytes + offset
      }
      operands.advanced(by: entry).initialize(to: pointer)
    }
  }

  deinit { operands.deallocate() }

  /// Where input k is. The elements must stay there until the run is over; they are only read.
  public func setInput(_ k: Int, _ pointer: UnsafeRawPointer) {
    for place in inputPlaces[k] {
      operands[place.entry] = UnsafeMutableRawPointer(mutating: pointer) + place.offset
    }
  }

  /// Where output k is to be written.
  public func setOutput(_ k: Int, _ pointer: UnsafeMutableRawPointer) {
    for place in outputPlaces[k] { operands[place.entry] = pointer + place.offset }
  }

  /// Runs the plan once, with the inputs and outputs that were set last.
  /// - Parameter stoppable: so many of the first steps may end where Ctrl-C is pressed meanwhile; what they have
  ///   written by then is lost.
  /// - Throws: ``TensorError``, or what cancels the work.
  public func run(stoppable: Int = 0) throws {
    guard let plan else { preconditionFailure("a workspace that is put away does not run") }
    var result = call(plan, stoppable)
    if result & 255 == Int64(TARN_STOPPED) {
      try Cancellation.check()
      // Whoever does this work does not mind.
      result = call(plan, 0)
    }
    if result != 0 { throw plan.error(result) }
  }

  private func call(_ plan: Plan, _ stoppable: Int) -> Int64 {
    plan.steps.withUnsafeBufferPointer { steps in
      plan.integers.withUnsafeBufferPointer { integers in
        plan.reals.withUnsafeBufferPointer { reals in
          tarn_run(
            steps.baseAddress, Int64(steps.count), operands, integers.baseAddress,
            reals.baseAddress, Int64(threads), Int64(stoppable))
        }
      }
    }
  }
}
