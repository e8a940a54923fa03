import CLuaShims

/// What the process has printed.
public enum StandardOutput {
  /// A line, with the bytes that a ``ByteText`` stands for.
  public static func write(_ text: String) {
    ByteText.bytes(text).withUnsafeBytes {
      tarn_output_line($0.bindMemory(to: CChar.self).baseAddress, $0.count)
    }
  }

  /// From now on the process ends with exit code 1, and a message, if standard output did not take all that
  /// was printed: onto a full disk, for example.
  /// - Parameter isAtWork: whether threads still use what libraries free when a process ends; then it ends without
  ///   that.
  public static func checkAtExit(unless isAtWork: @convention(c) () -> Bool) {
    tarn_check_output_at_exit(isAtWork)
  }
}
