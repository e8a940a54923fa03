import Foundation

/// A program as a process of its own.
enum ChildProgram {
  /// Runs it to its end; gives its exit code and what it wrote.
  static func run(
    _ executable: String, _ arguments: [String], in folder: URL? = nil
  ) throws -> (code: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Both at once: a program that has filled one pipe waits until somebody reads it.
    nonisolated(unsafe) var complaint = Data()
    let reader = DispatchGroup()
    DispatchQueue.global().async(group: reader) {
      complaint = errors.fileHandleForReading.readDataToEndOfFile()
    }
    let text = output.fileHandleForReading.readDataToEndOfFile()
    reader.wait()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: text, as: UTF8.self),
      String(decoding: complaint, as: UTF8.self)
    )
  }
}
