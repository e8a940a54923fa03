/// What can go wrong between ranks.
public enum RankError: Error, Equatable, CustomStringConvertible {
  /// mpirun has started this, and Open MPI cannot be loaded.
  case noLibrary(message: String)
  /// One of the ranks failed; all of them have this error.
  case failed(rank: Int, message: String)
  /// A script must take all ranks to the same collective calls.
  case apart(rank: Int, place: String, other: Int, otherPlace: String)
  /// Another rank failed while this one worked: what is done is stored.
  case alarmed
  case transfer

  public var description: String {
    switch self {
    case .noLibrary(let message):
      "started by mpirun, but Open MPI cannot be loaded (\(message)); it is the package libopenmpi3"
    case .failed(let rank, let message):
      "rank \(rank): \(message)"
    case .apart(let rank, let place, let other, let otherPlace):
      "the ranks have gone apart: rank \(rank) is at \(place), rank \(other) at \(otherPlace); all ranks have to open atlases "
        + "and call their searches in the same order"
    case .alarmed: "another rank has failed"
    case .transfer: "a transfer between ranks failed"
    }
  }
}
