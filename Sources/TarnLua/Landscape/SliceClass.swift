import Landscape
import LuaBridge
import Plotting
import Tensors

private let markRecord = RecordDeclaration(
  "mark", "A point that is marked on a slice.",
  [
    RecordField("name", "string", "As figures call it."),
    RecordField("id", "integer", optional: true, "Of a stationary point of an atlas."),
    RecordField("kind", .choice(["minimum", "saddle", "point"]), "What it is."),
    RecordField("x", "number", "Its coordinate along the first direction."),
    RecordField("y", "number", optional: true, "Along the second, in a plane."),
    RecordField("distance", "number", "From the slice."),
  ])

/// A point that is marked on a slice.
struct SliceLandmark {
  enum Form { case minimum, saddle, point }

  var name: String
  var form: Form
  var id: Int?
  var place: [Double]
  /// From the line or plane.
  var distance: Double

  init(name: String, form: Form, id: Int?, _ projection: (place: [Double], distance: Double)) {
    self.name = name
    self.form = form
    self.id = id
    (place, distance) = projection
  }
}

/// A slice as Lua holds it.
final class SliceObject {
  let grid: SliceGrid
  let axes: [String]
  let isNetwork: Bool
  let losses: [Double]
  let columns: [(name: String, values: [Double])]
  let landmarks: [SliceLandmark]
  let network: ([Double]) throws -> NetworkObject

  init(
    _ grid: SliceGrid, axes: [String], isNetwork: Bool, _ columns: PointColumns, _ call: Call,
    _ session: Session, landmarks: [SliceLandmark],
    network: @escaping ([Double]) throws -> NetworkObject,
    losses: ([[Double]], (Int) throws -> Void) throws -> [Double]
  ) throws {
    let places = grid.places
    let isShown = call.boolean("progress")
    let bar = isShown ? ProgressBar(total: places.count, label: "slice") : nil
    do {
      defer { bar?.finish() }
      var found: [Double] = []
      // Some at a time: all points of a large network would not fit.
      let block = max(64, min(4096, (32 << 20) / (8 * grid.origin.count + 64)))
      for start in stride(from: 0, to: places.count, by: block) {
        let part = places[start..<min(start + block, places.count)]
        found += try losses(part.map(grid.point)) { bar?.update(start + $0) }
      }
      self.losses = found
    }
    let values = try columns.values(count: places.count, isShown: isShown) {
      let x = grid.point(places[$0])
      return [
        isNetwork ? .object(try network(x)) : .nil, .number(places[$0][0]),
        places[$0].count > 1 ? .number(places[$0][1]) : .nil, try session.wrap(x),
      ]
    }
    self.columns = zip(columns.names, values).map { (name: $0, values: $1) }
    self.grid = grid
    self.axes = axes
    self.isNetwork = isNetwork
    self.landmarks = landmarks
    self.network = network
  }

  var lossName: String { isNetwork ? "loss" : "energy" }
}

extension SliceGrid {
  /// Whether a place lies in sight.
  func holds(_ place: [Double]) -> Bool {
    zip(place, coordinates).allSatisfy { $0 >= $1[0] && $0 <= $1[$1.count - 1] }
  }
}

func sliceClass(_ session: Session) -> ClassDeclaration {
  func wrap(_ values: [Double], _ grid: SliceGrid) throws -> LuaValue {
    try grid.coordinates.count == 1
      ? session.wrap(values) : session.wrap(values, rows: grid.coordinates[1].count)
  }
  func field(
    _ name: String, _ type: ResultType, _ summary: String,
    _ get: @escaping (SliceObject) throws -> LuaValue
  ) -> Field {
    Field(name, type, summary) { (object: SliceObject) in try get(object) }
  }
  return ClassDeclaration(
    SliceObject.self, name: "slice",
    summary: "A loss on a line or a plane through parameter space.",
    fields: [
      field("x", "tensor", "Coordinates along the first direction.") {
        try session.wrap($0.grid.coordinates[0])
      },
      field("y", "tensor", "Coordinates along the second; nil on a line.") {
        $0.grid.coordinates.count > 1 ? try session.wrap($0.grid.coordinates[1]) : .nil
      },
      field("loss", "tensor", "[x], or [y, x]: row i belongs to y[i].") {
        try wrap($0.losses, $0.grid)
      },
      field("columns", .byName("tensor"), "The columns by name, each as loss is.") { object in
        let table = try session.lua.table()
        for (name, values) in object.columns { table[name] = try wrap(values, object.grid) }
        return .table(table)
      },
      field("origin", "tensor", "The parameters where all coordinates are 0.") {
        try session.wrap($0.grid.origin)
      },
      field("directions", "tensor", "[1 or 2, n]: what a coordinate of 1 adds to them.") {
        try session.wrap($0.grid.directions.flatMap { $0 }, rows: $0.grid.directions.count)
      },
      field(
        "marks", .list(.record(markRecord)), "Points on the slice, and near it."
      ) { object in
        .table(
          try session.lua.table(
            object.landmarks.map { mark in
              .table(
                try session.lua.record(
                  markRecord,
                  [
                    "name": .string(mark.name), "id": mark.id.map { .integer($0) } ?? .nil,
                    "kind": .string("\(mark.form)"), "x": .number(mark.place[0]),
                    "y": mark.place.count > 1 ? .number(mark.place[1]) : .nil,
                    "distance": .number(mark.distance),
                  ]))
            }))
      },
    ],
    methods: [
      FunctionDeclaration(
        name: "network",
        arguments: [
          Argument("a", .number, "Along the first direction."),
          Argument("b", .number, optional: true, "Along the second."),
        ], returns: "network", summary: "The network at a place of the slice.",
        example: """
          local d = data.xor()
          local net = nn.Sequential{nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2)}
          local s = landscape.slice(net, loss.cross_entropy(), d, {dims = 1, steps = 3})
          print(s:network(0.5):accuracy(d.x, d.y))
          """
      ) { call in
        let object: SliceObject = call.receiver()
        var place = [call.number("a")]
        if let b = call.optionalNumber("b") { place.append(b) }
        guard place.count == object.grid.directions.count else {
          throw MessageError(
            "slice:network: expected \(object.grid.directions.count) coordinates, got \(place.count)"
          )
        }
        return .object(try object.network(object.grid.point(place)))
      },
      FunctionDeclaration(
        name: "plot",
        options: FigureOptions.title + [
          Option("column", .string, "Which numbers a plane shows; the loss unless given."),
          Option("log", .boolean, default: false, "Whether the loss has a logarithmic scale."),
          Option("levels", .vector, "Of a plane's contour lines; about ten unless given."),
          Option(
            "ceiling", .number,
            "Of a plane: higher values are drawn as this one, so that steep walls leave colors for the rest."
          ),
        ], returns: "figure",
        summary:
          "A line: the loss, and each column below. A plane: contour lines of the loss or of a column, with the points that lie "
          + "on it: minima as discs, saddles as triangles.",
        example: atlasExample + "print(atlas:slice{through = 1, steps = 5}:plot{log = true})"
      ) { call in
        .object(try FigureObject(figure(of: call.receiver(), call)))
      },
    ],
    text: { object in
      let size = object.grid.coordinates.map { "\($0.count)" }.joined(separator: " x ")
      return "slice of \(size) points, \(object.landmarks.count) marked"
    })
}

private func figure(of object: SliceObject, _ call: Call) throws -> Figure {
  let title = call.optionalString("title") ?? ""
  let x = object.grid.coordinates[0]
  let isLogarithmic = call.boolean("log")
  guard object.grid.coordinates.count > 1 else {
    for key in ["column", "levels", "ceiling"] where call.has(key) {
      throw MessageError("slice:plot: option '\(key)' goes with a plane")
    }
    let marks = object.landmarks.filter { object.grid.holds($0.place) }
    let ends = x[0]...x[x.count - 1]
    let label = Axis(object.axes[0], range: ends)
    var figure = Figure(
      [Line(x: x, y: object.losses)], title: title,
      x: object.columns.isEmpty ? label : Axis(range: ends),
      y: Axis(object.lossName, logarithmic: isLogarithmic), height: 320)
    for form in [SliceLandmark.Form.minimum, .saddle, .point] {
      let own = marks.filter { $0.form == form }
      guard !own.isEmpty else { continue }
      figure.marks.append(
        Landmarks(
          x: own.map { $0.place[0] },
          y: own.map { interpolated(object.losses, x, $0.place[0]) }, names: own.map(\.name),
          form: form.mark))
    }
    figure.below = object.columns.enumerated().map { place, column in
      Figure(
        [Line(x: x, y: column.values)],
        x: place == object.columns.count - 1 ? label : Axis(range: ends), y: Axis(column.name))
    }
    figure.height = object.columns.isEmpty ? 560 : min(320 + 260 * object.columns.count, 10_000)
    return figure
  }
  let name = call.optionalString("column")
  let values: [Double]
  if let name {
    guard let column = object.columns.first(where: { $0.name == name }) else {
      throw MessageError(
        "slice:plot: there is no column '\(name)' (columns: \(object.columns.map(\.name).joined(separator: ", ")))"
      )
    }
    values = column.values
  } else {
    values = object.losses
  }
  let ceiling = call.optionalNumber("ceiling") ?? .infinity
  let map = Contour(
    try Grid(
      values: values.map { $0 > ceiling ? ceiling : $0 }, x: x, y: object.grid.coordinates[1]),
    levels: call.optionalNumberList("levels"))
  var marks: [any Mark] = [map]
  let shown = object.landmarks.filter { object.grid.holds($0.place) }
  for (form, label) in [
    (SliceLandmark.Form.minimum, "minimum"), (.saddle, "saddle"), (.point, ""),
  ] {
    let own = shown.filter { $0.form == form }
    guard !own.isEmpty else { continue }
    marks.append(
      Landmarks(
        x: own.map { $0.place[0] }, y: own.map { $0.place[1] }, names: own.map(\.name),
        form: form.mark, label: label))
  }
  return Figure(
    marks, title: title, x: Axis(object.axes[0]), y: Axis(object.axes[1]),
    color: Axis(name ?? object.lossName, logarithmic: isLogarithmic), height: 640)
}

extension SliceLandmark.Form {
  fileprivate var mark: Landmarks.Form {
    switch self {
    case .minimum: .disc
    case .saddle: .triangle
    case .point: .square
    }
  }
}

/// Between the neighbours of a place.
private func interpolated(_ values: [Double], _ x: [Double], _ place: Double) -> Double {
  guard let right = x.firstIndex(where: { $0 >= place }), right > 0 else { return values[0] }
  let part = (place - x[right - 1]) / (x[right] - x[right - 1])
  return (1 - part) * values[right - 1] + part * values[right]
}
