/// What can go wrong with an atlas.
public enum AtlasError: Error, Equatable, CustomStringConvertible {
  case missingFolder(path: String, folder: String)
  case isFolder(path: String)
  case missingFile(path: String)
  case notWritable(path: String)
  /// The file, or its folder, cannot be written: what is there can be read.
  case readOnly(path: String)
  case emptyPath
  case diskFull(path: String)
  case notADatabase(path: String)
  case notAnAtlas(path: String)
  case newerFormat(path: String, found: Int, supported: Int)
  /// It has to be brought up to date, and cannot be written.
  case olderFormat(path: String)
  case dimensionDiffers(path: String, stored: Int, given: Int)
  case optionDiffers(path: String, name: String, stored: String?, given: String?)
  case damaged(path: String, what: String)
  /// Another process holds the file.
  case busy(path: String)
  /// Another process, or another atlas of this one, went on with the same run.
  case runTaken(path: String, run: Int)
  case database(path: String, message: String)
  case closed(path: String)
  case unknownMinimum(id: Int, count: Int)
  case unknownSaddle(id: Int, count: Int)
  /// Nothing to begin a search at.
  case noMinima(path: String)
  case unknownColumn(name: String, known: [String])
  case reservedColumn(name: String)
  case invalidColumnName(name: String)
  case columnWidth(name: String, expected: Int, got: Int)
  case invalidOption(name: String, value: String, allowed: String)
  case pointDimension(expected: Int, got: Int)

  public var description: String {
    switch self {
    case .missingFolder(let path, let folder):
      "cannot create the atlas \(path): there is no folder \(folder)"
    case .missingFile(let path):
      "cannot read the atlas \(path): there is no such file"
    case .isFolder(let path):
      "cannot open the atlas \(path): it is a folder, expected a file"
    case .notWritable(let path):
      "cannot open the atlas \(path): the file or its folder is not writable"
    case .readOnly(let path):
      "the atlas \(path) can only be read: the file or its folder is not writable"
    case .emptyPath:
      "an atlas needs a path, got \"\"; \":memory:\" is an atlas without a file"
    case .diskFull(let path):
      "the atlas \(path): the disk is full; what was stored before is there"
    case .notADatabase(let path):
      "cannot open the atlas \(path): it is not an SQLite database"
    case .notAnAtlas(let path):
      "cannot open the atlas \(path): it is an SQLite database, but not an atlas"
    case .newerFormat(let path, let found, let supported):
      "cannot open the atlas \(path): it has format \(found), this version reads up to \(supported)"
    case .olderFormat(let path):
      "the atlas \(path) is of an older version and has to be brought up to date, but it is not writable"
    case .dimensionDiffers(let path, let stored, let given):
      "the atlas \(path) was made with \(stored) parameters, got \(given)"
    case .optionDiffers(let path, let name, let stored, let given):
      "the atlas \(path) was made with another \(name): "
        + "stored \(stored ?? "nothing"), given \(given ?? "nothing")"
    case .damaged(let path, let what):
      "the atlas \(path) is damaged: \(what)"
    case .busy(let path):
      "the atlas \(path) is in use by another process"
    case .runTaken(let path, let run):
      "run \(run) of the atlas \(path) was taken over by another search"
    case .database(let path, let message):
      "the atlas \(path): \(message)"
    case .closed(let path):
      "the atlas \(path) is closed"
    case .unknownMinimum(let id, let count):
      count == 0
        ? "the atlas has no minimum \(id): it is empty"
        : "the atlas has no minimum \(id) among its \(count)"
    case .unknownSaddle(let id, let count):
      count == 0
        ? "the atlas has no saddle \(id): it has none yet; search_saddles and connect find them"
        : "the atlas has no saddle \(id) among its \(count)"
    case .noMinima(let path):
      "the atlas \(path) is empty: search minima first, by basin_hop or multistart"
    case .unknownColumn(let name, let known):
      "the atlas has no column \(name), expected one of \(known.joined(separator: ", "))"
    case .reservedColumn(let name):
      "the column \(name) belongs to the atlas itself: choose another name"
    case .invalidColumnName(let name):
      "a column needs a name, got \"\(name)\""
    case .columnWidth(let name, let expected, let got):
      "the column \(name) has \(got) numbers for each minimum, expected \(expected)"
    case .invalidOption(let name, let value, let allowed):
      "atlas: option \(name) is \(value), allowed is \(allowed)"
    case .pointDimension(let expected, let got):
      "the surface has \(expected) coordinates, the point has \(got)"
    }
  }
}
