import Foundation

/// Lines entered at the prompt, oldest first, each text once. A block of several lines is one item.
public final class History {
  /// Told where an older item of the same text was removed.
  var onRemove: ((Int) -> Void)?

  private let file: HistoryFile?
  /// Items in order; nil where one was entered again later.
  private var slots: [String?] = []
  private var positions: [String: Int] = [:]
  private var isLoaded = false

  /// - Parameter file: read when an item is first asked for, and appended to; one that cannot be written to is
  ///   no error, the history is then of this session only.
  public init(file: String?) { self.file = file.map { HistoryFile(path: $0) } }

  public var items: [String] {
    load()
    return slots.compactMap { $0 }
  }

  public func add(_ item: String) {
    load()
    insert(item)
    file?.append(item)
  }

  public func matching(_ pattern: String) -> [String] {
    if pattern.isEmpty { return items }
    let wanted = pattern.utf8.map(History.lowered)
    return items.filter { item in
      var item = item
      return item.withUTF8 { History.contains($0, wanted) }
    }
  }

  /// Letters of ASCII are compared without case, which is fast; others as they are.
  private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ wanted: [UInt8]) -> Bool {
    guard text.count >= wanted.count else { return false }
    return (0...text.count - wanted.count).contains { start in
      wanted.indices.allSatisfy { lowered(text[start + $0]) == wanted[$0] }
    }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (65...90).contains(byte) ? byte + 32 : byte
  }

  /// Begins to read the file on another thread; whoever asks for an item waits for it.
  func preload() { file?.preload() }

  private func load() {
    if isLoaded { return }
    isLoaded = true
    guard let file else { return }
    let items = file.items()
    slots = items
    positions = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1, $0) })
  }

  private func insert(_ item: String) {
    if let earlier = positions[item] {
      slots[earlier] = nil
      onRemove?(slots[..<earlier].count { $0 != nil })
    }
    positions[item] = slots.count
    slots.append(item)
  }
}
