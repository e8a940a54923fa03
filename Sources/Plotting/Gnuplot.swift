import Foundation

/// The gnuplot program, run as a child process for one picture at a time.
///
/// The script goes to its standard input and the picture comes from its standard output, so neither
/// a shell nor gnuplot ever sees a file name.
public struct Gnuplot: Sendable {
  /// A program name, searched for in `searchPath`, or a path with a slash.
  public var executable: String
  /// Folders separated by colons; `nil` for those in the environment's PATH.
  public var searchPath: String?

  public init(executable: String = "gnuplot", searchPath: String? = nil) {
    self.executable = executable
    self.searchPath = searchPath
  }

  /// Runs a script and returns what it wrote to standard output.
  ///
  /// - Parameter question: asked again and again while gnuplot works; if it throws, gnuplot is ended.
  /// - Throws: `PlotError.gnuplotMissing`, `PlotError.gnuplotFailed` with gnuplot's own words, or what the question throws.
  public func run(_ script: String, asking question: () throws -> Void = {}) throws -> Data {
    let process = Process()
    process.executableURL = try located()
    // Without the user's start-up files, so that a figure looks the same for everybody.
    // By its name: from a standard input without one gnuplot reads byte by byte.
    process.arguments = ["--default-settings", "/dev/stdin"]
    var environment = ProcessInfo.processInfo.environment
    environment["LC_ALL"] = "C.UTF-8"
    process.environment = environment
    // Files, not pipes: no side ever waits for the other to read, and no broken pipe can arise.
    let input = try scratchFile()
    let output = try scratchFile()
    let errors = try scratchFile()
    do {
      try input.write(contentsOf: Data(script.utf8))
      try input.seek(toOffset: 0)
    } catch {
      throw PlotError.unwritable(path: NSTemporaryDirectory(), reason: systemReason(error))
    }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do { try process.run() } catch {
      throw PlotError.gnuplotFailed(message: "it cannot be started: \(systemReason(error))")
    }
    do {
      while ended.wait(timeout: .now() + .milliseconds(20)) == .timedOut { try question() }
    } catch {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      throw error
    }
    let message = String(decoding: try contents(errors), as: UTF8.self)
    let picture = try contents(output)
    guard process.terminationReason == .exit, process.terminationStatus == 0, !picture.isEmpty
    else {
      let said = message.trimmingCharacters(in: .whitespacesAndNewlines)
      let status = "it ended with status \(process.terminationStatus) and wrote no picture"
      throw PlotError.gnuplotFailed(message: said.isEmpty ? status : said)
    }
    return picture
  }

  private func located() throws -> URL {
    let path = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let candidates =
      executable.contains("/")
      ? [executable]
      : path.split(separator: ":").map { "\($0)/\(executable)" }
    for candidate in candidates {
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isDirectory),
        !isDirectory.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
      {
        return URL(fileURLWithPath: candidate)
      }
    }
    throw PlotError.gnuplotMissing(executable: executable)
  }

  /// An open temporary file that has no name any more and vanishes when it is closed.
  private func scratchFile() throws -> FileHandle {
    let pattern = NSTemporaryDirectory() + "/tarn-plot-XXXXXX"
    var name = Array(pattern.utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else {
      throw PlotError.unwritable(
        path: NSTemporaryDirectory(), reason: String(cString: strerror(errno)))
    }
    unlink(&name)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  private func contents(_ file: FileHandle) throws -> Data {
    do {
      try file.seek(toOffset: 0)
      return try file.readToEnd() ?? Data()
    } catch { throw PlotError.gnuplotFailed(message: "its output cannot be read") }
  }
}

/// What the system said in an error of Foundation, without its wrapping.
func systemReason(_ error: any Error) -> String {
  var error = error as NSError
  while let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError { error = underlying }
  guard error.domain == NSPOSIXErrorDomain, let code = Int32(exactly: error.code) else {
    return error.localizedDescription
  }
  return String(cString: strerror(code))
}
