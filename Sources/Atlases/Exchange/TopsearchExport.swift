import DataIO
import Foundation

extension Atlas {
  /// The files of topsearch, with one transition state at most for each pair of minima.
  func writeTopsearch(_ points: ExportedPoints, to folder: URL) throws {
    let minima = TopsearchFiles(folder.path, .minima)
    let saddles = TopsearchFiles(folder.appending(path: "ts.data").path, .saddles)
    func line(_ x: [Double]) -> String { x.map { "\($0)" }.joined(separator: " ") + "\n" }
    try AtomicFile.write(saddles.coordinates) { output in
      try forEachSaddle(points.saddles) { try output.write(line($0.x)) }
    }
    try AtomicFile.write(saddles.data) { output in
      try forEachSaddle(points.saddles) { saddle in
        let ends = try points.ends(of: saddle)
        try output.write("\(ends.first) \(ends.second) \(saddle.energy)\n")
      }
    }
    // Pairs whose connection was tried: topsearch wants the file.
    try AtomicFile.write(folder.appending(path: "pairlist").path) { _ in }
    try AtomicFile.write(minima.coordinates) { output in
      try forEach(points.minima) { try output.write(line($0.x)) }
    }
    try AtomicFile.write(minima.data) { output in
      var number = 0
      try forEach(points.minima) { minimum in
        try output.write("\(number) \(minimum.energy)\n")
        number += 1
      }
    }
  }
}
