extension UnitSymmetry {
  /// The image of `b` under exchanges and flips of hidden units that lies nearest to `a`.
  ///
  /// Exact where layers share no weights. Otherwise layers are aligned in turn until the distance stops
  /// falling, from three beginnings (`b` as it is, and layers matched from the input on, or from the output
  /// back, by the weights on that side, which finds exact copies); the exact problem is NP-hard.
  public func aligned(_ b: [Double], to a: [Double]) -> [Double] {
    guard a.count == b.count, fits(b), !tables.isEmpty, a != b else { return b }
    let target = unfolded(a)
    if isSeparate {
      var image = b
      for table in tables { match(table, &image, to: target, by: .all) }
      return image
    }
    var best: (image: [Double], distance: Double)?
    for beginning in [Side.incoming, .outgoing, .all] {
      var image = b
      switch beginning {
      case .incoming: for table in tables { match(table, &image, to: target, by: .incoming) }
      case .outgoing:
        for table in tables.reversed() { match(table, &image, to: target, by: .outgoing) }
      case .all: break
      }
      let found = descend(image, to: target)
      if found.distance < best?.distance ?? .infinity { best = found }
      if found.distance == 0 { break }
    }
    return best?.image ?? b
  }

  public func distance(_ a: [Double], _ b: [Double]) -> Double {
    distance(a, b, within: .infinity) ?? .infinity
  }

  public func distance(_ a: [Double], _ b: [Double], within tolerance: Double) -> Double? {
    guard a.count == b.count else { return nil }
    let distance: Double
    if isSeparate, !hasMirrors, fits(a), !tables.isEmpty {
      // A little wider: sums of squares are compared, rounded otherwise than a distance.
      guard let square = square(a, b, limit: tolerance * tolerance * (1 + 1e-12)) else {
        return nil
      }
      distance = square.squareRoot()
    } else {
      distance = euclideanDistance(unfolded(a), unfolded(aligned(b, to: a)))
    }
    return distance <= tolerance ? distance : nil
  }

  /// Layers aligned in turn by all their weights; distances in unfolded coordinates.
  private func descend(
    _ b: [Double], to target: [Double]
  ) -> (image: [Double], distance: Double) {
    var image = b
    var distance = euclideanDistance(target, unfolded(image))
    while distance > 0 {
      var next = image
      for table in tables { match(table, &next, to: target, by: .all) }
      let nextDistance = euclideanDistance(target, unfolded(next))
      // Strictly shorter each round, over finitely many images: this ends.
      guard nextDistance < distance else { break }
      image = next
      distance = nextDistance
    }
    return (image, distance)
  }

  /// The weights by which units are compared. What is not compared by its numbers counts by its norm, which no
  /// exchange or flip elsewhere changes.
  private enum Side { case incoming, outgoing, all }

  /// Exchanges and flips the units of one layer of `image`, so that they lie nearest to the target's.
  private func match(
    _ table: UnitTable, _ image: inout [Double], to target: [Double], by side: Side
  ) {
    let (h, w) = (table.units, table.width)
    let runs =
      switch side {
      case .incoming: 0..<table.incomingRuns
      case .outgoing: table.incomingRuns..<table.ends.count
      case .all: 0..<table.ends.count
      }
    withUnsafeTemporaryAllocation(
      of: Double.self, capacity: 2 * h * w + h * h + 2 * table.ends.count
    ) { numbers in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: h * h + h) { places in
        guard let numbers = numbers.baseAddress, let places = places.baseAddress else { return }
        let (a, b, costs) = (numbers, numbers + h * w, numbers + 2 * h * w)
        let (columns, elements) = (places, places + h)
        target.withUnsafeBufferPointer { table.gather($0.baseAddress!, into: a) }
        unfolded(image).withUnsafeBufferPointer { table.gather($0.baseAddress!, into: b) }
        table.ends.withUnsafeBufferPointer { ends in
          table.flips.withUnsafeBufferPointer { flips in
            for i in 0..<h {
              for j in 0..<h {
                let (x, y) = (a + i * w, b + j * w)
                let found = table.nearest(
                  x, y, runs: runs, ends.baseAddress!, flips.baseAddress!, costs + h * h)
                var cost = found.square
                switch side {
                case .all: break
                case .incoming: cost += normDifference(x, y, table.outgoing..<w)
                case .outgoing: cost += normDifference(x, y, 0..<table.outgoing)
                }
                costs[i * h + j] = cost
                elements[i * h + j] = found.element
              }
            }
          }
        }
        Assignment.solve(costs: costs, size: h, columnOfRow: columns)
        if hasMirrors {
          image.withUnsafeBufferPointer { table.gather($0.baseAddress!, into: b) }
        }
        for i in 0..<h {
          let j = columns[i]
          let element = elements[i * h + j]
          var start = 0
          for (run, end) in table.ends.enumerated() {
            let flips = table.flips[element * table.ends.count + run]
            for k in start..<end {
              image[table.slots[i * w + k]] = flips ? -b[j * w + k] : b[j * w + k]
            }
            if flips, let mirror = table.mirror, start >= table.outgoing {
              for k in start..<end {
                image[mirror.biases[k - table.outgoing]] += 2 * mirror.center * b[j * w + k]
              }
            }
            start = end
          }
        }
      }
    }
  }

  /// (|x| - |y|)^2 over some places.
  private func normDifference(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ range: Range<Int>
  ) -> Double {
    var (first, second) = (0.0, 0.0)
    for k in range {
      first += x[k] * x[k]
      second += y[k] * y[k]
    }
    let difference = first.squareRoot() - second.squareRoot()
    return difference * difference
  }

  /// The squared distance of a from the nearest image of b for separate layers without mirrors; nil once it is
  /// known to be beyond the limit.
  private func square(_ a: [Double], _ b: [Double], limit: Double) -> Double? {
    var total = 0.0
    for k in a.indices where k >= isOfUnit.count || !isOfUnit[k] {
      total += (a[k] - b[k]) * (a[k] - b[k])
    }
    guard total <= limit else { return nil }
    for table in tables {
      let (h, w) = (table.units, table.width)
      let isWithin = withUnsafeTemporaryAllocation(
        of: Double.self, capacity: 2 * h * w + h * h + 2 * table.ends.count
      ) { numbers in
        withUnsafeTemporaryAllocation(of: Int.self, capacity: h) { columns in
          guard let numbers = numbers.baseAddress, let columns = columns.baseAddress else {
            return true
          }
          let (x, y, costs) = (numbers, numbers + h * w, numbers + 2 * h * w)
          a.withUnsafeBufferPointer { table.gather($0.baseAddress!, into: x) }
          b.withUnsafeBufferPointer { table.gather($0.baseAddress!, into: y) }
          let isPossible = table.ends.withUnsafeBufferPointer { ends in
            table.flips.withUnsafeBufferPointer { flips in
              // No row can cost less than its smallest entry.
              var least = total
              for i in 0..<h {
                var smallest = Double.infinity
                for j in 0..<h {
                  let found = table.nearest(
                    x + i * w, y + j * w, runs: 0..<ends.count, ends.baseAddress!,
                    flips.baseAddress!, costs + h * h)
                  costs[i * h + j] = found.square
                  smallest = min(smallest, found.square)
                }
                least += smallest
                if least > limit { return false }
              }
              return true
            }
          }
          guard isPossible else { return false }
          Assignment.solve(costs: costs, size: h, columnOfRow: columns)
          for i in 0..<h { total += costs[i * h + columns[i]] }
          return total <= limit
        }
      }
      guard isWithin else { return nil }
    }
    return total
  }
}
