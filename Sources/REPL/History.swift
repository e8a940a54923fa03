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
    pattern.isEmpty ? items : items.filter { $0.localizedCaseInsensitiveContains(pattern) }
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
