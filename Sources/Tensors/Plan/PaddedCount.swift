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
