import Landscape
import LuaBridge
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
        "lowest", .integer(1...1000),
        "Only so many of the lowest eigenvalues, with their eigenvectors; of many parameters by the Lanczos process."
      ),
      Option("highest", .integer(1...1000), "Only so many of the highest ones."),
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
    let chosen = ["lowest", "highest"].filter(call.has)
    if let end = chosen.first {
      for key in chosen.dropFirst() + ["density", "vectors", "seed", "workers"]
        + density.map(\.key) where call.has(key)
      {
        throw MessageError("atlas:spectrum: option '\(key)' does not go with '\(end)'")
      }
      let modes = try ExtremeModes(
        object.atlas.surface, at: point.x, end == "lowest" ? .lowest : .highest,
        count: call.integer(end))
      return .object(SpectrumObject(.ends(modes), symmetryModes: symmetryModes))
    }
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
