/// A search as numbered tasks: made from settings and from what earlier tasks have led to, performed by workers,
/// accepted one after another.
///
/// A task is made when so many earlier ones have been accepted, whatever the clock says, and sees only what they
/// have led to. So neither the number of workers nor an interruption changes a bit of what is found.
package protocol Search: SendableMetatype {
  associatedtype Task: SearchTask

  /// How many tasks there are. It may fall while the search goes on, never below the number of those made.
  var tasks: Int { get }

  /// How many tasks must have been accepted before this one (from 0) can be made: at most its own number.
  func prerequisite(of number: Int) -> Int

  /// Called in the order of numbers. `accepted` tasks have been accepted by now, perhaps more than the prerequisite.
  mutating func task(_ number: Int) -> Task

  /// Takes over what a task has led to. Called in the order of numbers.
  mutating func accept(
    _ outcome: Task.Outcome, of task: Task, into store: any SearchStore
  ) throws

  /// What has to be kept to go on from here after an interruption: all of it is a function of the accepted tasks.
  /// Parts are those that changed since this was called last.
  mutating func takeChanges() throws -> SearchState

  /// Takes over what was kept.
  /// - Throws: `SearchStateError` if it does not fit.
  mutating func restore(_ state: SearchState) throws

  /// Points that had been stored under the first numbers have the second ones: another process was first.
  mutating func renumber(_ numbers: [Int: Int])
}

extension Search {
  package mutating func renumber(_ numbers: [Int: Int]) {}
}

/// One piece of the work, done by one thread.
package protocol SearchTask: Sendable {
  associatedtype Outcome: Sendable
  func perform(by worker: SearchWorker) throws -> Outcome
}

/// What a search has to remember: a text, and vectors of numbers by part (a chain, a replica).
package struct SearchState: Sendable, Equatable {
  package var text = ""
  package var parts: [Int: [Double]] = [:]

  package init(text: String = "", parts: [Int: [Double]] = [:]) {
    self.text = text
    self.parts = parts
  }
}

/// What was kept of a search does not fit it.
package struct SearchStateError: Error, CustomStringConvertible {
  package var description: String
}

/// Where searches put what they find.
package protocol SearchStore: AnyObject {
  var known: KnownPoints { get }
  var knownSaddles: KnownPoints { get }
  /// The highest number given to a point.
  var newestID: Int { get }
  /// Stores a proved point or counts a visit of the one that it is.
  func insert(_ point: StationaryPoint, origin: SearchOrigin) throws -> (id: Int, isNew: Bool)
  /// Stores a proved transition state or counts a visit of the one that it is. The minima are known.
  func insert(
    saddle: StationaryPoint, between ends: MinimumPair, origin: SearchOrigin
  ) throws -> (id: Int, isNew: Bool)
  /// Counts a visit of a known point.
  func visit(_ id: Int)
  /// Counts a try to connect two minima.
  func attempt(_ pair: MinimumPair)
}

/// Which task led to a point.
package struct SearchOrigin: Sendable, Equatable {
  /// Chain, replica, ...
  package var part: Int
  package var step: Int
}

/// What a thread needs to perform tasks.
package final class SearchWorker {
  package let quencher: Quencher
  package let known: KnownPoints
  package let moves: MoveEvaluator?
  /// For searches that look for transition states.
  package let saddles: SaddleWorker?

  package init(
    quencher: Quencher, known: KnownPoints, moves: MoveEvaluator? = nil,
    saddles: SaddleWorker? = nil
  ) {
    self.quencher = quencher
    self.known = known
    self.moves = moves
    self.saddles = saddles
  }
}
