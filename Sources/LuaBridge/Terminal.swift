import CLuaShims

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The terminal behind a stream, if there is one.
public enum Terminal {
  /// Columns of the terminal behind standard output (or error); 80 where there is none.
  public static func columns(of descriptor: Int32 = 1) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// From now on a line says which native call is taking long, if standard error is a terminal.
  public static func tellLongCalls() {
    if isatty(2) == 1 { tarn_busy_watch() }
  }
}
