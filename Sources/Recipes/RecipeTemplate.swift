import Foundation
import LuaBridge

/// New files, to begin with: a recipe, or a pack.
public enum RecipeTemplate {
  /// Writes `recipes/NAME.lua`; its path is returned.
  /// - Throws: ``MessageError``; no file is overwritten.
  public static func recipe(_ name: String, in folder: String = ".") throws -> String {
    try check(name)
    let path = (folder == "." ? "" : folder + "/") + "recipes/\(name).lua"
    try write(path, recipeText(name))
    return path
  }

  /// Writes a folder NAME with `pack.lua`, a recipe, a test and a rockspec; their paths are returned.
  public static func pack(_ name: String) throws -> [String] {
    try check(name)
    guard !FileManager.default.fileExists(atPath: name) else {
      throw MessageError("\(name) is there already; nothing was written")
    }
    let files = [
      ("\(name)/pack.lua", packText(name)),
      ("\(name)/recipes/\(name).lua", recipeText(name)),
      ("\(name)/tests/\(name)_test.lua", testText(name)),
      ("\(name)/\(name)-0.1-1.rockspec", rockspec(name)),
    ]
    for (path, text) in files { try write(path, text) }
    return files.map(\.0)
  }

  private static func check(_ name: String) throws {
    guard name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_-]*/#) != nil else {
      throw MessageError(
        "a recipe's name has letters, digits, '_' and '-', and begins with no digit, got '\(ByteText.shown(name))'"
      )
    }
  }

  private static func write(_ path: String, _ text: String) throws {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .withoutOverwriting)
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      throw MessageError("\(path) is there already; nothing was written")
    } catch {
      throw MessageError("cannot write \(path): \(error.reason)")
    }
  }

  private static func recipeText(_ name: String) -> String {
    """
    -- What it finds out, and how.

    local function run(p)
      local train, test = data.iris():split(0.7, { seed = p.seed })
      train, test = train:standardize(), test:standardize { like = train }
      local net = nn.Sequential { nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3) }
      net:initialize { seed = p.seed }
      optim.fit(net, train, {
        loss = loss.cross_entropy(), optimizer = optim.adam { lr = 0.01 },
        epochs = p.epochs, seed = p.seed,
      })
      -- What is returned is saved.
      return {
        accuracy = net:accuracy(test.x, test.y),
        certified = reach.certified_accuracy(net, test.x, test.y, p.eps),
      }
    end

    return {
      name = "\(name)",
      summary = "One line about it.",
      params = {
        eps = { 0.1, "l-infinity radius", range = { 0, 10 } },
        epochs = { 20, "passes over the samples", range = { 1, 10000 } },
        seed = { 0, "seed of everything random" },
      },
      run = run,
    }

    """
  }

  private static func packText(_ name: String) -> String {
    """
    return {
      name = "\(name)",
      version = "0.1",
      recipes = { "\(name)" },
      tests = { "\(name)_test" },
    }

    """
  }

  private static func testText(_ name: String) -> String {
    """
    -- tarn test \(name)

    local recipe = require "recipes.\(name)"

    return {
      ["it repeats itself"] = function()
        local first, second = recipe.run { epochs = 2 }, recipe.run { epochs = 2 }
        check.equal(first.accuracy, second.accuracy)
      end,
      ["no more is certified than is right"] = function()
        local result = recipe.run { epochs = 2 }
        check.truthy(result.certified <= result.accuracy)
      end,
      ["a radius below zero is refused"] = function()
        check.throws(function() recipe.run { eps = -1 } end, "eps")
      end,
    }

    """
  }

  private static func rockspec(_ name: String) -> String {
    """
    -- luarocks make
    rockspec_format = "3.0"
    package = "\(name)"
    version = "0.1-1"
    source = { url = "git+https://example.org/\(name).git" }
    description = { summary = "Recipes for Tarn.", license = "MIT" }
    dependencies = { "lua >= 5.4, < 5.5" }
    build = {
      type = "builtin",
      modules = { ["recipes.\(name)"] = "recipes/\(name).lua" },
    }

    """
  }
}
