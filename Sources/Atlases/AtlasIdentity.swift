import Foundation
import GRDB
import Landscape

/// What an atlas is an atlas of: written when it is made, compared when it is opened again.
struct AtlasIdentity {
  var dimension: Int
  var symmetry: String
  var energyTolerance: Double
  var distanceTolerance: Double
  /// The caller's own words: network, loss, data, ...
  var description: [String: String]
  var testValues: TestValues
  /// The symmetry as data; nil where it is code.
  var structure: SymmetryStructure?

  static let keys = (
    dimension: "dimension", symmetry: "symmetry", energy: "energy_tolerance",
    distance: "distance_tolerance", description: "description", values: "test_values", uuid: "uuid",
    structure: "symmetry_structure"
  )

  func store(_ database: Database) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(description), as: UTF8.self)
    let own = [
      (AtlasIdentity.keys.description, json), (AtlasIdentity.keys.values, testValues.text),
      (AtlasIdentity.keys.uuid, UUID().uuidString),
    ]
    for (key, value) in options + own {
      try database.execute(
        sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key, value])
    }
    try storeStructure(database)
  }

  /// For those who compare points without the energy.
  func storeStructure(_ database: Database) throws {
    guard let structure else { return }
    try database.execute(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
      arguments: [AtlasIdentity.keys.structure, structure.text])
  }

  init(
    dimension: Int, symmetry: String, energyTolerance: Double, distanceTolerance: Double,
    description: [String: String], testValues: TestValues, structure: SymmetryStructure?
  ) {
    self.dimension = dimension
    self.symmetry = symmetry
    self.energyTolerance = energyTolerance
    self.distanceTolerance = distanceTolerance
    self.description = description
    self.testValues = testValues
    self.structure = structure
  }

  /// What an atlas says of itself.
  init(stored: [String: String], path: String) throws {
    guard let dimension = Int(stored[AtlasIdentity.keys.dimension] ?? ""), dimension >= 1,
      let symmetry = stored[AtlasIdentity.keys.symmetry],
      let energyTolerance = Double(stored[AtlasIdentity.keys.energy] ?? ""), energyTolerance > 0,
      let distanceTolerance = Double(stored[AtlasIdentity.keys.distance] ?? ""),
      distanceTolerance > 0,
      let values = TestValues(text: stored[AtlasIdentity.keys.values] ?? "")
    else { throw AtlasError.damaged(path: path, what: "the table meta is not complete") }
    self.init(
      dimension: dimension, symmetry: symmetry, energyTolerance: energyTolerance,
      distanceTolerance: distanceTolerance,
      description: try AtlasIdentity.words(stored, path: path), testValues: values,
      structure: stored[AtlasIdentity.keys.structure].flatMap(SymmetryStructure.init(text:))
        ?? SymmetryStructure(summary: symmetry))
  }

  static func uuid(_ database: Database) throws -> String {
    try String.fetchOne(
      database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [keys.uuid]) ?? ""
  }

  /// What the table meta says.
  static func stored(_ database: Database, path: String) throws -> [String: String] {
    var stored: [String: String] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT key, value FROM meta") {
      let row = StoredRow(row, of: path)
      stored[try row.value("key")] = try row.value("value", as: String.self)
    }
    return stored
  }

  /// The caller's words of a stored atlas.
  static func words(_ stored: [String: String], path: String) throws -> [String: String] {
    guard let json = stored[keys.description],
      let words = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
    else { throw AtlasError.damaged(path: path, what: "the table meta is not complete") }
    return words
  }

  /// Throws unless the stored identity equals this one. False if nothing is stored yet.
  func matches(_ database: Database, path: String) throws -> Bool {
    let stored = try AtlasIdentity.stored(database, path: path)
    if stored.isEmpty { return false }
    let words = try AtlasIdentity.words(stored, path: path)
    guard let storedDimension = Int(stored[AtlasIdentity.keys.dimension] ?? ""),
      let values = TestValues(text: stored[AtlasIdentity.keys.values] ?? ""),
      stored[AtlasIdentity.keys.uuid] != nil
    else {
      throw AtlasError.damaged(path: path, what: "the table meta is not complete")
    }
    // First the caller's own words: they say why the dimension differs.
    for name in Set(words.keys).union(description.keys).sorted()
    where words[name] != description[name] {
      throw AtlasError.optionDiffers(
        path: path, name: name, stored: words[name], given: description[name])
    }
    guard storedDimension == dimension else {
      throw AtlasError.dimensionDiffers(path: path, stored: storedDimension, given: dimension)
    }
    for (name, value) in options where stored[name] != value {
      throw AtlasError.optionDiffers(path: path, name: name, stored: stored[name], given: value)
    }
    // Last: the others say more when they differ.
    if let (own, other) = testValues.difference(from: values) {
      throw AtlasError.optionDiffers(
        path: path, name: "value at a test point", stored: other, given: own)
    }
    return true
  }

  private var options: [(String, String)] {
    [
      (AtlasIdentity.keys.dimension, "\(dimension)"),
      (AtlasIdentity.keys.symmetry, symmetry),
      (AtlasIdentity.keys.energy, "\(energyTolerance)"),
      (AtlasIdentity.keys.distance, "\(distanceTolerance)"),
    ]
  }
}
