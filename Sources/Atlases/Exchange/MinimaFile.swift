import Foundation

/// The file that lists minima: itself, or `min.data` of a folder.
func minimaFile(_ given: String) -> String {
  var isFolder: ObjCBool = false
  let exists = FileManager.default.fileExists(atPath: given, isDirectory: &isFolder)
  guard exists, isFolder.boolValue else { return given }
  return URL(fileURLWithPath: given).appending(path: "min.data").path
}
