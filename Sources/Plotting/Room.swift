/// How long an axis is, as far as numbers beside it are concerned.
struct Room: Equatable {
  /// Characters along an axis from left to right, lines along one that goes up.
  var length: Double
  /// Whether numbers stand side by side, and not below each other.
  var isAcross: Bool

  static let unlimited = Room(length: .infinity, isAcross: false)

  /// Steps between numbers of so many characters, with air between them.
  func held(_ characters: Int) -> Int {
    let each = isAcross ? Double(characters) + 2 : 1.7
    return max(1, Int(min(length / each, 1000)))
  }

  /// Along a part of the axis.
  func part(_ share: Double) -> Room { Room(length: length * share, isAcross: isAcross) }
}

/// What the axes of a panel have room for.
struct AxisRooms {
  var x = Room.unlimited
  var y = Room.unlimited
  var color = Room.unlimited

  init() {}

  /// - Parameter box: pixels of what the axes enclose; characters where the picture is made of them.
  init(box: (width: Double, height: Double), letter: (width: Double, height: Double)) {
    x = Room(length: box.width / letter.width, isAcross: true)
    y = Room(length: box.height / letter.height, isAcross: false)
    color = y
  }
}
