import LuaBridge
import Reachability
import Regions
import Tensors

/// What a call bounds: a network, or any Lua function of one tensor.
struct BoundedModel {
  let model: Model
  private let object: NetworkObject?

  init(_ call: Call, _ session: Session) {
    model = call.model("net", session)
    object = call.optionalObject("net", as: NetworkObject.self)
  }

  /// The set of outputs, or of those of a property of the model. An error names the layer.
  func image(
    of set: Box, _ options: BoundOptions, _ property: Model? = nil
  ) throws -> ReachableSet {
    try object?.checkEvaluation()
    do {
      return try set.image(of: property ?? model, options)
    } catch let error as UnboundedOperation {
      throw object.map { error.placed(in: $0.network, set, options) } ?? error
    }
  }
}
