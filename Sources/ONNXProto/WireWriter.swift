import Foundation

/// Writes the fields of a message, or only counts their bytes: what is inside a message is counted before it is
/// written, so that nothing is copied.
package struct WireWriter {
  private(set) var bytes: [UInt8] = []
  private(set) var count = 0
  private let isCounting: Bool

  /// - Parameter capacity: the number of bytes that will be written; nil counts them.
  init(capacity: Int?) {
    isCounting = capacity == nil
    if let capacity { bytes.reserveCapacity(capacity) }
  }

  // MARK: Values that may not be there

  mutating func field(_ number: Int, _ value: Int64?) {
    guard let value else { return }
    tag(number, 0)
    varint(UInt64(bitPattern: value))
  }

  mutating func field(_ number: Int, _ value: Int32?) { field(number, value.map(Int64.init)) }

  mutating func field(_ number: Int, _ value: Float?) {
    guard let value else { return }
    tag(number, 5)
    fixed(value.bitPattern)
  }

  mutating func field<E: RawRepresentable<Int32>>(_ number: Int, _ value: E?) {
    field(number, value?.rawValue)
  }

  mutating func field(_ number: Int, _ value: String?) {
    guard var value else { return }
    value.withUTF8 { delimited(number, UnsafeRawBufferPointer($0)) }
  }

  mutating func field(_ number: Int, _ value: Data?) {
    value?.withUnsafeBytes { delimited(number, $0) }
  }

  mutating func field<M: Message>(_ number: Int, _ value: M?) {
    guard let value else { return }
    tag(number, 2)
    varint(UInt64(value.serializedCount))
    value.write(to: &self)
  }

  // MARK: Lists, an item a field

  mutating func fields(_ number: Int, _ values: [Int64]) {
    for value in values { field(number, value) }
  }
  mutating func fields(_ number: Int, _ values: [Float]) {
    for value in values { field(number, value) }
  }
  mutating func fields(_ number: Int, _ values: [String]) {
    for value in values { field(number, value) }
  }
  mutating func fields(_ number: Int, _ values: [Data]) {
    for value in values { field(number, value) }
  }
  mutating func fields<M: Message>(_ number: Int, _ values: [M]) {
    for value in values { field(number, value) }
  }

  // MARK: Lists in one field

  mutating func packed(_ number: Int, _ values: [Float]) {
    packed(number, values) { $0.fixed($1.bitPattern) }
  }

  mutating func packed(_ number: Int, _ values: [Double]) {
    packed(number, values) { $0.fixed($1.bitPattern) }
  }

  /// Signed ones are written as 64 bits, as all of them are.
  mutating func packed<I: FixedWidthInteger>(_ number: Int, _ values: [I]) {
    packed(number, values) { $0.varint(UInt64(truncatingIfNeeded: $1)) }
  }

  private mutating func packed<T>(
    _ number: Int, _ values: [T], _ put: (inout WireWriter, T) -> Void
  ) {
    guard !values.isEmpty else { return }
    var counter = WireWriter(capacity: nil)
    for value in values { put(&counter, value) }
    tag(number, 2)
    varint(UInt64(counter.count))
    for value in values { put(&self, value) }
  }

  // MARK: Bytes

  private mutating func tag(_ number: Int, _ type: UInt64) { varint(UInt64(number) << 3 | type) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      put(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    put(UInt8(rest))
  }

  private mutating func fixed<I: FixedWidthInteger>(_ value: I) {
    withUnsafeBytes(of: value.littleEndian) { put($0) }
  }

  private mutating func delimited(_ number: Int, _ content: UnsafeRawBufferPointer) {
    tag(number, 2)
    varint(UInt64(content.count))
    put(content)
  }

  private mutating func put(_ byte: UInt8) {
    count += 1
    if !isCounting { bytes.append(byte) }
  }

  private mutating func put(_ content: UnsafeRawBufferPointer) {
    count += content.count
    if !isCounting { bytes.append(contentsOf: content) }
  }
}
