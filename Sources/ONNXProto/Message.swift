import Foundation

/// A message of Protocol Buffers: fields by number. What is not known is passed over.
package protocol Message: Equatable, Sendable {
  init()
  /// Reads the field that comes next, or skips it.
  mutating func take(_ reader: inout WireReader) throws
  /// Writes the fields that are there, in order of their numbers.
  func write(to writer: inout WireWriter)
}

extension Message {
  /// - Throws: ``WireError``.
  package init(serializedBytes bytes: some ContiguousBytes) throws {
    self.init()
    var copy = self
    try bytes.withUnsafeBytes { try copy.merge($0) }
    self = copy
  }

  package func serializedBytes() -> [UInt8] {
    var writer = WireWriter(capacity: serializedCount)
    write(to: &writer)
    return writer.bytes
  }

  package static func with(_ change: (inout Self) throws -> Void) rethrows -> Self {
    var message = Self()
    try change(&message)
    return message
  }

  mutating func merge(_ bytes: UnsafeRawBufferPointer) throws {
    var reader = WireReader(bytes)
    while try reader.next() { try take(&reader) }
  }

  var serializedCount: Int {
    var counter = WireWriter(capacity: nil)
    write(to: &counter)
    return counter.count
  }
}

/// A field that may not be there, and then has a default.
@propertyWrapper
package struct Field<Value: Equatable & Sendable>: Equatable, Sendable {
  var value: Value?
  private let fallback: Value

  package init(wrappedValue: Value) { fallback = wrappedValue }

  package var wrappedValue: Value {
    get { value ?? fallback }
    set { value = newValue }
  }

  package var isSet: Bool { value != nil }
}
