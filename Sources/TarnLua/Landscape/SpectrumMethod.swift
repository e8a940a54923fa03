import Landscape
import LuaBridge
import Plotting
import Tensors

/// What an atlas tells of the landscape around and between its points.
func understandingMethods(_ session: Session) -> [FunctionDeclaration] {
  [
    spectrumMethod(session), thermodynamicsMethod(session), curveMethod(session),
    sliceMethod(session),
  ]
}

/// `atlas:spectrum`.
func spectrumMethod(_ session: Session) -> FunctionDeclaration {
  let density = SpectralDensity.Options.declaration.rows
  return FunctionDeclaration(
    name: "spectrum",
    arguments: [
      Argument(
        "m", .point, "A minimum or saddle, or its id; or any point: coordinates, or a network.")
    ],
    options: [
      Option("vectors", .boolean, default: false, "Whether eigenvectors are given too."),
      Option(
        "density", .boolean, default: false,
        "Whether only the density of the eigenvalues is estimated, from products of the Hessian with random vectors: "
          + "for many parameters. The options below go with it."),
    ] + density.map(\.option) + [
      Session.seedOption,
      Option("workers", .integer(1...1024), "Threads; the session's unless given."),
    ], returns: "spectrum",
    summary:
      "The eigenvalues of the exact Hessian of the loss, all of them with those of symmetries' zero modes; with density = true "
      + "their density, by stochastic Lanczos quadrature. Beside a kink it is the Hessian of the side that the point lies on.",
    formula: "Density: Ghorbani, Krishnan and Xiao, ICML 2019; Ubaru, Chen and Saad 2017.",
    example: atlasExample + """
      local s = atlas:spectrum(1)
      print(s.eigenvalues, s.trace, s.negative)
      print(atlas:spectrum(1, {density = true, probes = 2}).trace)
      """
  ) { call in
    let object: AtlasObject = call.receiver()
    try object.requireEnergy(for: "atlas:spectrum")
    let point = try object.point(call["m"], "atlas:spectrum: 'm'")
    let symmetryModes = object.atlas.symmetry.zeroModes(at: point.x).count
    guard call.boolean("density") else {
      for key in density.map(\.key) + ["seed", "workers"] where call.has(key) {
        throw MessageError("atlas:spectrum: option '\(key)' goes with density = true")
      }
      let spectrum = try HessianSpectrum(
        object.atlas.surface, at: point.x, vectors: call.boolean("vectors"))
      return .object(SpectrumObject(.full(spectrum), symmetryModes: symmetryModes))
    }
    guard !call.boolean("vectors") else {
      throw MessageError("atlas:spectrum: option 'vectors' does not go with density = true")
    }
    var options: SpectralDensity.Options = try call.declared()
    options.seed = session.seed(call)
    options.workers = call.optionalInteger("workers") ?? session.threads
    let found = try SpectralDensity(object.atlas.surface, at: point.x, options)
    return .object(SpectrumObject(.density(found), symmetryModes: symmetryModes))
  }
}

/// A spectrum as Lua holds it.
final class SpectrumObject {
  enum Content {
    case full(HessianSpectrum)
    case density(SpectralDensity)
  }

  let content: Content
  let symmetryModes: Int

  init(_ content: Content, symmetryModes: Int) {
    self.content = content
    self.symmetryModes = symmetryModes
  }

  var full: HessianSpectrum? { if case .full(let value) = content { value } else { nil } }
  var density: SpectralDensity? { if case .density(let value) = content { value } else { nil } }
}

func spectrumClass(_ session: Session) -> ClassDeclaration {
  func full(
    _ name: String, _ type: String, _ summary: String,
    _ get: @escaping (HessianSpectrum) throws -> LuaValue
  ) -> Field {
    Field(name, type, summary + " nil of a density.") { (object: SpectrumObject) in
      try object.full.map(get) ?? .nil
    }
  }
  func density(
    _ name: String, _ type: String, _ summary: String,
    _ get: @escaping (SpectralDensity) throws -> LuaValue
  ) -> Field {
    Field(name, type, summary + " nil of a full spectrum.") { (object: SpectrumObject) in
      try object.density.map(get) ?? .nil
    }
  }
  return ClassDeclaration(
    SpectrumObject.self, name: "spectrum",
    summary: "The eigenvalues of a Hessian, or how dense they lie.",
    fields: [
      full("eigenvalues", "tensor", "All of them, ascending.") {
        try session.wrap($0.eigenvalues)
      },
      full("eigenvectors", "tensor", "[n, n], row k that of eigenvalue k; nil unless asked for.") {
        $0.eigenvectors.isEmpty
          ? .nil : try session.wrap($0.eigenvectors, rows: $0.eigenvalues.count)
      },
      full("negative", "integer", "How many lie below zero.") { .integer($0.negative) },
      full("positive", "integer", "How many lie above zero.") { .integer($0.positive) },
      full("zero_modes", "integer", "How many count as zero.") { .integer($0.zeros) },
      full(
        "log_determinant", "number",
        "The sum of the logarithms of the magnitudes that do not count as zero."
      ) { .number($0.logDeterminant) },
      Field("symmetry_modes", "integer", "How many zero modes the symmetry explains.") {
        (object: SpectrumObject) in .integer(object.symmetryModes)
      },
      Field("trace", "number", "The sum of the eigenvalues; of a density estimated.") {
        (object: SpectrumObject) in
        .number(object.full?.trace ?? object.density?.trace().value ?? .nan)
      },
      Field("lowest", "number", "The lowest eigenvalue; of a density from above.") {
        (object: SpectrumObject) in
        .number(object.full?.eigenvalues.first ?? object.density?.lowest ?? .nan)
      },
      Field("highest", "number", "The highest eigenvalue; of a density from below.") {
        (object: SpectrumObject) in
        .number(object.full?.eigenvalues.last ?? object.density?.highest ?? .nan)
      },
      density("grid", "tensor", "Where the density is given.") { try session.wrap($0.grid) },
      density("density", "tensor", "Its integral over the grid is 1.") {
        try session.wrap($0.density)
      },
      density("sigma", "number", "Of the Gaussians that stand for the nodes.") {
        .number($0.sigma)
      },
      density("trace_error", "number", "Standard error of the trace; nan for one probe.") {
        .number($0.trace().error)
      },
      density("trace_of_square", "number", "The sum of the squared eigenvalues, estimated.") {
        .number($0.trace(power: 2).value)
      },
      density("trace_of_square_error", "number", "Its standard error.") {
        .number($0.trace(power: 2).error)
      },
      density("products", "integer", "Products with the Hessian that it took.") {
        .integer($0.products)
      },
    ],
    methods: [
      FunctionDeclaration(
        name: "plot", options: FigureOptions.title, returns: "figure",
        summary:
          "The density over the eigenvalue, or the magnitudes of all eigenvalues in order; both on a logarithmic scale.",
        example: atlasExample + "print(atlas:spectrum(1, {density = true}):plot())"
      ) { call in
        let object: SpectrumObject = call.receiver()
        let title = call.optionalString("title") ?? ""
        return .object(
          try FigureObject(
            object.full.map { figure(of: $0, title) } ?? figure(of: object.density!, title)))
      }
    ],
    text: { object in
      switch object.content {
      case .full(let full):
        "spectrum of \(full.eigenvalues.count) eigenvalues: \(full.negative) below zero, "
          + "\(full.zeros) zero, \(full.positive) above, trace \(LuaValue.number(full.trace).shown)"
      case .density(let density):
        "spectral density from \(density.quadratures.count) probes and \(density.products) products, trace "
          + "\(LuaValue.number(density.trace().value).shown)"
      }
    })
}

private func figure(of spectrum: HessianSpectrum, _ title: String) -> Figure {
  func mark(_ name: String, _ holds: (Double) -> Bool) -> Scatter? {
    let places = spectrum.eigenvalues.indices.filter { holds(spectrum.eigenvalues[$0]) }
    guard !places.isEmpty else { return nil }
    return Scatter(
      x: places.map { Double($0 + 1) }, y: places.map { abs(spectrum.eigenvalues[$0]) },
      label: name)
  }
  let zero = spectrum.zero
  let marks = [
    mark("positive") { $0 > zero }, mark("negative, magnitude") { $0 < -zero },
    // On a logarithmic axis they have a place unless they are zero bit for bit.
    mark("counted as zero, magnitude") { abs($0) <= zero && $0 != 0 },
  ].compactMap { $0 }
  return Figure(
    marks.isEmpty
      ? [
        Scatter(
          x: spectrum.eigenvalues.indices.map { Double($0 + 1) },
          y: spectrum.eigenvalues)
      ] : marks, title: title, x: Axis("rank"),
    y: Axis("eigenvalue of the Hessian", logarithmic: !marks.isEmpty),
    legend: marks.count > 1 ? .automatic : .hidden)
}

private func figure(of density: SpectralDensity, _ title: String) -> Figure {
  let highest = density.density.max() ?? 1
  return Figure(
    [Line(x: density.grid, y: density.density)], title: title,
    x: Axis("eigenvalue of the Hessian"),
    // The tails of Gaussians are no news.
    y: Axis("density", logarithmic: true, range: 1e-7 * highest...2 * highest))
}
