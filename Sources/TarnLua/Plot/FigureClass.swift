import LuaBridge
import Plotting
import Tensors

/// Figures as Lua sees them.
package func figureClass(_ session: Session) -> ClassDeclaration {
  func receiver(_ call: Call) -> FigureObject { call.receiver(as: FigureObject.self) }
  return ClassDeclaration(
    FigureObject.self, name: "figure",
    summary: "A picture: layers on common axes, drawn by gnuplot.",
    methods: [
      FunctionDeclaration(
        name: "add", arguments: [Argument("other", .object("figure"), "Another figure.")],
        returns: "figure",
        summary: "Draws the layers of another figure over those of this one, and returns this one. "
          + "Title and axes are its own, or the other's where it has none.",
        example: "plot.scatter({1, 2, 3}, {1, 4, 8}):add(plot.line({1, 3}, {1, 8}))"
      ) { call in
        let object = receiver(call)
        try object.add(call.object("other", as: FigureObject.self).figure)
        return .object(object)
      },
      FunctionDeclaration(
        name: "below", arguments: [Argument("other", .object("figure"), "Another figure.")],
        returns: "figure",
        summary: "Draws another figure below this one, on axes of its own, and returns this one.",
        example: "plot.line{1, 4, 9}:below(plot.line{3, 2, 1})"
      ) { call in
        let object = receiver(call)
        try object.place(below: call.object("other", as: FigureObject.self).figure)
        return .object(object)
      },
      FunctionDeclaration(
        name: "save",
        arguments: [
          Argument(
            "path", .path(.write),
            "File name; its end decides the format: .svg, .png and .pdf are pictures, .csv holds all data, .gp the gnuplot "
              + "text.")
        ],
        summary:
          "Draws the figure into a file, which is replaced only when the picture is complete. A csv has one row a point: its "
          + "panel and layer, the label of the layer, and the columns of all layers.",
        example: """
          local path = os.tmpname() .. ".svg"
          plot.line{1, 4, 9}:save(path)
          os.remove(path)
          """,
        results: { call in
          try receiver(call).figure.save(
            to: call.string("path"), asking: Cancellation.check)
          return []
        }),
      FunctionDeclaration(
        name: "show",
        summary: "Draws the figure in the terminal: as graphics if it has them, else in characters "
          + "(the environment variable TARN_PLOT, sixel or text, decides).",
        example: "plot.line{1, 4, 9}:show()",
        results: { call in
          let picture = try receiver(call).figure.shown(
            on: .current(), asking: Cancellation.check)
          // Through Lua's own print, so that it stays in order with what scripts print.
          guard let printing = try session.lua.global("print").asFunction else {
            throw MessageError("figure:show: the global print is not a function")
          }
          try printing.call([
            .string(picture.hasSuffix("\n") ? String(picture.dropLast()) : picture)
          ])
          return []
        }),
      FunctionDeclaration(
        name: "script", returns: "string",
        summary:
          "The gnuplot text that draws the figure, data included; of very many points those that are drawn, as a comment in "
          + "it says.",
        example: "plot.line{1, 4, 9}:script()"
      ) { call in .string(try receiver(call).figure.script()) },
    ] + referenceMethods(),
    text: { $0.text })
}
