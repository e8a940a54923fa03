import DataIO
import Foundation
import ONNX
import ONNXProto
import Tensors
import TestSupport
import Testing

/// Models whose numbers lie in a second file.
@Suite struct ExternalDataTests {
  let scratch: Scratch
  let model: Onnx_ModelProto

  init() throws {
    scratch = try Scratch()
    model = try Onnx_ModelProto(
      serializedBytes: Data(contentsOf: URL(filePath: "\(fixtures)/external_19.onnx")))
    try FileManager.default.copyItem(
      atPath: "\(fixtures)/external_19.data", toPath: scratch.path("external_19.data"))
  }

  /// Reads the model with another place of its first tensor that lies outside.
  func read(_ entries: [String: String]) throws -> ONNXModel {
    var changed = model
    let k = try #require(
      changed.graph.initializer.firstIndex { $0.dataLocation == .external })
    for (key, value) in entries {
      changed.graph.initializer[k].externalData.removeAll { $0.key == key }
      if !value.isEmpty {
        changed.graph.initializer[k].externalData.append(
          .with {
            $0.key = key
            $0.value = value
          })
      }
    }
    let path = scratch.path("model.onnx")
    let bytes = changed.serializedBytes()
    try Data(bytes).write(to: URL(filePath: path))
    return try ONNXModel(reading: path)
  }

  @Test func someTensorsLieOutside() throws {
    let outside = model.graph.initializer.filter { $0.dataLocation == .external }
    #expect(!outside.isEmpty && outside.count < model.graph.initializer.count)
    #expect(try read([:]).parameters.count == 4 * 16 + 16 + 16 * 3)
    #expect(try read(["location": "./external_19.data"]).parameters.count > 0)
    // Without a length the shape says how many bytes there are.
    #expect(try read(["length": ""]).parameters.count > 0)
  }

  @Test func placesOutsideTheFolderAreRefused() throws {
    let other = try Scratch()
    try Data(count: 1 << 12).write(to: URL(filePath: other.path("secret")))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: other.path("secret"))
    for location in [
      other.path("secret"), "../secret", "a/../../secret", "link", "/etc/passwd", "..",
    ] {
      let error = #expect(throws: FormatError.self) { try read(["location": location]) }
      #expect(
        error?.description.contains("expected one in the folder of the model") == true,
        "\(error?.description ?? "")")
    }
  }

  @Test(
    arguments: [
      (["location": "none.data"], "which is not beside the model"),
      (["location": ""], "does not name"), (["offset": "-4"], "its offset"),
      (["offset": "x"], "its offset"), (["offset": "99999999"], "bytes"),
      (["offset": "9223372036854775807"], "bytes"), (["length": "9223372036854775807"], "takes"),
      (["length": "3"], "takes"), (["location": "."], "model"),
    ] as [([String: String], String)]) func whatIsWrongIsNamed(
      entries: [String: String], words: String
    ) throws
  {
    do {
      _ = try read(entries)
      Issue.record("it was read")
    } catch {
      #expect("\(error)".contains(words) || error is DataError, "\(error)")
    }
  }
}
