import DataIO
import LuaBridge
import Tensors

/// The module `data`: data sets that ship with Tarn, that are made, and that are read from files.
package func dataModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "data", summary: "Data sets: shipped, generated, and read from files.",
    functions: [
      bundled(
        .iris, "150 iris flowers of three species, four measures each (Fisher 1936).", session),
      bundled(
        .wine, "178 wines of three cultivars, 13 chemical measures each (Forina et al. 1988).",
        session),
      bundled(
        .breastCancer,
        "569 breast tumors, malignant or benign, 30 measures each (Wolberg et al. 1995).",
        session),
      bundled(
        .digits, "1797 handwritten digits, 8 x 8 pixels from 0 to 16 (Alpaydin and Kaynak 1998).",
        session),
      bundled(
        .diabetes,
        "442 diabetes patients, ten measures each, for a regression: y is the progression of the disease after a "
          + "year (Efron et al. 2004).", session),
      twoMoons(session), blobs(session), xor(session), datasetConstructor(session),
      usedFunction(session),
    ] + csvFunctions(session) + imageFunctions(session) + tensorFileFunctions(session))
}

var dataDTypeOption: Option {
  Option("dtype", .dataDType, default: "float32", "The element type of x.")
}

private func bundled(
  _ data: BundledData, _ summary: String, _ session: Session
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: data.rawValue, options: [dataDTypeOption], returns: "dataset",
    summary: summary + " Raw values; see d:standardize and d:scale.",
    example: "data.\(data.rawValue){dtype = \"float64\"}"
  ) { call in
    guard let folder = session.standardLibrary else {
      throw MessageError(
        "data.\(data.rawValue): the standard library, which holds this data set, was not found")
    }
    return session.wrap(
      try data.load(standardLibrary: folder, dtype: call.dtype()), usedAs: data.rawValue)
  }
}

private func twoMoons(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "two_moons",
    options: [
      Option("n", .integer, default: 200, "Number of samples."),
      Option("noise", .number(.nonNegative), default: 0.1, "Standard deviation of the noise."),
      Session.seedOption, dataDTypeOption,
    ], returns: "dataset", summary: "Two interleaving half circles in the plane, one a class.",
    formula: "(cos t, sin t) and (1 - cos t, 1/2 - sin t), t from 0 to pi",
    example: "data.two_moons{n = 100, noise = 0.2, seed = 1}"
  ) { call in
    session.wrap(
      try TwoMoons(count: call.integer("n"), noise: call.number("noise"))
        .generate(seed: session.seed(call), dtype: call.dtype()), usedAs: "two_moons")
  }
}

private func blobs(_ session: Session) -> FunctionDeclaration {
  let most = 100_000_000
  return FunctionDeclaration(
    name: "blobs",
    options: [
      Option("n", .integer, default: 150, "Number of samples, shared evenly."),
      Option("centers", .integer, default: 3, "Number of clouds, each a class."),
      Option("features", .integer, default: 2, "Number of features."),
      Option("deviation", .number(.nonNegative), default: 1, "Standard deviation of each cloud."),
      Session.seedOption, dataDTypeOption,
    ], returns: "dataset",
    summary: "Normal clouds around random centers, which are uniform in [-10, 10).",
    example: "data.blobs{n = 60, centers = 4, features = 3, deviation = 0.5}"
  ) { call in
    let generator = Blobs(
      count: call.integer("n"), centers: call.integer("centers"),
      features: call.integer("features"), deviation: call.number("deviation"))
    for count in [generator.count, generator.centers] {
      let (numbers, overflow) = count.multipliedReportingOverflow(by: generator.features)
      guard !overflow, numbers <= most else {
        throw MessageError(
          "data.blobs: \(count) times \(generator.features) features are too many numbers, "
            + "expected at most \(most)")
      }
    }
    return session.wrap(
      try generator.generate(seed: session.seed(call), dtype: call.dtype()), usedAs: "blobs")
  }
}

private func xor(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "xor",
    options: [
      Option("n", .integer, default: 4, "Number of samples, which go round the corners."),
      Option("noise", .number(.nonNegative), default: 0, "Standard deviation of the noise."),
      Session.seedOption, dataDTypeOption,
    ], returns: "dataset",
    summary: "The corners of the unit square: class 2 where the coordinates differ, else class 1.",
    example: "print(data.xor().x)"
  ) { call in
    session.wrap(
      try XOR(count: call.integer("n"), noise: call.number("noise"))
        .generate(seed: session.seed(call), dtype: call.dtype()))
  }
}
