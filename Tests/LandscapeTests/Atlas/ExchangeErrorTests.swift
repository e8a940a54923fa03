import Atlases
import DataIO
import Foundation
import TestSupport
import Testing

/// What is wrong with a file of another program is an error that says where.
@Suite struct ExchangeErrorTests {
  private func message(_ minima: String, _ format: ExchangeFormat) -> String {
    do {
      _ = try Atlas.importing(path: ":memory:", minima: minima, format: format)
      return "none"
    } catch { return "\(error)" }
  }

  @Test func textErrorsNameLineAndColumn() throws {
    try Scratch.with { scratch in
      func csv(_ text: String) -> String {
        guard let path = try? scratch.file(text) else { return "not written" }
        return message(path, .csv).replacing(path, with: "F")
      }
      #expect(
        csv("1,2,3\n1,nan,3\n").hasSuffix(
          "F:2: column 2 (x1): expected a finite number, found \"nan\""))
      #expect(
        csv("nan,2,3\n").hasSuffix(
          "F:1: column 1 (energy): expected a finite number, found \"nan\""))
      #expect(
        csv("1,2,3\n1,two,3\n").hasSuffix(
          "F:2: column 2 (x1): expected a number, found \"two\""))
      #expect(
        csv("1,2,3\n1,2,3,4\n").hasSuffix("F:2: expected 3 cells as in the first row, got 4"))
      #expect(csv("").hasSuffix("\"F\" is empty"))
      #expect(csv("1\n2\n") == "F:1: expected an energy and at least one coordinate, got 1")
      #expect(
        csv("enrgy,x1\n1,2\n")
          == "F:1: the header names no column energy; did you mean 'enrgy'?")
      #expect(csv("energy,x1,x3\n1,2,3\n") == "F:1: the header names x3, but not x2")
      #expect(
        csv("energy,size\n1,2\n")
          == "F:1: the header names no coordinates, expected x1, x2, ...")
      #expect(csv("energy,x1,x1\n1,2,3\n") == "F:1: two columns are named x1")
      #expect(csv("energy,x1,\n1,2,3\n") == "F:1: column 3 of the header has no name")
      #expect(
        csv("energy,x1,hits\n1,2,1.5\n")
          == "\"F\", line 2: hits is 1.5, expected a whole number, 0 or more")
      #expect(
        csv("energy,x1,multiplicity\n1,2,0\n")
          == "\"F\", line 2: multiplicity is 0.0, expected a positive number")
      #expect(message(scratch.path("none"), .csv).hasSuffix("No such file or directory"))
      #expect(message(scratch.path("none"), .pele).hasSuffix("No such file or directory"))
      #expect(message(scratch.path("none"), .pathsample).hasSuffix("No such file or directory"))
      #expect(message(scratch.path("none"), .topsearch).hasSuffix("No such file or directory"))
    }
  }

  @Test func pathsampleErrorsNameFileAndSize() throws {
    try Scratch.with { scratch in
      func files(_ text: String, bytes: Int) -> String {
        let zeros = [UInt8](repeating: 0, count: bytes)
        guard let minima = try? scratch.file(text, name: "min.data"),
          (try? scratch.file(zeros, name: "points.min")) != nil
        else { return "not written" }
        return message(minima, .pathsample)
          .replacing(URL(filePath: minima).deletingLastPathComponent().path + "/", with: "")
      }
      let line = "-1 0 1 1 1 1\n"
      #expect(files(line, bytes: 24) == "none")
      #expect(
        files(line + line, bytes: 24)
          == "\"points.min\": expected the same number of coordinates (8 bytes each) for each of the 2 minima of min.data, got 24 bytes"
      )
      #expect(files(line, bytes: 0).hasSuffix("got 0 bytes"))
      #expect(
        files("0 -1.5\n", bytes: 8)
          == "min.data:1: expected 6 numbers (energy, log product of frequencies, point group order, three moments of inertia), "
          + "got 2; files of topsearch have the format \"topsearch\"")
      #expect(
        files("-1 0 0 1 1 1\n", bytes: 8)
          == "\"min.data\", line 1: the point group order is 0.0, expected 1, 2, 3, ...")
      #expect(
        files("nan 0 1 1 1 1\n", bytes: 8).hasSuffix("expected a finite number, found \"nan\""))
      #expect(files("\n\n", bytes: 8) == "\"min.data\" is empty")
      _ = try scratch.file(line, name: "min.data")
      _ = try scratch.file([UInt8](repeating: 0xFF, count: 8), name: "points.min")
      #expect(
        message(scratch.path("min.data"), .pathsample).hasSuffix(
          "were the numbers written big-endian?"))
      try FileManager.default.removeItem(atPath: scratch.path("points.min"))
      #expect(message(scratch.path("min.data"), .pathsample).contains("points.min\": No such file"))
    }
  }

  @Test func topsearchErrorsNameTheFileThatIsShort() throws {
    try Scratch.with { scratch in
      let minima = try scratch.file("0 -1.5\n1 -1\n", name: "min.data")
      let coordinates = try scratch.file("1 2 3\n", name: "min.coords")
      #expect(message(minima, .topsearch).contains("min.coords\", line 1: the file ends here"))
      _ = try scratch.file("1 2 3\n1 2\n", name: "min.coords")
      #expect(
        message(minima, .topsearch)
          == "\(coordinates):2: expected 3 numbers (as in the first line), got 2")
      _ = try scratch.file("1 2 3\n1 2 3\n1 2 3\n", name: "min.coords")
      #expect(message(minima, .topsearch).contains("min.data\", line 2: the file ends here"))
    }
  }

  @Test func peleErrorsNameTheMinimum() throws {
    try Scratch.with { scratch in
      let path = scratch.path("p.sqlite")
      func changed(_ sql: String) -> String {
        guard let copy = try? ExchangeFixture.changedPele(path, sql) else { return "not written" }
        return message(copy, .pele).replacing(path, with: "F")
      }
      #expect(
        changed("UPDATE tbl_minima SET energy = NULL WHERE _id = 3")
          == "\"F\", minimum 3: energy is NULL, expected a finite number")
      #expect(
        changed("UPDATE tbl_minima SET energy = 'low' WHERE _id = 3").contains(
          "minimum 3: energy is"))
      #expect(
        changed("UPDATE tbl_minima SET coords = NULL WHERE _id = 2")
          == "\"F\", minimum 2: coords is NULL, expected a pickled array")
      #expect(
        changed("UPDATE tbl_minima SET coords = x'80044E2E' WHERE _id = 2")
          == "\"F\", minimum 2, coords: expected a pickled array of float64, got None")
      #expect(
        changed("UPDATE tbl_minima SET coords = x'80047D2E' WHERE _id = 2")
          == "\"F\", minimum 2, coords: pickle instruction 0x7D at byte 2: an array of float64 needs none such"
      )
      #expect(changed("DELETE FROM tbl_minima") == "\"F\" has no minima")
      #expect(
        changed("DROP TABLE tbl_minima").hasPrefix(
          "cannot read \"F\": it is an SQLite database, but has no table tbl_minima"))
      #expect(
        changed("PRAGMA user_version = 1") == "cannot read \"F\": pele's schema 1, expected 2")
      let other = try scratch.file("1,2,3\n")
      #expect(
        message(other, .pele)
          == "cannot read \"\(other)\": it is not an SQLite database, expected one of pele")
      // Another number of coordinates in the middle.
      let short = PickledArray.write([1, 2]).map { String(format: "%02x", $0) }.joined()
      #expect(
        changed("UPDATE tbl_minima SET coords = x'\(short)' WHERE _id = 4")
          == "\"F\", minimum 4: the number of coordinates is 2, expected 3")
    }
  }

  @Test func damagedDatabasesAreAtlasesOrErrors() throws {
    try Scratch.with { scratch in
      let sound = [UInt8](try Data(contentsOf: URL(filePath: ExchangeFixture.path("pele.sqlite"))))
      for start in stride(from: 0, to: sound.count, by: 509) {
        var bytes = sound
        for k in start..<min(start + 40, bytes.count) {
          bytes[k] = bytes[k] &* 31 &+ UInt8(k % 251)
        }
        // Whatever it is: no trap.
        _ = try message(scratch.file(bytes, name: "p.sqlite"), .pele)
      }
      #expect(try message(scratch.file(sound, name: "p.sqlite"), .pele) == "none")
    }
  }

  @Test func otherThingsThatAreAsked() throws {
    try Scratch.with { scratch in
      #expect(throws: ExchangeError.notImported(path: scratch.path("none.db"))) {
        try Atlas.importing(path: scratch.path("none.db"), minima: nil)
      }
      #expect(!FileManager.default.fileExists(atPath: scratch.path("none.db")))
      let empty = try Atlas.open(path: ":memory:", surface: ClosureSurface.himmelblau)
      #expect(throws: ExchangeError.nothingToExport(path: ":memory:")) {
        try empty.export(.csv, to: scratch.path("a.csv"))
      }
      #expect(
        throws: ExchangeError.dimension(
          path: ExchangeFixture.path("pele.sqlite"), expected: 2, got: 3)
      ) {
        try empty.importProving(minima: ExchangeFixture.path("pele.sqlite"))
      }
      _ = try empty.quench([3, 2])
      #expect(throws: DataError.self) { try empty.export(.csv, to: scratch.path("no/a.csv")) }
      #expect(throws: DataError.self) {
        try empty.export(.pathsample, to: try scratch.file("a file", name: "file"))
      }
    }
  }
}
