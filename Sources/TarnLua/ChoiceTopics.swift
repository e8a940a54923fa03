import LuaBridge
import Reachability

/// Pages for the words that options take and that name no function: `?crown`, `?inf`.
enum ChoiceTopics {
  static var all: [Topic] {
    reach + attack + loss + tensor + nn + data + landscape + searches + plot
  }

  /// How sets are carried through networks.
  private static var domains: [Topic] {
    abstractDomains.map { domain in
      let about = domain.about
      return Topic(about.name, about.summary + (about.source.map { " (\($0))" } ?? ""))
    }
  }

  private static let reach =
    domains + [
      Topic(
        "minimax",
        "For a zonotope through an S-shaped activation: the two parallel lines with the smallest error."
      ),
      Topic(
        "deepz",
        "For a zonotope through an S-shaped activation: the lines of DeepZ (Singh et al. 2018)."),
    ]

  private static let attack = [
    Topic("inf", "The norm l-infinity: the largest change of a feature."),
    Topic("2", "The norm l2: Euclidean length."),
    Topic("1", "The norm l1: the sum of the sizes of all changes."),
    Topic(
      "margin",
      "As an objective of attacks: the largest other logit less that of the class (Carlini and Wagner 2017, f6)."
    ),
    Topic(
      "dlr",
      "As an objective of attacks: the margin over the distance of the largest logit from the third, which no scale of the "
        + "logits changes (Croce and Hein 2020, eq. 6)."),
    Topic(
      "logits",
      "Classes by the difference of their logits to that of the sample's own class; or outputs before softmax."
    ),
    Topic(
      "malt",
      "Classes by the difference of logits over the length of its gradient: the distance of the boundary if the network were "
        + "linear (Melamed et al. 2024)."),
  ]

  private static let loss = [
    Topic("probabilities", "The softmax of the outputs, and not the outputs themselves (logits)."),
    Topic(
      "divergence",
      "The attack inside loss.trades: ascent of the Kullback-Leibler divergence between the outputs at the sample and near it."
    ),
  ]

  private static let tensor = [
    Topic("float32", "32-bit floating point, 24 bits of precision: the usual element type."),
    Topic("float64", "64-bit floating point, 53 bits of precision."),
    Topic("int32", "Whole numbers from -2147483648 to 2147483647."),
  ]

  private static let nn = [
    Topic("default", "Weights uniform within 1 / sqrt(inputs), as in PyTorch."),
    Topic(
      "xavier",
      "Weights uniform within sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010, eq. 16)."),
    Topic("kaiming", "Weights normal, with deviation sqrt(2 / inputs) (He et al. 2015, eq. 10)."),
  ]

  private static let data = [
    Topic("error", "Of a missing value: reading ends with an error that says where it is."),
    Topic(".", "The decimal mark of numbers in a file; as \",\", with \";\" between columns."),
    Topic(",", "The decimal mark of numbers in a file, with \";\" between columns."),
    Topic("drop", "Of a missing value: its row is left out."),
  ]

  private static let landscape =
    [
      Topic(
        "strict",
        "Proved: the Hessian is regular, with as many negative eigenvalues as the kind of point has."
      ),
      Topic(
        "gauge",
        "Proved: the only zero modes are those of the symmetry, along which nothing changes."),
      Topic(
        "kink",
        "Proved by the conditions of Karush, Kuhn and Tucker: a minimum where the energy has no gradient, as with ReLU."
      ),
      Topic(
        "degenerate",
        "Eigenvalues cannot be told from zero, and no symmetry explains them: neither minimum nor saddle is proved."
      ),
      Topic("imported", "As another program found it; nothing was proved here."),
      Topic("energy", "Order of the energy, the lowest first; also the column of that name."),
      Topic("id", "Order of discovery."), Topic("hits", "The most often found first."),
      Topic(
        "none", "Nothing of the kind: no symmetry, no scaling, no search along the line, no legend."
      ),
      Topic(
        "rigid",
        "The energy does not change when all particles are moved, turned, mirrored or exchanged together."
      ),
      Topic(
        "filter",
        "A direction in which each filter, or row of weights, is as long as that of the parameters."
      ),
      Topic("layer", "A direction in which each layer is as long as that of the parameters."),
      Topic("lowest", "Eigenvectors of the lowest eigenvalues of the Hessian."),
      Topic("highest", "Eigenvectors of the highest eigenvalues of the Hessian."),
      Topic("random", "Directions that are drawn, and scaled to the parameters."),
      Topic("segment", "A straight line between two points."),
      Topic(
        "polygon",
        "A chain of straight lines, whose corners are moved until the mean loss is least."),
      Topic(
        "bezier",
        "A Bezier curve, whose points are moved until the mean loss is least (Garipov et al. 2018)."
      ),
      Topic(
        "images",
        "Minima weighted by n exp(-V / T), n the number of distinct images under the symmetry."),
      Topic(
        "harmonic",
        "Minima weighted by exp(-V / T) over the root of the determinant of the Hessian."),
      Topic("pathsample", "The files of PATHSAMPLE: min.data, points.min, ts.data, points.ts."),
      Topic("pele", "The database of pele, an SQLite file."),
      Topic("topsearch", "The files of topsearch: min.data, min.coords, ts.data, ts.coords."),
    ]

  private static let searches = [
    Topic(
      "strong_wolfe",
      "Steps of a descent that meet the strong Wolfe conditions, by bracketing and zooming."),
    Topic(
      "more_thuente",
      "Steps of a descent that meet the strong Wolfe conditions, after More and Thuente 1994."),
    Topic(
      "string",
      "A chain of points between two minima, spread evenly again after each step (E, Ren and Vanden-Eijnden 2007)."
    ),
    Topic("dneb", "The doubly nudged elastic band between two minima (Trygubenko and Wales 2004)."),
    Topic("autoneb", "An elastic band with images put in where they are needed."),
  ]

  private static let plot = [
    Topic("x", "Of panels that share an axis: the horizontal one."),
    Topic("y", "Of panels that share an axis: the vertical one."),
    Topic("both", "Of panels that share axes: horizontal and vertical."),
    Topic("solid", "A line without gaps."), Topic("dashed", "A line of dashes."),
    Topic("dotted", "A line of dots."), Topic("dashdot", "A line of dashes and dots."),
    Topic("circle", "A round mark."), Topic("cross", "A mark like an x."),
    Topic("plus", "A mark like a +."), Topic("diamond", "A square mark on its corner."),
    Topic("triangle", "A triangular mark, point up."),
    Topic("down", "A triangular mark, point down."),
    Topic("pentagon", "A mark with five corners."),
    Topic("viridis", "Colours from dark blue to yellow, of even steps in lightness."),
    Topic("diverging", "Colours of two hues around white at 0, for data of both signs."),
    Topic("gray", "Grays from dark to light."),
    Topic("right", "Beside the figure: where a legend stands."),
    Topic("sloped", "Lines of a tree that lean from each join."),
    Topic("top left", "Where a legend stands."), Topic("top right", "Where a legend stands."),
    Topic("bottom left", "Where a legend stands."), Topic("bottom right", "Where a legend stands."),
  ]
}
