import DataIO
import LuaBridge
import Tensors

extension Session {
  /// A data set that was read or made, which is noted as part of what results depend on.
  func wrap(_ dataset: Dataset, usedAs name: String) -> LuaValue {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for tensor in [dataset.source, dataset.targets, dataset.y].compactMap({ $0 }) {
      func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15 ^ (hash >> 29) }
      for d in 0..<tensor.shape.rank { mix(UInt64(tensor.shape[d])) }
      withExtendedLifetime(tensor) {
        let bytes = UnsafeRawBufferPointer(start: tensor.pointer, count: tensor.type.byteCount)
        let whole = bytes.count & ~7
        for offset in stride(from: 0, to: whole, by: 8) {
          mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        for byte in bytes[whole...] { mix(UInt64(byte)) }
      }
    }
    let text = String(hash, radix: 16)
    usedData[name] = String(repeating: "0", count: 16 - text.count) + text
    return wrap(dataset)
  }
}

/// `data.used()`
func usedFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "used", returns: .byName("string"),
    summary: """
      The data sets that were read or made in this session, each with a fingerprint of its numbers; saved results \
      of recipes hold it.
      """,
    example: "data.iris(); print(data.used().iris)"
  ) { call in
    .table(try call.lua.table(fields: session.usedData.mapValues { .string($0) }))
  }
}
