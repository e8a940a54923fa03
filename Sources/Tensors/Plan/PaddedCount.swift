/// The same in finer steps where there are many: work on rows that only fill up counts then, and plans do not.
package func finelyPaddedCount(_ count: Int) -> Int {
  guard count > 256 else { return paddedCount(count) }
  let step = (1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)) >> 3
  return (count + step - 1) / step * step
}

/// The number of rows a plan is made for where their number varies, so that few plans serve all counts:
/// 1, 2, 3, 4, 6, 8, 12, 16, …
package func paddedCount(_ count: Int) -> Int {
  var size = 1
  while size < count {
    if size >= 2, size + size / 2 >= count { return size + size / 2 }
    size *= 2
  }
  return size
}
