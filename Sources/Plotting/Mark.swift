/// One layer of a figure: a line, a cloud of points, a histogram, ….
///
/// A new kind of mark is one file in `Marks/` that conforms to this protocol.
public protocol Mark: Sendable {
  /// Adds the mark's data and the clause that draws it to the script.
  ///
  /// - Parameter axes: the axes of the figure, which decide which values can be drawn.
  /// - Throws: `PlotError` when there is nothing to draw or the columns do not fit together.
  func write(to script: inout Script, axes: Axes) throws

  /// All its data.
  var table: Table { get }
  /// All its data, for a mark of several parts.
  var tables: [Table] { get }
}

extension Mark {
  public var table: Table { Table() }
  public var tables: [Table] { [table] }
}

/// The axes that the marks of one figure share.
public struct Axes: Sendable, Equatable {
  public var x: Axis
  public var y: Axis
  public var color: Axis
}
