import Foundation

// The part of the Open Neural Network Exchange format (onnx.ai) that Tarn reads and writes, with the field numbers and
// types of its specification, in the names that protoc's plugin for Swift would give them.

package struct Onnx_ModelProto: Message {
  @Field package var irVersion: Int64 = 0
  @Field package var producerName = ""
  @Field package var producerVersion = ""
  @Field package var domain = ""
  @Field package var modelVersion: Int64 = 0
  @Field package var docString = ""
  @Field package var graph = Onnx_GraphProto()
  package var opsetImport: [Onnx_OperatorSetIdProto] = []

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.read(&_irVersion.value)
    case 2: try reader.read(&_producerName.value)
    case 3: try reader.read(&_producerVersion.value)
    case 4: try reader.read(&_domain.value)
    case 5: try reader.read(&_modelVersion.value)
    case 6: try reader.read(&_docString.value)
    case 7: try reader.read(&_graph.value)
    case 8: try reader.append(&opsetImport)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.field(1, _irVersion.value)
    writer.field(2, _producerName.value)
    writer.field(3, _producerVersion.value)
    writer.field(4, _domain.value)
    writer.field(5, _modelVersion.value)
    writer.field(6, _docString.value)
    writer.field(7, _graph.value)
    writer.fields(8, opsetImport)
  }
}

package struct Onnx_OperatorSetIdProto: Message {
  @Field package var domain = ""
  @Field package var version: Int64 = 0

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.read(&_domain.value)
    case 2: try reader.read(&_version.value)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.field(1, _domain.value)
    writer.field(2, _version.value)
  }
}

package struct Onnx_GraphProto: Message {
  package var node: [Onnx_NodeProto] = []
  @Field package var name = ""
  package var initializer: [Onnx_TensorProto] = []
  @Field package var docString = ""
  package var input: [Onnx_ValueInfoProto] = []
  package var output: [Onnx_ValueInfoProto] = []
  package var valueInfo: [Onnx_ValueInfoProto] = []

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.append(&node)
    case 2: try reader.read(&_name.value)
    case 5: try reader.append(&initializer)
    case 10: try reader.read(&_docString.value)
    case 11: try reader.append(&input)
    case 12: try reader.append(&output)
    case 13: try reader.append(&valueInfo)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.fields(1, node)
    writer.field(2, _name.value)
    writer.fields(5, initializer)
    writer.field(10, _docString.value)
    writer.fields(11, input)
    writer.fields(12, output)
    writer.fields(13, valueInfo)
  }
}

package struct Onnx_NodeProto: Message {
  package var input: [String] = []
  package var output: [String] = []
  @Field package var name = ""
  @Field package var opType = ""
  package var attribute: [Onnx_AttributeProto] = []
  @Field package var domain = ""

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.append(&input)
    case 2: try reader.append(&output)
    case 3: try reader.read(&_name.value)
    case 4: try reader.read(&_opType.value)
    case 5: try reader.append(&attribute)
    case 7: try reader.read(&_domain.value)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.fields(1, input)
    writer.fields(2, output)
    writer.field(3, _name.value)
    writer.field(4, _opType.value)
    writer.fields(5, attribute)
    writer.field(7, _domain.value)
  }
}

package struct Onnx_AttributeProto: Message {
  package enum AttributeType: Int32, Sendable {
    case undefined, float, int, string, tensor, graph, floats, ints, strings, tensors, graphs,
      sparseTensor, sparseTensors, typeProto, typeProtos
  }

  @Field package var name = ""
  @Field package var f: Float = 0
  @Field package var i: Int64 = 0
  @Field package var s = Data()
  @Field package var t = Onnx_TensorProto()
  package var floats: [Float] = []
  package var ints: [Int64] = []
  package var strings: [Data] = []
  @Field package var type = AttributeType.undefined

  package var hasF: Bool { _f.isSet }
  package var hasI: Bool { _i.isSet }
  package var hasS: Bool { _s.isSet }
  package var hasT: Bool { _t.isSet }

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.read(&_name.value)
    case 2: try reader.read(&_f.value)
    case 3: try reader.read(&_i.value)
    case 4: try reader.read(&_s.value)
    case 5: try reader.read(&_t.value)
    case 7: try reader.append(&floats)
    case 8: try reader.append(&ints)
    case 9: try reader.append(&strings)
    case 20: try reader.read(&_type.value)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.field(1, _name.value)
    writer.field(2, _f.value)
    writer.field(3, _i.value)
    writer.field(4, _s.value)
    writer.field(5, _t.value)
    writer.fields(7, floats)
    writer.fields(8, ints)
    writer.fields(9, strings)
    writer.field(20, _type.value)
  }
}
