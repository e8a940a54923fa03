import Settings

/// Which line a zonotope takes for an S-shaped activation.
public enum Slope: String, CaseIterable, SettingConvertible, Sendable {
  /// The one with the smallest error on the interval.
  case minimax
  /// The smallest derivative (Singh et al. 2018). Wide intervals become boxes.
  case deepZ = "deepz"
}
