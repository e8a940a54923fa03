import Tensors

/// What steps change: parameters, buffers and the memory of the rule. A step reads one side and writes
/// the other, which is the same where the plan allows it, so nothing is allocated; nobody else sees the
/// tensors before they are copied.
final class TrainingMemory {
  /// Parameters, buffers, then the rule's memory.
  let types: [TensorType]
  private(set) var front: [Tensor]
  private(set) var back: [Tensor]

  init(_ tensors: [Tensor]) throws {
    types = tensors.map(\.type)
    front = try tensors.map { try $0.copied() }
    back = try tensors.map { Tensor($0.type, storage: try Storage(byteCount: $0.type.byteCount)) }
  }

  /// From now on one of them is changed in place.
  func share(_ k: Int) { back[k] = front[k] }

  /// What was written becomes what is read.
  func swapSides() { swap(&front, &back) }

  /// The rule's memory before and after a step whose sides are not swapped yet.
  var ofRule: (before: ArraySlice<Tensor>, after: ArraySlice<Tensor>) {
    (front.dropFirst(2), back.dropFirst(2))
  }

  /// Copies that do not change any more.
  func snapshot(_ count: Int? = nil) throws -> [Tensor] {
    try front.prefix(count ?? front.count).map { try $0.copied() }
  }

  /// Where the parameters are finite.
  var isFinite: Bool { front[0].isFinite }
}

extension Tensor {
  /// The same elements in memory of their own.
  func copied() throws -> Tensor {
    let copy = Tensor(type, storage: try Storage(byteCount: type.byteCount))
    withExtendedLifetime(storage) {
      copy.pointer.copyMemory(from: pointer, byteCount: type.byteCount)
    }
    return copy
  }
}

/// Scalars that a plan takes as inputs, in one piece of memory.
final class PlanNumbers {
  private let memory: UnsafeMutableRawPointer
  private let types: [DType]

  init(_ types: [DType]) {
    self.types = types
    memory = .allocate(byteCount: 8 * max(types.count, 1), alignment: 8)
  }

  deinit { memory.deallocate() }

  var count: Int { types.count }
  func pointer(_ place: Int) -> UnsafeRawPointer { UnsafeRawPointer(memory + 8 * place) }

  subscript(place: Int) -> Double {
    get {
      types[place] == .float32
        ? Double(memory.load(fromByteOffset: 8 * place, as: Float.self))
        : memory.load(fromByteOffset: 8 * place, as: Double.self)
    }
    set {
      if types[place] == .float32 {
        memory.storeBytes(of: Float(newValue), toByteOffset: 8 * place, as: Float.self)
      } else {
        memory.storeBytes(of: newValue, toByteOffset: 8 * place, as: Double.self)
      }
    }
  }

  func tensor(_ place: Int) throws -> Tensor {
    try Tensor(scalar: self[place], dtype: types[place])
  }
}
