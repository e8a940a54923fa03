import CLua
import CLuaShims

/// Where time went while Lua code ran.
public struct Profile {
  public struct Row {
    /// `pgd (native)`, `f (script.lua:3)`.
    public let place: String
    /// Share of the time in the function itself.
    public let own: Double
    /// Share of the time in it and in what it called.
    public let total: Double
  }

  /// Most time first.
  public let rows: [Row]
  public let samples: Int
}

extension Lua {
  /// Runs `body` and notes a thousand times a second which functions run. What coroutines do counts for the
  /// call that resumes them.
  public func profile(_ body: () throws -> Void) throws -> Profile {
    guard tarn_profile_start(current, 1000) else {
      throw MessageError("there is no timer to be had")
    }
    let state = current
    var failure: (any Error)?
    do { try body() } catch { failure = error }
    tarn_profile_stop(state)
    let table = popValue().asTable
    if let failure { throw failure }
    func counts(_ key: String) -> [String: Double] {
      let entries = table?[key].asTable?.entries ?? []
      return Dictionary(
        entries.compactMap { entry in
          guard let place = entry.key.asString, let count = entry.value.asNumber else { return nil }
          return (place, count)
        }, uniquingKeysWith: +)
    }
    let (own, total) = (counts("own"), counts("total"))
    let all = own.values.reduce(0, +)
    let rows = total.map { place, count in
      Profile.Row(place: place, own: (own[place] ?? 0) / all, total: count / all)
    }
    return Profile(
      rows: rows.sorted { ($0.own, $0.total, $1.place) > ($1.own, $1.total, $0.place) },
      samples: Int(all))
  }
}
