import Regions
import Tensors

extension UnboundedOperation {
  /// The first of several stages, from 0, with which all from the start on have no bounds: the one that
  /// has the operation. nil if none is found.
  /// - Parameter prefix: the stages up to this one, it included.
  package static func stage(
    of count: Int, _ set: Box, _ options: BoundOptions,
    prefix: (Int) throws -> (Value) throws -> Value
  ) -> Int? {
    for stage in 0..<count {
      do { _ = try set.image(prefix(stage), options) } catch is UnboundedOperation {
        return stage
      } catch { return nil }
    }
    return nil
  }
}
