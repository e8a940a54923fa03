import Atlases
import Landscape
import LuaBridge
import Tensors

/// `atlas:thermodynamics`.
func thermodynamicsMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "thermodynamics",
    options: [
      Option(
        "temperatures", .vector,
        "In units of the energy; unless given, as many as \"points\" says, from below the lowest gap to ten times the spread of the energies."
      ),
      Option("points", .integer(2...100_000), default: 200, "How many temperatures."),
      Option("limit", .integer(1...), "The lowest so many minima only."),
    ], returns: "thermodynamics",
    summary:
      "Equilibrium over the known minima, each a harmonic well that is there as often as it has images (multiplicity): the "
      + "superposition approximation. Configurational part: momenta would add k/2 to the heat capacity. Minima that are not known "
      + "are missing from it.",
    formula:
      "Z = sum over a of n_a exp(-E_a/T) prod over i of (2 pi T/lambda_i)^(1/2) (Strodel and Wales 2008).",
    example: atlasExample + """
      local th = atlas:thermodynamics{temperatures = {0.05, 0.1, 0.2}}
      print(th.heat_capacity, th.occupation)
      """
  ) { call in
    let object: AtlasObject = call.receiver()
    if call.has("temperatures"), call.has("points") {
      throw MessageError("atlas:thermodynamics: option 'points' does not go with 'temperatures'")
    }
    let minima = try object.atlas.minima(limit: call.optionalInteger("limit"))
    guard !minima.isEmpty else {
      throw MessageError("atlas:thermodynamics: the atlas has no minima yet")
    }
    let superposition = try HarmonicSuperposition(minima.map { try well(of: $0, object.atlas) })
    let temperatures =
      call.optionalNumberList("temperatures")
      ?? superposition.temperatures(count: call.integer("points"))
    guard !temperatures.isEmpty else {
      throw MessageError("atlas:thermodynamics: option 'temperatures' is empty")
    }
    var states: [HarmonicSuperposition.State] = []
    for temperature in temperatures {
      try Cancellation.check()
      var state = try superposition.state(at: temperature)
      // Made again when they are asked for: many minima at many temperatures are many numbers.
      state.occupation = []
      states.append(state)
    }
    return .object(
      ThermodynamicsObject(superposition, states: states, minima: minima.map(\.id)))
  }
}

private func well(of minimum: Minimum, _ atlas: Atlas) throws -> HarmonicSuperposition.Well {
  guard minimum.proof != .kink else {
    throw MessageError(
      "atlas:thermodynamics: minimum \(minimum.id) lies on kinks of the energy (proof = \"kink\"), where it is not harmonic"
    )
  }
  guard minimum.logDeterminant.isFinite else {
    throw MessageError(
      "atlas:thermodynamics: minimum \(minimum.id) has no log_determinant: "
        + (minimum.proof == .imported
          ? "the program it comes from did not tell" : "the Hessian is too large to be made"))
  }
  guard minimum.multiplicity.isFinite else {
    throw MessageError(
      "atlas:thermodynamics: minimum \(minimum.id) has more images than a number can hold")
  }
  let zeros = minimum.zeroModes ?? atlas.symmetry.zeroModes(at: minimum.x).count
  return HarmonicSuperposition.Well(
    energy: minimum.energy, multiplicity: minimum.multiplicity,
    logDeterminant: minimum.logDeterminant, modes: minimum.x.count - zeros)
}
