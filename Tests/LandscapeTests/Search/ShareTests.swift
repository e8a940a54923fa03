import Landscape
import Testing

/// Shares of a search: every number belongs to one of them.
@Suite struct ShareTests {
  @Test func sharesAreAPartition() {
    for ranks in 1...7 {
      for total in 0...30 {
        let shares = (0..<ranks).map { Share(rank: $0, ranks: ranks) }
        let numbers = shares.flatMap { share in (0..<share.count(of: total)).map(share.number) }
        #expect(numbers.sorted() == Array(0..<total))
        #expect(shares.map { $0.undivided(total) }.reduce(0, +) == total)
        for share in shares {
          for place in 0..<share.count(of: total) {
            #expect(share.place(of: share.number(place)) == place)
            #expect(shares.count { $0.place(of: share.number(place)) != nil } == 1)
          }
        }
      }
    }
  }

  @Test func taskKIsTheSameInEveryShare() {
    var options = MultistartOptions()
    options.points = 11
    options.seed = 4
    let whole = Multistart(options, dimension: 3, repetition: 2, newest: 0)
    var count = 0
    for rank in 0..<4 {
      let share = Share(rank: rank, ranks: 4)
      let part = Multistart(options, dimension: 3, repetition: 2, newest: 0, share: share)
      for place in 0..<part.tasks {
        #expect(part.task(place).origin == whole.task(share.number(place)).origin)
        count += 1
      }
    }
    #expect(count == 11)
  }
}
