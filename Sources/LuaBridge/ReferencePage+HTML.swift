extension ReferencePage {
  /// A page that needs no other file.
  public var html: String {
    var body = "<h1>\(Self.escaped(title))</h1>\n"
    if file != "index" { body += "<p><a href=\"index.html\">Reference</a></p>\n" }
    for block in blocks { body += Self.html(block) + "\n" }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(Self.escaped(title)) · Tarn</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>\(Self.style)</style></head>
      <body>
      \(body)</body></html>

      """
  }

  private static func html(_ block: Block) -> String {
    switch block {
    case .heading(let level, let text):
      return "<h\(level) id=\"\(escaped(text))\">\(escaped(text))</h\(level)>"
    case .text(let text): return "<p>\(escaped(text))</p>"
    case .code(let code): return "<pre>\(escaped(code.trimmedLines))</pre>"
    case .table(let header, let rows):
      let head = header.map { "<th>\(escaped($0))</th>" }.joined()
      let lines = rows.map { row in
        "<tr><td><code>\(escaped(row[0]))</code></td>"
          + row.dropFirst().map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
      }
      return "<table><tr>\(head)</tr>\n\(lines.joined(separator: "\n"))</table>"
    case .links(let links):
      let items = links.map { link in
        "<li><a href=\"\(escaped(link.file)).html\">\(escaped(link.text))</a>"
          + (link.about.isEmpty ? "" : ": \(escaped(link.about))") + "</li>"
      }
      return "<ul>\n\(items.joined(separator: "\n"))\n</ul>"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private static let style =
    "body{font:16px/1.5 sans-serif;max-width:56em;margin:2em auto;padding:0 1em;color:#222}"
    + "pre,code{font:14px/1.4 monospace}pre{background:#f4f4f2;padding:.7em;overflow-x:auto}"
    + "table{border-collapse:collapse;margin:1em 0}td,th{border-bottom:1px solid #ddd;padding:.3em .8em .3em 0;"
    + "text-align:left;vertical-align:top}h2{margin-top:2em;border-top:1px solid #ccc;padding-top:.7em}"
}
