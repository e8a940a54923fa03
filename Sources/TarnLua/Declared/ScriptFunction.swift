import Losses
import LuaBridge
import Reachability
import Tensors

/// A Lua function as the value of a setting, for whatever the setting takes functions.
struct ScriptFunction: CustomStringConvertible {
  let function: LuaFunction

  var description: String { "function" }
}

/// A measure of reachable sets: it sees the set that `reach.output` gives.
extension ScriptFunction: SetFunction {
  func callAsFunction(_ set: ReachableSet) throws -> Value {
    let results = try function.call([.object(ReachableSetObject(set))])
    return try Value(lua: results.first ?? .nil, "the result of the measure of a sensitivity")
  }
}
