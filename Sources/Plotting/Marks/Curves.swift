/// Series of values counted 1, 2, 3, …, such as what a training reports at each epoch.
public struct Curves: Mark, Equatable {
  /// One named series.
  public struct Curve: Sendable, Equatable {
    public var label: String
    public var values: [Double]

    public init(_ label: String, _ values: [Double]) {
      self.label = label
      self.values = values
    }
  }

  public var curves: [Curve]

  public init(_ curves: [Curve]) { self.curves = curves }

  public func write(to script: inout Script, axes: Axes) throws {
    guard !curves.isEmpty else {
      throw PlotError.noData(kind: "curves", label: "", given: 0)
    }
    for line in lines { try line.write(to: &script, axes: axes) }
  }

  private var lines: [Line] {
    curves.map { curve in
      Line(
        x: curve.values.indices.map { Double($0 + 1) }, y: curve.values, label: curve.label,
        points: curve.values.count <= 20)
    }
  }

  public var tables: [Table] { lines.map(\.table) }
}
