import Landscape
import LuaBridge
import Plotting
import Tensors

/// A spectrum as Lua holds it.
final class SpectrumObject {
  enum Content {
    case full(HessianSpectrum)
    case density(SpectralDensity)
    /// The outermost at one end, from there inwards.
    case ends(ExtremeModes)
  }

  let content: Content
  let symmetryModes: Int

  init(_ content: Content, symmetryModes: Int) {
    self.content = content
    self.symmetryModes = symmetryModes
  }

  var full: HessianSpectrum? { if case .full(let value) = content { value } else { nil } }
  var density: SpectralDensity? { if case .density(let value) = content { value } else { nil } }
  var ends: ExtremeModes? { if case .ends(let value) = content { value } else { nil } }
}

func spectrumClass(_ session: Session) -> ClassDeclaration {
  func full(
    _ name: String, _ type: ResultType, _ summary: String,
    _ get: @escaping (HessianSpectrum) throws -> LuaValue
  ) -> Field {
    Field(name, type, summary + " Of a full spectrum.") { (object: SpectrumObject) in
      try object.full.map(get) ?? .nil
    }
  }
  func density(
    _ name: String, _ type: ResultType, _ summary: String,
    _ get: @escaping (SpectralDensity) throws -> LuaValue
  ) -> Field {
    Field(name, type, summary + " Of a density.") { (object: SpectrumObject) in
      try object.density.map(get) ?? .nil
    }
  }
  return ClassDeclaration(
    SpectrumObject.self, name: "spectrum",
    summary: "The eigenvalues of a Hessian, or how dense they lie.",
    fields: [
      Field(
        "eigenvalues", "tensor",
        "All of them, ascending, or those that were asked for, from the end inwards; nil of a density."
      ) { (object: SpectrumObject) in
        try (object.full?.eigenvalues ?? object.ends?.eigenvalues).map(session.wrap) ?? .nil
      },
      Field("eigenvectors", "tensor", "Row k is that of eigenvalue k; nil unless asked for.") {
        (object: SpectrumObject) in
        let vectors = object.ends?.vectors.flatMap { $0 } ?? object.full?.eigenvectors ?? []
        let count = object.ends?.eigenvalues.count ?? object.full?.eigenvalues.count ?? 0
        return vectors.isEmpty ? .nil : try session.wrap(vectors, rows: count)
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
      Field("trace", "number", "The sum of all eigenvalues; of a density estimated.") {
        (object: SpectrumObject) in
        (object.full?.trace ?? object.density?.trace().value).map { .number($0) } ?? .nil
      },
      Field("lowest", "number", "The lowest eigenvalue; of a density from above.") {
        (object: SpectrumObject) in
        (object.full?.eigenvalues.first ?? object.density?.lowest).map { .number($0) } ?? .nil
      },
      Field("highest", "number", "The highest eigenvalue; of a density from below.") {
        (object: SpectrumObject) in
        (object.full?.eigenvalues.last ?? object.density?.highest).map { .number($0) } ?? .nil
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
            object.density.map { figure(of: $0, title) }
              ?? figure(
                of: object.full?.eigenvalues ?? object.ends?.eigenvalues ?? [],
                zero: object.full?.zero ?? 0, title)))
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
      case .ends(let modes): "\(modes.eigenvalues.count) outermost eigenvalues"
      }
    })
}

private func figure(of eigenvalues: [Double], zero: Double, _ title: String) -> Figure {
  func mark(_ name: String, _ holds: (Double) -> Bool) -> Scatter? {
    let places = eigenvalues.indices.filter { holds(eigenvalues[$0]) }
    guard !places.isEmpty else { return nil }
    return Scatter(
      x: places.map { Double($0 + 1) }, y: places.map { abs(eigenvalues[$0]) }, label: name)
  }
  let marks = [
    mark("positive") { $0 > zero }, mark("negative, magnitude") { $0 < -zero },
    // On a logarithmic axis they have a place unless they are zero bit for bit.
    mark("counted as zero, magnitude") { abs($0) <= zero && $0 != 0 },
  ].compactMap { $0 }
  let all = Scatter(x: eigenvalues.indices.map { Double($0 + 1) }, y: eigenvalues)
  return Figure(
    marks.isEmpty ? [all] : marks, title: title, x: Axis("rank"),
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
