/// Where the inputs of a plan stand, by name. The fields are the cases of an enumeration in their order;
/// each is as many values as it has types. A field more is a case more, and the compiler names the
/// places that must know it.
///
/// Implicit inputs (``Trace/implicit(_:_:)``) stand behind all fields.
public struct Packing<Field: Hashable & CaseIterable & Sendable>: Sendable {
  /// Of all values in their order.
  public let types: [TensorType]
  private let ranges: [Field: Range<Int>]

  public init(_ types: (Field) throws -> [TensorType]) rethrows {
    var all: [TensorType] = []
    var ranges: [Field: Range<Int>] = [:]
    for field in Field.allCases {
      let first = all.count
      all += try types(field)
      ranges[field] = first..<all.count
    }
    self.types = all
    self.ranges = ranges
  }

  /// The positions of a field's values. Loops ask once, before they begin.
  public subscript(field: Field) -> Range<Int> { ranges[field] ?? 0..<0 }

  /// The position of a field that is one value.
  public func position(_ field: Field) -> Int { self[field].lowerBound }

  /// The position of the k-th implicit input.
  public func implicit(_ k: Int) -> Int { types.count + k }

  /// The values of all fields in their order.
  public func packed<Element>(_ values: (Field) throws -> [Element]) rethrows -> [Element] {
    try Field.allCases.flatMap(values)
  }

  /// Values in their order as fields.
  public func unpacked<Element>(_ values: [Element]) -> Unpacked<Element> {
    Unpacked(packing: self, values: values)
  }

  /// Values by the names of their fields.
  public struct Unpacked<Element> {
    fileprivate let packing: Packing
    fileprivate let values: [Element]

    public subscript(field: Field) -> [Element] { Array(values[packing[field]]) }

    /// A field that is one value.
    public func one(_ field: Field) -> Element { values[packing.position(field)] }
  }
}
