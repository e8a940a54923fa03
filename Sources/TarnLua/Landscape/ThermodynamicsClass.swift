import Landscape
import LuaBridge
import Plotting
import Tensors

/// Thermodynamics as Lua holds it.
final class ThermodynamicsObject {
  let superposition: HarmonicSuperposition
  let states: [HarmonicSuperposition.State]
  let minima: [Int]

  init(
    _ superposition: HarmonicSuperposition, states: [HarmonicSuperposition.State], minima: [Int]
  ) {
    self.superposition = superposition
    self.states = states
    self.minima = minima
  }

  func occupation() throws -> [[Double]] {
    try states.map { try superposition.state(at: $0.temperature).occupation }
  }
}

func thermodynamicsClass(_ session: Session) -> ClassDeclaration {
  func column(
    _ name: String, _ summary: String,
    _ get: @escaping (HarmonicSuperposition.State) -> Double
  ) -> Field {
    Field(name, "tensor", summary) { (object: ThermodynamicsObject) in
      try session.wrap(object.states.map(get))
    }
  }
  return ClassDeclaration(
    ThermodynamicsObject.self, name: "thermodynamics",
    summary: "What equilibrium over the minima is like, temperature by temperature.",
    fields: [
      column("temperature", "In units of the energy.", \.temperature),
      column("heat_capacity", "The derivative of the mean energy.", \.heatCapacity),
      column("energy", "The mean energy.", \.energy),
      column("free_energy", "-T log Z.", \.freeEnergy),
      column("entropy", "(energy - free_energy) / T.", \.entropy),
      column("log_partition", "log Z.", \.logPartition),
      Field("occupation", "tensor", "[temperatures, minima]: the share of each minimum.") {
        (object: ThermodynamicsObject) in
        try session.wrap(
          object.occupation().flatMap { $0 }, rows: object.states.count)
      },
      Field("minima", .list("integer"), "The ids of the minima, in the order of occupation.") {
        (object: ThermodynamicsObject) in
        .table(try session.lua.table(object.minima.map { .integer($0) }))
      },
    ],
    methods: [
      FunctionDeclaration(
        name: "plot", options: FigureOptions.title, returns: "figure",
        summary:
          "The heat capacity over the temperature, and below it the occupation of the minima that hold most.",
        example: atlasExample + "print(atlas:thermodynamics{points = 20}:plot())"
      ) { call in
        .object(
          try FigureObject(
            figure(of: call.receiver(), call.optionalString("title") ?? "")))
      }
    ],
    text: { object in
      "thermodynamics of \(object.minima.count) minima at \(object.states.count) temperatures"
    })
}

private func figure(of object: ThermodynamicsObject, _ title: String) throws -> Figure {
  let temperatures = object.states.map(\.temperature)
  let positive = Axis("temperature (units of the energy)", logarithmic: true)
  var figure = Figure(
    [Line(x: temperatures, y: object.states.map(\.heatCapacity))], title: title, x: positive,
    y: Axis("heat capacity"), height: 640)
  guard object.minima.count > 1 else { return figure }
  let occupation = try object.occupation()
  let most = object.minima.indices.map { place in
    (place: place, share: occupation.reduce(0) { max($0, $1[place]) })
  }.sorted { ($1.share, $0.place) < ($0.share, $1.place) }.prefix(5)
  figure.below = [
    Figure(
      most.map { entry in
        Line(
          x: temperatures, y: occupation.map { $0[entry.place] },
          label: "minimum \(object.minima[entry.place])")
      }, x: positive, y: Axis("occupation", range: 0...1))
  ]
  return figure
}
