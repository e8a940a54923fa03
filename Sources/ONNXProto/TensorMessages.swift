import Foundation

package struct Onnx_TensorProto: Message {
  package enum DataLocation: Int32, Sendable {
    case `default`, external
  }

  package var dims: [Int64] = []
  @Field package var dataType: Int32 = 0
  package var floatData: [Float] = []
  package var int32Data: [Int32] = []
  package var int64Data: [Int64] = []
  @Field package var name = ""
  @Field package var rawData = Data()
  package var doubleData: [Double] = []
  package var uint64Data: [UInt64] = []
  package var externalData: [Onnx_StringStringEntryProto] = []
  @Field package var dataLocation = DataLocation.default

  package var hasRawData: Bool { _rawData.isSet }

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.append(&dims)
    case 2: try reader.read(&_dataType.value)
    case 4: try reader.append(&floatData)
    case 5: try reader.append(&int32Data)
    case 7: try reader.append(&int64Data)
    case 8: try reader.read(&_name.value)
    case 9: try reader.read(&_rawData.value)
    case 10: try reader.append(&doubleData)
    case 11: try reader.append(&uint64Data)
    case 13: try reader.append(&externalData)
    case 14: try reader.read(&_dataLocation.value)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.fields(1, dims)
    writer.field(2, _dataType.value)
    writer.packed(4, floatData)
    writer.packed(5, int32Data)
    writer.packed(7, int64Data)
    writer.field(8, _name.value)
    writer.field(9, _rawData.value)
    writer.packed(10, doubleData)
    writer.packed(11, uint64Data)
    writer.fields(13, externalData)
    writer.field(14, _dataLocation.value)
  }
}

package struct Onnx_StringStringEntryProto: Message {
  @Field package var key = ""
  @Field package var value = ""

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.read(&_key.value)
    case 2: try reader.read(&_value.value)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.field(1, _key.value)
    writer.field(2, _value.value)
  }
}

package struct Onnx_ValueInfoProto: Message {
  @Field package var name = ""
  @Field package var type = Onnx_TypeProto()

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.read(&_name.value)
    case 2: try reader.read(&_type.value)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.field(1, _name.value)
    writer.field(2, _type.value)
  }
}

package struct Onnx_TypeProto: Message {
  package struct Tensor: Message {
    @Field package var elemType: Int32 = 0
    @Field package var shape = Onnx_TensorShapeProto()

    package init() {}

    package mutating func take(_ reader: inout WireReader) throws {
      switch reader.number {
      case 1: try reader.read(&_elemType.value)
      case 2: try reader.read(&_shape.value)
      default: try reader.skip()
      }
    }

    package func write(to writer: inout WireWriter) {
      writer.field(1, _elemType.value)
      writer.field(2, _shape.value)
    }
  }

  @Field package var tensorType = Tensor()

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.read(&_tensorType.value)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) { writer.field(1, _tensorType.value) }
}

package struct Onnx_TensorShapeProto: Message {
  package struct Dimension: Message {
    /// Which of the two it is; the last one read counts.
    package enum OneOf_Value: Equatable, Sendable {
      case dimValue(Int64)
      case dimParam(String)
    }

    package var value: OneOf_Value?

    package init() {}

    package mutating func take(_ reader: inout WireReader) throws {
      switch reader.number {
      case 1:
        var size: Int64?
        try reader.read(&size)
        if let size { value = .dimValue(size) }
      case 2:
        var name: String?
        try reader.read(&name)
        if let name { value = .dimParam(name) }
      default: try reader.skip()
      }
    }

    package func write(to writer: inout WireWriter) {
      switch value {
      case .dimValue(let size)?: writer.field(1, size)
      case .dimParam(let name)?: writer.field(2, name)
      case nil: break
      }
    }
  }

  package var dim: [Dimension] = []

  package init() {}

  package mutating func take(_ reader: inout WireReader) throws {
    switch reader.number {
    case 1: try reader.append(&dim)
    default: try reader.skip()
    }
  }

  package func write(to writer: inout WireWriter) { writer.fields(1, dim) }
}
