/// How the work of a kernel falls into pieces, along one extent. Pieces may run in any order, on any
/// thread. Their size must follow from shapes alone: then results are the same bits whatever the
/// number of threads.
struct Split {
  /// Which of the kernel's integers is the extent.
  var extent: Int
  /// Units of the extent in one piece.
  var piece: Int
  /// Which integer is told the first unit of the piece, for kernels that count from the whole.
  var first: Int?
  /// Bytes by which each operand advances a unit: the output first, then the inputs. Scratch memory
  /// has none; each thread has its own.
  var strides: [Int]

  /// Whether a single thread does better without pieces. Then the bits must be the same.
  var onlyShared: Bool

  /// What a piece should be worth at least, in elementary operations: about ten microseconds, many
  /// times what it costs to hand it to another thread.
  static let work = 1 << 15

  /// The split of `count` units that cost so much each, into at most so many pieces of a multiple
  /// of units; nil if that makes but one piece.
  init?(
    extent: Int, count: Int, pieces: Int = .max, work: Int, multiple: Int = 1, first: Int? = nil,
    onlyShared: Bool = false, strides: [Int]
  ) {
    let worth = (Split.work + max(work, 1) - 1) / max(work, 1)
    let least = max(worth, (count - 1) / pieces + 1, 1)
    piece = (least + multiple - 1) / multiple * multiple
    guard count > piece else { return nil }
    self.extent = extent
    self.first = first
    self.onlyShared = onlyShared
    self.strides = strides
  }

  /// The description for the runner (CKernels.h). Operands marked in `scratch` each thread has for
  /// itself, so many bytes apart.
  func words(integers: Int, scratch: [Bool], scratchBytes: Int) -> [Int] {
    var words = [extent, piece, first ?? -1, onlyShared ? 1 : 0, integers, scratch.count]
    for (k, isScratch) in scratch.enumerated() {
      words.append(k < strides.count ? strides[k] : 0)
      words.append(isScratch ? scratchBytes : 0)
    }
    return words
  }
}
