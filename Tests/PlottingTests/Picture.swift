import Foundation
import Plotting

/// What can be read in a picture drawn as svg.
struct Picture {
  /// A text: its anchor, in pixels from the left and from above.
  struct Text {
    var x: Double
    var y: Double
    var anchor: String
    var text: String
  }

  let svg: String
  let texts: [Text]

  init(_ figure: Figure) throws {
    svg = String(decoding: try Gnuplot().run(figure.script(for: .svg)), as: UTF8.self)
    let pattern =
      /translate\(([\d.-]+),([\d.-]+)\)[^>]*text-anchor="(\w+)">\s*<text>(.*?)<\/text>/
    texts = svg.matches(of: pattern.dotMatchesNewlines()).map { match in
      Text(
        x: Double(match.1) ?? 0, y: Double(match.2) ?? 0, anchor: String(match.3),
        text: String(match.4).replacing(/<[^>]*>/, with: ""))
    }
  }

  /// The numbers at a vertical axis, or at another anchor.
  func numbers(anchor: String = "end") -> [Text] {
    texts.filter { $0.anchor == anchor && Double($0.text) != nil }
  }
}
