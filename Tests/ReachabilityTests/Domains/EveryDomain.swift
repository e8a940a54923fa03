import Reachability

/// All domains, with their defaults.
let everyDomain: [any AbstractDomain] = abstractDomains.map { $0.init() }

extension BoundOptions {
  /// - Parameter iterations: of a domain that optimizes.
  init(_ domain: any AbstractDomain, iterations: Int) {
    self =
      domain is AlphaCrownDomain
      ? BoundOptions(AlphaCrownDomain(iterations: iterations)) : BoundOptions(domain)
  }
}
