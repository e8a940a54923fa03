import Foundation

/// What the first bytes of a file say about its format.
package enum FileSignature {
  /// The format of a file that is not UTF-8 text, in words; `nil` for what may be text.
  static func binaryKind(_ start: ArraySlice<UInt8>) -> String? {
    for (signature, kind) in signatures where start.starts(with: signature) { return kind }
    return start.contains(0) ? "a binary file" : nil
  }

  /// Throws if a file is of one of these formats.
  /// - Parameter expected: what it should be: `an archive .npz`.
  package static func refuse(_ path: String, expected: String) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 16)) ?? Data()
    if let (_, kind) = signatures.first(where: { start.starts(with: $0.0) }) {
      throw FormatError(
        path: path, place: "", problem: "expected \(expected); it looks like \(kind)")
    }
  }

  private static let signatures: [([UInt8], String)] = [
    ([0x1F, 0x8B], "a gzip archive (unpack it first: gunzip)"),
    (Array("PK\u{3}\u{4}".utf8), "a zip archive (.zip, .npz, .xlsx, ...)"),
    (Array("BZh".utf8), "a bzip2 archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    (Array("GIF8".utf8), "a GIF image"),
    (Array("%PDF".utf8), "a PDF document"),
    ([0x93] + Array("NUMPY".utf8), "a NumPy array (.npy)"),
    ([0x89] + Array("HDF".utf8), "an HDF5 file"),
    (Array("SQLite format 3".utf8), "an SQLite database"),
    (Array("PAR1".utf8), "a Parquet file"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Microsoft Office document"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ([0xFF, 0xFE], "UTF-16 text (save it as UTF-8)"),
    ([0xFE, 0xFF], "UTF-16 text (save it as UTF-8)"),
    (Array("<!DOCTYPE".utf8), "an HTML page"),
    (Array("<html".utf8), "an HTML page"),
  ]
}
