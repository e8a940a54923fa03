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
}
