import LuaBridge
import Plotting

func imagesFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "images",
    arguments: [
      Argument(
        "x", .pictures,
        "Images: [n, channels, height, width] with 1 or 3 channels, [n, height, width] or [height, width]."
      )
    ],
    options: FigureOptions.title + FigureOptions.size + [
      Option(
        "labels", .list(of: .either(.string, .number)), "Text above each image."),
      Option(
        "columns", .integer(1...10_000),
        "Images side by side; chosen from their number unless given."),
      Option(
        "range", .range,
        "Values {black, white}; those of the data unless given, and {0, 1} for colors between them."
      ),
      FigureOptions.palette("gray"),
    ], returns: "figure", summary: "Images side by side, gray or red, green and blue.",
    example: "plot.images(tensor.rand(4, 1, 8, 8, {seed = 1}), {labels = {1, 2, 3, 4}})"
  ) { call in
    let array = call.value("x", as: NumberArray.self)
    let shape = array.shape
    let rank = shape.count
    let channels = rank == 4 ? shape[1] : 1
    if channels == 3 && call.has("palette") {
      throw MessageError("plot.images: option 'palette' goes with images of one channel")
    }
    let mark = Images(
      pixels: array.values, channels: channels, height: shape[rank - 2], width: shape[rank - 1],
      labels: call.list("labels").map { $0.asString ?? $0.shown },
      columns: call.optionalInteger("columns"))
    var figure = Figure(
      [mark], title: call.optionalString("title") ?? "",
      color: Axis(
        range: call.optionalValue("range"), palette: FigureOptions.palette(call) ?? .gray))
    figure.height = mark.fittingHeight(
      width: figure.width, titleLines: figure.title.isEmpty ? 0 : 1)
    FigureOptions.resize(&figure, call)
    return .object(try FigureObject(figure))
  }
}

extension ValueType {
  /// Two to four dimensions; the Swift value is a `NumberArray`.
  fileprivate static var pictures: ValueType {
    .custom("tensor of images") { value in
      guard let array = try NumberArray(lua: value) else { return nil }
      guard (2...4).contains(array.shape.count), !array.values.isEmpty else {
        throw MessageError(
          "must be images [n, channels, height, width], [n, height, width] or [height, width], got \(array.shownShape)"
        )
      }
      if array.shape.count == 4, ![1, 3].contains(array.shape[1]) {
        throw MessageError("must have 1 or 3 channels, got \(array.shownShape)")
      }
      return array
    }
  }
}
