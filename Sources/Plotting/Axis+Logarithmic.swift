import Foundation

extension Axis {
  /// The marks of a logarithmic axis where gnuplot's own, the powers of ten, are too few or too many; otherwise no command.
  ///
  /// Over so few decades that the powers alone would leave it nearly without any: 1, 2 and 5 times the powers, or more digits
  /// where the axis is shorter.
  /// - Parameter isTight: whether it ends where the data do, and not at a mark near by.
  func logarithmicTics(
    name: String, over ends: ClosedRange<Double>, isTight: Bool, in room: Room
  ) -> [String] {
    guard ends.lowerBound > 0, ends.lowerBound < ends.upperBound else { return [] }
    let ratio = ends.upperBound / ends.lowerBound
    guard ratio < 100 else { return wideTics(name, decades: log10(ratio), room) }
    let all = closeTics(ends, limit: max(2, room.held(5)))
    var (low, high) = (ends.lowerBound, ends.upperBound)
    if !isTight {
      let margin = pow(ratio, 0.35)
      low = all.last { $0 <= low && $0 * margin >= low } ?? low
      high = all.first { $0 >= high && $0 <= high * margin } ?? high
    }
    // Of whatever is left no number is round.
    let inside = all.filter { (low...high).contains($0) }
    let places = inside.count > 1 ? inside : [low, high]
    let tics = "set \(name)tics (\(places.map(GnuplotText.number).joined(separator: ", ")))"
    // gnuplot itself would go on to the next powers of ten.
    return isTight ? [tics] : [rangeCommand(name, low...high), tics]
  }

  /// Characters of the longest number.
  func logarithmicLength(_ ends: ClosedRange<Double>, in room: Room) -> Int {
    guard ends.lowerBound > 0, ends.upperBound / ends.lowerBound < 100 else { return 5 }
    return closeTics(ends, limit: max(2, room.held(5))).filter(ends.contains)
      .map { GnuplotText.number($0).count }.max() ?? 5
  }

  /// Not all decades where there is no room for all.
  private func wideTics(_ name: String, decades: Double, _ room: Room) -> [String] {
    let held = Double(max(2, room.held(4)))
    guard decades > held else { return [] }
    let step = (decades / held).rounded(.up)
    guard step < 300 else { return [] }
    return ["set \(name)tics \(GnuplotText.number(pow(10, step)))"]
  }

  /// Round numbers within the ends, and next to them.
  private func closeTics(_ ends: ClosedRange<Double>, limit: Int) -> [Double] {
    let first = Int(log10(ends.lowerBound).rounded(.down))
    let last = Int(log10(ends.upperBound).rounded(.up))
    func multiples(_ digits: [Double]) -> [Double] {
      var places: [Double] = []
      for exponent in first...last {
        let power = pow(10, Double(abs(exponent)))
        // Below 1 as a quotient, which is the nearest number to what is meant.
        for digit in digits { places.append(exponent < 0 ? digit / power : digit * power) }
      }
      return places.filter { $0.isFinite && $0 > 0 }
    }
    let choices = [[1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3], [1]].map(multiples)
    for least in [3, 2] {
      for places in choices {
        let count = places.count(where: ends.contains)
        if count >= least, count <= limit { return places }
      }
      // Over much less than a decade a logarithm is nearly straight.
      let span = ends.upperBound - ends.lowerBound
      let wider = max(ends.lowerBound / 2, ends.lowerBound - span)...ends.upperBound + span
      let places =
        Ticks(over: ends, limit: min(6, max(3, limit)))?.places(within: wider)
        .filter { $0 > 0 } ?? []
      if (least...limit).contains(places.count(where: ends.contains)) { return places }
    }
    return []
  }
}
