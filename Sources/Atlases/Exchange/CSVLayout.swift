import Foundation
import Settings

/// What the columns of a comma-separated file are.
struct CSVLayout: Equatable {
  /// One place in a line.
  enum Role: Equatable {
    case energy
    /// From 0.
    case coordinate(Int)
    case own(String)
    /// Among the numbers of the further columns.
    case number(Int)
    /// A number of the file's own order: points are numbered anew.
    case id
    /// A minimum below a transition state, 0 or 1.
    case end(Int)
  }

  var roles: [Role]
  var dimension: Int
  var columns: [ForeignColumn] = []

  /// Without a header: the energy, of a transition state the minima, then the coordinates.
  init(cells: Int, path: String, line: Int, _ kind: ForeignKind) throws {
    let ends = kind == .minima ? 0 : 2
    guard cells >= 2 + ends else {
      throw ExchangeError.numbers(
        path: path, line: line,
        expected: kind == .minima
          ? "an energy and at least one coordinate"
          : "an energy, two minima and at least one coordinate", got: cells, hint: "")
    }
    dimension = cells - 1 - ends
    roles =
      [.energy] + (0..<ends).map(Role.end) + (0..<dimension).map(Role.coordinate)
  }

  /// Names that an atlas writes itself, apart from the energy and the numbers of points.
  static func own(_ kind: ForeignKind) -> [String] {
    [
      "hits", "multiplicity", kind.eigenvalue, "gradient_norm", "log_determinant", "zero_modes",
    ]
  }

  /// - Parameter names: the cells of the header.
  init(names: [String], path: String, _ kind: ForeignKind) throws {
    func wrong(_ problem: String) -> ExchangeError { .header(path: path, problem: problem) }
    var seen = Set<String>()
    for (k, name) in names.enumerated() {
      guard !name.isEmpty else { throw wrong("column \(k + 1) of the header has no name") }
      guard seen.insert(name).inserted else { throw wrong("two columns are named \(name)") }
    }
    let number = /x([1-9][0-9]{0,8})/
    let own = CSVLayout.own(kind)
    let ends = kind == .minima ? [] : ForeignKind.ends
    var places: [Int] = []
    roles = []
    for name in names {
      if name == "energy" {
        roles.append(.energy)
      } else if name == "id" {
        roles.append(.id)
      } else if let end = ends.firstIndex(of: name) {
        roles.append(.end(end))
      } else if own.contains(name) {
        roles.append(.own(name))
      } else if let match = name.wholeMatch(of: number), let place = Int(match.1) {
        roles.append(.coordinate(place - 1))
        places.append(place)
      } else {
        CSVLayout.add(name, to: &columns)
        roles.append(.number(columns.reduce(0) { $0 + $1.width } - 1))
      }
    }
    for name in ["energy"] + ends where !seen.contains(name) {
      throw wrong(
        "the header names no column \(name)" + NearestName.suggestion(for: name, in: names))
    }
    dimension = places.count
    guard let last = places.max() else {
      throw wrong("the header names no coordinates, expected x1, x2, ...")
    }
    guard last == dimension else {
      let missing = (1...last).first { !places.contains($0) } ?? last
      throw wrong("the header names x\(last), but not x\(missing)")
    }
  }

  /// `name[1]`, `name[2]`, ... in a row are one column of vectors.
  private static func add(_ name: String, to columns: inout [ForeignColumn]) {
    if let match = name.wholeMatch(of: /(.+)\[([1-9][0-9]{0,8})\]/), let place = Int(match.2) {
      let stem = String(match.1)
      if place > 1, let last = columns.last, last.name == stem, last.width == place - 1 {
        columns[columns.count - 1].width = place
        return
      }
      if place == 1 {
        columns.append(ForeignColumn(name: stem, width: 1))
        return
      }
    }
    columns.append(ForeignColumn(name: name, width: 1))
  }
}

extension ForeignKind {
  /// The column of the lowest eigenvalue.
  var eigenvalue: String { self == .minima ? "lowest_eigenvalue" : "eigenvalue" }
}
