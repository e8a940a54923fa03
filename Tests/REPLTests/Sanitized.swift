import Foundation

/// Whether the program runs under a sanitizer: it keeps freed memory, writes files of its own, and
/// delivers a signal only when the program calls the system.
let isSanitized = ProcessInfo.processInfo.environment["TARN_SANITIZED"] != nil
