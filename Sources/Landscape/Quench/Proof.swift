/// What the exact Hessian, and the symmetry, prove of a stationary point.
public enum Proof: String, Sendable, CaseIterable {
  /// No eigenvalue is zero: the Hessian differs from a singular one by more than rounding.
  case strict
  /// The zero modes are the tangents of the symmetry's curves of images, along which the energy is constant, and on
  /// their orthogonal complement no eigenvalue is zero.
  case gauge
  /// The conditions of Karush, Kuhn and Tucker on a kink hold, to second order.
  case kink
  /// There are eigenvalues that cannot be told from zero and that no symmetry explains: neither a minimum nor a
  /// saddle is proved.
  case degenerate
  /// As another program found it; nothing was proved here. It counts among the minima.
  case imported

  /// Whether it is one of the minima.
  public var counts: Bool { self != .degenerate }
}
