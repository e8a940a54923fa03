/// How bounds are computed.
public struct BoundOptions: Hashable, Sendable {
  public var domain: Domain

  public init(_ domain: Domain = .interval) { self.domain = domain }
}
