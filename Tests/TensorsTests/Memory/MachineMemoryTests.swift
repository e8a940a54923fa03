import Tensors
import Testing

/// What control groups allow, from files as systems have them.
struct MachineMemoryTests {
  @Test func theSmallestOfNestedGroups() {
    let files = [
      "/proc/self/cgroup": "0::/user.slice/job/step\n",
      "/proc/self/mountinfo":
        "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n",
      "/sys/fs/cgroup/user.slice/memory.max": "max\n",
      "/sys/fs/cgroup/user.slice/job/memory.max": "2000000\n",
      "/sys/fs/cgroup/user.slice/job/step/memory.max": "3000000\n",
    ]
    #expect(MachineMemory.controlGroups { files[$0] } == 2_000_000)
  }

  @Test func theFirstVersion() {
    let files = [
      "/proc/self/cgroup": "5:cpu,cpuacct:/a\n7:memory:/docker/abc\n0::/\n",
      "/proc/self/mountinfo": """
      31 23 0:27 / /sys/fs/cgroup/cpu rw shared:5 - cgroup cgroup rw,cpu,cpuacct
      32 23 0:28 /docker/abc /sys/fs/cgroup/memory rw shared:6 - cgroup cgroup rw,memory

      """,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "5000000\n",
      "/sys/fs/cgroup/cpu/a/memory.limit_in_bytes": "1\n",
    ]
    #expect(MachineMemory.controlGroups { files[$0] } == 5_000_000)
  }

  @Test func noLimits() {
    #expect(MachineMemory.controlGroups { _ in nil } == nil)
    let files = ["/proc/self/cgroup": "0::/\n", "/proc/self/mountinfo": "damaged\n- - -\n"]
    #expect(MachineMemory.controlGroups { files[$0] } == nil)
    #expect(MachineMemory.limit >= 16 << 20)
  }
}
