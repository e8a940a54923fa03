import Atlases
import DataIO
import Foundation
import TestSupport
import Testing

/// What is wrong with a file of transition states is an error that says where, and nothing is imported.
@Suite struct ExchangeSaddleErrorTests {
  /// With and without an energy: the same error.
  private func message(
    _ minima: String, _ saddles: SaddleSource = .beside, _ format: ExchangeFormat,
    in scratch: Scratch
  ) -> String {
    let path = scratch.path("refused.db")
    var found: [String] = []
    do {
      let atlas = try Atlas.importing(
        path: path, minima: minima, saddles: saddles, format: format
      ).atlas
      found.append("none")
      try atlas.close()
      try FileManager.default.removeItem(atPath: path)
    } catch { found.append("\(error)") }
    #expect(!FileManager.default.fileExists(atPath: path))
    do {
      let surface = ClosureSurface(1) { x in (x[0] * x[0], [2 * x[0]], [2]) }
      let atlas = try Atlas.open(path: ":memory:", surface: surface)
      do {
        _ = try atlas.importProving(minima: minima, saddles: saddles, format: format)
        found.append("none")
      } catch {
        #expect(atlas.count == 0 && atlas.saddleCount == 0)
        found.append("\(error)")
      }
    } catch { found.append("\(error)") }
    #expect(found[0] == found[1])
    return found[0].replacing(URL(filePath: path).deletingLastPathComponent().path + "/", with: "")
  }

  @Test func textErrorsNameLineAndColumn() throws {
    try Scratch.with { scratch in
      let minima = try scratch.file("-1,1\n-2,2\n", name: "m.csv")
      func csv(_ text: String) -> String {
        guard let saddles = try? scratch.file(text, name: "s.csv") else { return "not written" }
        return message(minima, .file(saddles), .csv, in: scratch)
      }
      #expect(csv("5,1,2,0.5\n") == "none")
      #expect(
        csv("5,1,2,0.5\n5,1,3,0.5\n")
          == "\"s.csv\", line 2: minimum2 is 3, expected the number of one of the 2 minima")
      #expect(csv("5,0,2,0.5\n").contains("line 1: minimum1 is 0, expected"))
      #expect(
        csv("5,1.5,2,0.5\n")
          == "\"s.csv\", line 1: minimum1 is \"1.5\", expected the number of a minimum")
      #expect(
        csv("5,1,2,0.5,0.5\n")
          == "\"s.csv\", line 1: the number of coordinates is 2, expected 1")
      #expect(csv("5,1,2\n").contains("two minima and at least one coordinate, got 3"))
      #expect(csv("5,1,2,nan\n").contains("column 4 (x1): expected a finite number"))
      #expect(
        csv("energy,minimum1,x1\n5,1,0.5\n").hasPrefix(
          "s.csv:1: the header names no column minimum2; did you mean 'minimum1'?"))
      #expect(
        csv("energy,minimum1,minimum2,x1,eigenvalue\n5,1,2,0.5,inf\n").hasSuffix(
          "eigenvalue is inf, expected a finite number"))
      #expect(
        message(minima, .file("none.csv"), .csv, in: scratch).hasSuffix("No such file or directory")
      )
      // Which minimum is meant must be clear.
      let twice = try scratch.file("energy,id,x1\n-1,7,1\n-2,7,2\n", name: "twice.csv")
      let above = try scratch.file("5,7,7,0.5\n", name: "s.csv")
      #expect(
        message(twice, .file(above), .csv, in: scratch)
          == "\"twice.csv\", line 3: the number of the minimum is 7, expected one that no other has, for transition states refer to it"
      )
      #expect(message(twice, .none, .csv, in: scratch) == "none")
    }
  }

  @Test func pathsampleErrorsNameFileAndLine() throws {
    try Scratch.with { scratch in
      let minima = try scratch.file("-1 0 1 1 1 1\n-2 0 1 1 1 1\n", name: "min.data")
      _ = try scratch.file([UInt8](repeating: 0, count: 16), name: "points.min")
      func files(_ text: String, bytes: [UInt8]) -> String {
        guard (try? scratch.file(text, name: "ts.data")) != nil,
          (try? scratch.file(bytes, name: "points.ts")) != nil
        else { return "not written" }
        return message(minima, .beside, .pathsample, in: scratch)
      }
      let zeros = [UInt8](repeating: 0, count: 8)
      #expect(files("5 0 1 1 2 1 1 1\n", bytes: zeros) == "none")
      #expect(files("5 0 1 1 2 1 1 1 -0.5\n", bytes: zeros) == "none")
      #expect(files("", bytes: []) == "none")
      #expect(
        files("5 0 1 1 2 1 1 1\n5 0 1 3 2 1 1 1\n", bytes: zeros + zeros)
          == "\"ts.data\", line 2: minimum1 is 3, expected the number of one of the 2 minima")
      #expect(
        files("5 0 1 1 2 1 1 1\n5 0 1 1 2 1 1 1\n", bytes: zeros + zeros.dropLast())
          == "\"points.ts\": expected 1 coordinates (8 bytes each) for each of the 2 transition states of ts.data, got 15 bytes"
      )
      #expect(files("5 0 1 1 2 1 1 1\n", bytes: zeros + zeros).hasSuffix("got 16 bytes"))
      #expect(
        files("5 0 1 1 1.5 1 1 1\n", bytes: zeros)
          == "\"ts.data\", line 1: minimum2 is 1.5, expected the number of a minimum")
      #expect(
        files("5 0 1 1 2\n", bytes: zeros)
          == "ts.data:1: expected 8 numbers (energy, log product of frequencies, point group order, two minima, "
          + "three moments of inertia; and perhaps the negative eigenvalue), got 5")
      #expect(files("1 2 5\n", bytes: zeros).hasSuffix("have the format \"topsearch\""))
      #expect(files("nan 0 1 1 2 1 1 1\n", bytes: zeros).contains("ts.data:1: "))
      #expect(
        files("5 0 1 1 2 1 1 1\n", bytes: [UInt8](repeating: 0xFF, count: 8)).hasPrefix(
          "\"points.ts\", record 1: a coordinate is not finite"))
      try FileManager.default.removeItem(atPath: scratch.path("points.ts"))
      #expect(
        message(minima, .beside, .pathsample, in: scratch).contains("points.ts\": No such file"))
    }
  }

  @Test func topsearchErrorsNameFileAndLine() throws {
    try Scratch.with { scratch in
      let minima = try scratch.file("0 -1\n1 -2\n", name: "min.data")
      _ = try scratch.file("1\n2\n", name: "min.coords")
      func files(_ text: String, _ points: String) -> String {
        guard (try? scratch.file(text, name: "ts.data")) != nil,
          (try? scratch.file(points, name: "ts.coords")) != nil
        else { return "not written" }
        return message(minima, .beside, .topsearch, in: scratch)
      }
      #expect(files("0 1 5\n", "0.5\n") == "none")
      #expect(
        files("0 2 5\n", "0.5\n")
          == "\"ts.data\", line 1: minimum2 is 2, expected the number of one of the 2 minima")
      #expect(files("0 1 5\n", "0.5 1\n").contains("ts.coords:1: expected 1 numbers"))
      #expect(files("0 1 5\n0 1 6\n", "0.5\n").contains("ts.coords\", line 1: the file ends here"))
      #expect(files("0 1 5\n", "nan\n").contains("ts.coords:1: "))
      #expect(files("5 0 1 1 2 1 1 1\n", "1\n").hasSuffix("have the format \"pathsample\""))
    }
  }

  @Test func peleErrorsNameTheTransitionState() throws {
    try Scratch.with { scratch in
      let path = scratch.path("p.sqlite")
      func changed(_ sql: String) -> String {
        do {
          let copy = try ExchangeFixture.changedPele(
            path, "UPDATE tbl_transition_states SET \(sql)")
          _ = try Atlas.importing(path: scratch.path("a.db"), minima: copy)
          return "none"
        } catch {
          #expect(!FileManager.default.fileExists(atPath: scratch.path("a.db")))
          return "\(error)".replacing(path, with: "F")
        }
      }
      #expect(
        changed("_minimum2_id = 99 WHERE _id = 2")
          == "\"F\", transition state 2: _minimum2_id is 99, expected the number of one of the 6 minima"
      )
      #expect(
        changed("_minimum1_id = NULL WHERE _id = 1")
          == "\"F\", transition state 1: _minimum1_id is NULL, expected the number of a minimum")
      #expect(
        changed("energy = NULL WHERE _id = 2")
          == "\"F\", transition state 2: energy is NULL, expected a finite number")
      #expect(
        changed("eigenval = 'low' WHERE _id = 2").contains("transition state 2: eigenval is"))
      #expect(
        changed("coords = x'80044E2E' WHERE _id = 2")
          == "\"F\", transition state 2, coords: expected a pickled array of float64, got None")
      let short = PickledArray.write([1, 2]).map { String(format: "%02x", $0) }.joined()
      #expect(
        changed("coords = x'\(short)' WHERE _id = 1")
          == "\"F\", transition state 1: the number of coordinates is 2, expected 3")
      let nan = PickledArray.write([1, .nan, 2]).map { String(format: "%02x", $0) }.joined()
      #expect(
        changed("coords = x'\(nan)' WHERE _id = 1").hasSuffix(
          "coords is an array with a number that is not finite, expected finite numbers"))
    }
  }

  /// What came from nowhere stays as it is where a file is refused.
  @Test func anAtlasThatWasThereStaysWhatItWas() throws {
    try Scratch.with { scratch in
      let path = scratch.path("a.db")
      let minima = try scratch.file("-1,1\n-2,2\n", name: "m.csv")
      try Atlas.importing(path: path, minima: minima).atlas.close()
      let more = try scratch.file("-1,1\n-3,3\n", name: "more.csv")
      _ = try scratch.file("5,1,2,0.5\n6,2,9,0.5\n", name: "more.saddles.csv")
      #expect(throws: ExchangeError.self) { try Atlas.importing(path: path, minima: more) }
      let atlas = try Atlas.importing(path: path, minima: nil).atlas
      #expect(atlas.count == 2 && atlas.saddleCount == 0)
    }
  }
}
