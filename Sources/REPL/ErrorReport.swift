import LuaBridge

/// An error as a person wants to read it: the message, and the user's own lines that led to it.
public enum ErrorReport {
  /// - Parameter standardLibrary: folder whose files are not the user's.
  public static func text(of error: any Error, standardLibrary: String? = nil) -> String {
    let message = String(describing: error)
    let traceback = (error as? LuaError)?.traceback ?? (error as? Interrupted)?.traceback ?? ""
    let frames = userFrames(traceback, standardLibrary: standardLibrary)
    // A single line says no more than the message does.
    guard frames.count > 1 else { return message }
    return ([message] + frames.map { "  " + $0 }).joined(separator: "\n")
  }

  /// The lines of a Lua traceback that are neither native nor of the standard library.
  static func userFrames(_ traceback: String, standardLibrary: String?) -> [String] {
    var frames: [String] = []
    for line in traceback.split(separator: "\n") {
      let frame = line.drop(while: \.isWhitespace)
      let isNoise = ["stack traceback", "[C]:", "(...tail calls...)"].contains {
        frame.hasPrefix($0)
      }
      if isNoise { continue }
      if let standardLibrary, frame.hasPrefix(standardLibrary) { continue }
      if frames.last.map({ $0 == frame }) != true { frames.append(String(frame)) }
    }
    return frames
  }
}
