import CKernels

/// A comparison: 1 where it holds, 0 elsewhere, in the type of its operands. The derivative is
/// zero.
struct Compare: Elementwise {
  enum Relation: String { case gt, ge, lt, le, eq, ne }

  let relation: Relation

  var name: String { relation.rawValue }

  var traits: Traits {
    switch relation {
    case .gt, .ge: .steps([.increasing, .decreasing])
    case .lt, .le: .steps([.decreasing, .increasing])
    case .eq, .ne: .opaque
    }
  }

  var rounding: Rounding { .none }

  var counterpart: Counterpart {
    switch relation {
    case .gt: .comparison("Greater")
    case .ge: .comparison("GreaterOrEqual")
    case .lt: .comparison("Less")
    case .le: .comparison("LessOrEqual")
    case .eq: .comparison("Equal")
    case .ne: .comparison("Equal", isNegated: true)
    }
  }

  static let examples = [
    Example(Self(relation: .gt), [5], [5]),
    Example(Self(relation: .ge), [5], [5]),
    Example(Self(relation: .lt), [5], [5]),
    Example(Self(relation: .le), [5], [5]),
    Example(Self(relation: .eq), [5], [5]),
    Example(Self(relation: .ne), [5], [5]),
    Example(Self(relation: .gt), [], []),
  ]

  private static let kernels: [Relation: BinaryKernels] = [
    .gt: BinaryKernels(
      Kernels(tarn_gt_vv_f32, tarn_gt_vv_f64, tarn_gt_vv_i32),
      Kernels(tarn_gt_vs_f32, tarn_gt_vs_f64, tarn_gt_vs_i32),
      Kernels(tarn_gt_sv_f32, tarn_gt_sv_f64, tarn_gt_sv_i32)),
    .ge: BinaryKernels(
      Kernels(tarn_ge_vv_f32, tarn_ge_vv_f64, tarn_ge_vv_i32),
      Kernels(tarn_ge_vs_f32, tarn_ge_vs_f64, tarn_ge_vs_i32),
      Kernels(tarn_ge_sv_f32, tarn_ge_sv_f64, tarn_ge_sv_i32)),
    .lt: BinaryKernels(
      Kernels(tarn_lt_vv_f32, tarn_lt_vv_f64, tarn_lt_vv_i32),
      Kernels(tarn_lt_vs_f32, tarn_lt_vs_f64, tarn_lt_vs_i32),
      Kernels(tarn_lt_sv_f32, tarn_lt_sv_f64, tarn_lt_sv_i32)),
    .le: BinaryKernels(
      Kernels(tarn_le_vv_f32, tarn_le_vv_f64, tarn_le_vv_i32),
      Kernels(tarn_le_vs_f32, tarn_le_vs_f64, tarn_le_vs_i32),
      Kernels(tarn_le_sv_f32, tarn_le_sv_f64, tarn_le_sv_i32)),
    .eq: BinaryKernels(
      Kernels(tarn_eq_vv_f32, tarn_eq_vv_f64, tarn_eq_vv_i32),
      Kernels(tarn_eq_vs_f32, tarn_eq_vs_f64, tarn_eq_vs_i32),
      Kernels(tarn_eq_sv_f32, tarn_eq_sv_f64, tarn_eq_sv_i32)),
    .ne: BinaryKernels(
      Kernels(tarn_ne_vv_f32, tarn_ne_vv_f64, tarn_ne_vv_i32),
      Kernels(tarn_ne_vs_f32, tarn_ne_vs_f64, tarn_ne_vs_i32),
      Kernels(tarn_ne_sv_f32, tarn_ne_sv_f64, tarn_ne_sv_i32)),
  ]

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    Compare.kernels[relation]?[inputs[0], scalars]
  }

  func vjp(_ backward: Backward) throws -> [Value?] { [nil, nil] }
}
