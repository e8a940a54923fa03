import Foundation

/// Lines entered at the prompt, oldest first, each text once. A block of several lines is one item.
public final class History {
  public private(set) var items: [String] = []
  /// Told where an older item of the same text was removed.
  var onRemove: ((Int) -> Void)?

  private let file: String?
  private let limit = 5000

  /// - Parameter file: read now if it exists, and appended to; a folder that cannot be written to
  ///   is no error, the history is then of this session only.
  public init(file: String?) {
    self.file = file
    guard let file, let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
    let lines = text.split(separator: "\n").map { Self.decoded($0) }
    for line in lines { insert(line) }
    if items.count > limit { items.removeFirst(items.count - limit) }
    if lines.count > 2 * limit { rewrite() }
  }

  public func add(_ item: String) {
    insert(item)
    append(Self.encoded(item) + "\n")
  }

  public func matching(_ pattern: String) -> [String] {
    pattern.isEmpty ? items : items.filter { $0.localizedCaseInsensitiveContains(pattern) }
  }

  private func insert(_ item: String) {
    if let earlier = items.lastIndex(of: item) {
      items.remove(at: earlier)
      onRemove?(earlier)
    }
    items.append(item)
  }

  private func append(_ text: String) {
    guard let file else { return }
    let folder = (file as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // One write: sessions side by side do not mix their lines.
    var text = text
    text.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
  }

  private func rewrite() {
    guard let file else { return }
    let text = items.map { Self.encoded($0) + "\n" }.joined()
    try? text.write(toFile: file, atomically: true, encoding: .utf8)
  }

  static func encoded(_ item: String) -> String {
    item.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  static func decoded(_ line: some StringProtocol) -> String {
    var item = ""
    var isEscaped = false
    for character in line {
      if isEscaped {
        item.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        item.append(character)
      }
    }
    return item
  }
}
