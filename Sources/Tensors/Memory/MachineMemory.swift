import Foundation

/// How much memory this process may use at most: what the machine has, and less where a control group (of
/// either version, or one around it) or a limit of the process says so.
package enum MachineMemory {
  /// Bytes.
  package static let limit: Int = {
    let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let groups = controlGroups { try? String(contentsOfFile: $0, encoding: .utf8) }
    // Beyond it nothing works: the rest of what the process maps needs room too.
    return max(16 << 20, min(machine, groups ?? .max, resource(RLIMIT_AS), resource(RLIMIT_DATA)))
  }()

  private static func resource(_ kind: __rlimit_resource) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  /// The smallest limit of the groups that the process is in; nil if there is none.
  /// - Parameter read: the text of a file, nil if there is no such file.
  package static func controlGroups(_ read: (String) -> String?) -> Int? {
    guard let memberships = read("/proc/self/cgroup") else { return nil }
    let mounts = (read("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap(Mount.init)
    var limits: [Int] = []
    for line in memberships.split(separator: "\n") {
      // number : controllers : path, without controllers in version 2
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains("memory") else { continue }
      let name = isSecond ? "memory.max" : "memory.limit_in_bytes"
      let mount = mounts.first {
        isSecond ? $0.kind == "cgroup2" : $0.kind == "cgroup" && $0.options.contains("memory")
      }
      guard let mount else { continue }
      for folder in mount.folders(of: String(parts[2])) {
        let text = read(folder + "/" + name)?.trimmingCharacters(in: .whitespacesAndNewlines)
        if let limit = text.flatMap({ Int($0) }), limit > 0 { limits.append(limit) }
      }
    }
    return limits.min()
  }

  /// A line of mountinfo.
  private struct Mount {
    /// Which folder of the file system is mounted, and where.
    let root: String, place: String
    let kind: String
    let options: [Substring]

    init?(_ line: Substring) {
      let fields = line.split(separator: " ")
      guard fields.count > 4, let dash = fields.firstIndex(of: "-"), fields.count > dash + 3 else {
        return nil
      }
      (root, place) = (String(fields[3]), String(fields[4]))
      kind = String(fields[dash + 1])
      options = fields[dash + 3].split(separator: ",")
    }

    /// Where the files of a group are, and of each around it.
    func folders(of group: String) -> [String] {
      var parts = group.split(separator: "/")
      let above = root.split(separator: "/")
      // Seen from inside a container, the path may lie outside of what is mounted.
      if parts.starts(with: above) { parts.removeFirst(above.count) }
      return (0...parts.count).map { count in
        ([Substring(place)] + parts.prefix(count)).joined(separator: "/")
      }
    }
  }
}
