import Foundation
import LuaBridge

/// What is kept of a run, `NAME-SEED.json`: how to repeat it, what it was run by and on, and what came out.
struct RecipeRecord {
  var recipe: String
  /// Where the recipe was, and what its text was.
  var file: String
  var fingerprint: String
  var seed: JSON
  var options: [String: JSON]
  var version: String
  /// What `tarn.info()` says, and the data that were read.
  var info: JSON
  var data: JSON
  var seconds: Double
  var result: JSON
  /// Whether it has come out already; a file may also be made to say what to run.
  var isDone = true

  var json: JSON {
    .object([
      "recipe": .string(recipe), "file": .string(file), "fingerprint": .string(fingerprint),
      "seed": seed, "options": .object(options), "version": .string(version), "info": info,
      "data": data, "seconds": .number(seconds), "result": result,
    ])
  }

  /// - Throws: ``MessageError`` for a file that is no record.
  init(reading path: String) throws {
    let json: JSON
    do { json = try JSONReader.read(SourceFile.contents(of: path)) } catch {
      throw MessageError("\(ByteText.shown(path)) is no result of a recipe: \(error)")
    }
    guard let recipe = json["recipe"]?.string, let options = json["options"]?.object else {
      throw MessageError(
        "\(ByteText.shown(path)) is no result of a recipe: it has no 'recipe' and 'options'")
    }
    self.recipe = recipe
    self.options = options
    file = json["file"]?.string ?? ""
    fingerprint = json["fingerprint"]?.string ?? ""
    seed = json["seed"] ?? .integer(0)
    version = json["version"]?.string ?? ""
    info = json["info"] ?? .null
    data = json["data"] ?? .null
    seconds = 0
    result = json["result"] ?? .null
    isDone = json["result"] != nil
  }

  init(
    recipe: String, file: String, fingerprint: String, seed: JSON, options: [String: JSON],
    version: String, info: JSON, data: JSON, seconds: Double, result: JSON
  ) {
    self.recipe = recipe
    self.file = file
    self.fingerprint = fingerprint
    self.seed = seed
    self.options = options
    self.version = version
    self.info = info
    self.data = data
    self.seconds = seconds
    self.result = result
  }

  /// Whether both are runs of one text with one setting by one version on the same data: the later may stand in the
  /// place of the earlier.
  func repeats(_ other: RecipeRecord) -> Bool {
    recipe == other.recipe && fingerprint == other.fingerprint && seed == other.seed
      && options == other.options && version == other.version && data == other.data
      && info["commit"] == other.info["commit"] && info["seed"] == other.info["seed"]
  }

  /// Writes the file `NAME-SEED.json` of the folder. A file of that name with another run in it is left alone;
  /// then it is `NAME-SEED-2.json`, and so on.
  /// - Parameter replaces: whether an earlier run that this one repeats may go.
  /// - Returns: the path.
  func save(in folder: String, replaces: Bool = true) throws -> String {
    let name = "\(recipe)-\(seed.string ?? seed.line)".map { $0 == "/" ? "_" : $0 }
    let text = Array((json.text() + "\n").utf8)
    var number = 1
    while true {
      let file = String(name) + (number == 1 ? "" : "-\(number)") + ".json"
      let path = folder == "." ? file : folder + "/" + file
      let isThere = FileManager.default.fileExists(atPath: path)
      if !isThere {
        // Whoever comes first has the name.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if descriptor < 0, errno == EEXIST { continue }
        guard descriptor >= 0 else {
          throw MessageError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        close(descriptor)
      }
      if !isThere || replaces && (try? RecipeRecord(reading: path)).map({ repeats($0) }) == true {
        do {
          try Data(text).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch { throw MessageError("cannot write \(path): \(error.reason)") }
        return path
      }
      number += 1
    }
  }

  /// How the results of two runs differ, in a sentence; nil if they are equal. Times are not compared.
  func difference(from earlier: RecipeRecord) -> String? {
    var (count, places) = (0, [String]())
    func compare(_ a: JSON?, _ b: JSON?, _ place: String) {
      switch (a, b) {
      case (.object(let a)?, .object(let b)?):
        for key in Set(a.keys).union(b.keys).sorted() where !key.contains("seconds") {
          compare(a[key], b[key], place.isEmpty ? key : "\(place).\(key)")
        }
      case (.array(let a)?, .array(let b)?) where a.count == b.count:
        for (k, (left, right)) in zip(a, b).enumerated() {
          compare(left, right, "\(place)[\(k + 1)]")
        }
      case (.number(let a)?, .number(let b)?) where a.isNaN && b.isNaN: break
      default:
        // In a file, numbers that are not finite are text.
        if a == b || a?.line == b?.line { return }
        count += 1
        if places.count < 4 { places.append(place.isEmpty ? "the result" : place) }
      }
    }
    compare(result, earlier.result, "")
    if count == 0 { return nil }
    return "\(count) \(count == 1 ? "value differs" : "values differ"): "
      + places.joined(separator: ", ") + (count > places.count ? ", …" : "")
  }
}
