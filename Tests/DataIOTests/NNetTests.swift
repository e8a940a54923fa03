import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct NNetTests {
  let scratch: Scratch
  /// Two inputs, three hidden units, one output, as the ACAS Xu files are laid out.
  let text = """
    // A network, "quoted"
    // second line of comments
    2,2,1,3,
    2,3,1,
    0,
    -1.0,-2,
    1,2,
    0.5,0.25,7.5,
    2,4,373.9,
    1,2,
    3,4,
    5,6e0,
    0.1,
    -0.2,
    0.3,
    7,8,9,
    -1,
    """

  init() throws { scratch = try Scratch() }

  @Test func readsWhatIsThere() throws {
    let network = try NNet(reading: scratch.file(text, name: "a.nnet"), dtype: .float64)
    #expect(network.inputs == 2)
    #expect(network.minima == [-1, -2])
    #expect(network.maxima == [1, 2])
    #expect(network.means == [0.5, 0.25, 7.5])
    #expect(network.ranges == [2, 4, 373.9])
    #expect(network.layers.map { $0.weight.shape.dimensions } == [[3, 2], [1, 3]])
    #expect(network.layers[0].weight.doubles == [1, 2, 3, 4, 5, 6])
    #expect(network.layers[0].bias.doubles == [0.1, -0.2, 0.3])
    #expect(network.layers[1].bias.doubles == [-1])
  }

  @Test func comesBack() throws {
    let network = try NNet(reading: scratch.file(text, name: "a.nnet"), dtype: .float64)
    let path = scratch.path("b.nnet")
    try network.write(to: path)
    let again = try NNet(reading: path, dtype: .float64)
    #expect(again.ranges == network.ranges)
    for (a, b) in zip(again.layers, network.layers) {
      #expect(isSame(a.weight, b.weight))
      #expect(isSame(a.bias, b.bias))
    }
  }

  @Test(arguments: [
    ("5,6e0", "5,6,7", "line 12"), ("3,4,", "3,x,", "line 11"), ("2,4,373.9", "2,0,373.9", "range"),
    ("2,3,1,", "2,3,2,", "layer sizes"), ("2,2,1,3,", "2,2,1,", "line 3"),
    ("2,2,1,3,", "99999999999999999999,2,1,3,", "whole"),
    ("2,3,1,", "2,1e9,1,", "row 4 of layer 1"),
    ("\n-1,", "", "ends before bias 1 of layer 2"), ("\n-1,", "\n-1,\n9,", "goes on"),
    ("0.1,", "nan,", "line 13"),
  ]) func damage(old: String, new: String, sentence: String) throws {
    let path = try scratch.file(text.replacingOccurrences(of: old, with: new), name: "c.nnet")
    let error = #expect(throws: FormatError.self) { try NNet(reading: path) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }
}
