import CLuaShims

/// What the process has printed.
public enum StandardOutput {
  /// From now on the process ends with exit code 1, and a message, if standard output did not take all that
  /// was printed: onto a full disk, for example.
  public static func checkAtExit() { tarn_check_output_at_exit() }
}
