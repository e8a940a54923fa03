import LuaBridge
import Tensors

private let eigenDecomposition = RecordDeclaration(
  "eigendecomposition", "Of a symmetric matrix: m v_k = values_k v_k.",
  [
    RecordField("values", "tensor", "The eigenvalues, upwards."),
    RecordField("vectors", "tensor", "The eigenvectors, one a column."),
  ])
private let singularValues = RecordDeclaration(
  "singular value decomposition", "m = u diag(s) v^T, reduced.",
  [
    RecordField("u", "tensor", "Left singular vectors, one a column."),
    RecordField("s", "tensor", "The singular values, downwards."),
    RecordField("v", "tensor", "Right singular vectors, one a column."),
  ])
private let orthogonalTriangular = RecordDeclaration(
  "qr decomposition", "m = q r.",
  [
    RecordField("q", "tensor", "Orthonormal columns."),
    RecordField("r", "tensor", "An upper triangle."),
  ])

/// Decompositions and systems of equations.
func linearAlgebraFunctions(_ session: Session) -> [FunctionDeclaration] {
  let matrix = Argument("m", .tensor, "A matrix; leading dimensions are a batch.")

  func parts(_ record: RecordDeclaration, _ fields: [String: Value]) throws -> LuaValue {
    .table(try session.lua.record(record, fields: fields.mapValues { session.wrap($0) }))
  }
  return [
    FunctionDeclaration(
      name: "eigh", arguments: [matrix], returns: .record(eigenDecomposition),
      summary:
        "Eigenvalues (upwards) and eigenvectors (columns) of a symmetric matrix. "
        + "The derivative of vectors needs different values.",
      formula: "m v_k = values_k v_k",
      example: "print(tensor.eigh({{2, 1}, {1, 2}}).values)"
    ) { call in
      let (values, vectors) = try call.tensor("m").eigenDecomposition()
      return try parts(eigenDecomposition, ["values": values, "vectors": vectors])
    },
    FunctionDeclaration(
      name: "svd", arguments: [matrix], returns: .record(singularValues),
      summary: "The reduced singular value decomposition, s downwards.",
      formula: "m = u diag(s) v^T", example: "print(tensor.svd({{3, 0}, {0, 2}, {0, 0}}).s)"
    ) { call in
      let (u, s, v) = try call.tensor("m").singularValueDecomposition()
      return try parts(singularValues, ["u": u, "s": s, "v": v])
    },
    FunctionDeclaration(
      name: "qr", arguments: [matrix], returns: .record(orthogonalTriangular),
      summary: "Orthonormal columns times an upper triangle.", formula: "m = q r",
      example: "print(tensor.qr({{3, 1}, {4, 2}}).r)"
    ) { call in
      let (q, r) = try call.tensor("m").qrDecomposition()
      return try parts(orthogonalTriangular, ["q": q, "r": r])
    },
    FunctionDeclaration(
      name: "cholesky", arguments: [matrix], returns: "tensor",
      summary: "The lower triangle l of a symmetric positive definite matrix.",
      formula: "m = l l^T", example: "print(tensor.cholesky({{4, 2}, {2, 3}}))"
    ) { call in session.wrap(try call.tensor("m").cholesky()) },
    FunctionDeclaration(
      name: "solve",
      arguments: [
        Argument("a", .tensor, "A square matrix; leading dimensions are a batch."),
        Argument("b", .precise, "A vector or a matrix, or a batch of them."),
      ], returns: "tensor", summary: "The solution of a system of linear equations.",
      formula: "a x = b", example: "print(tensor.solve({{2, 1}, {1, 3}}, {3, 5}))"
    ) { call in
      let a = call.tensor("a")
      return session.wrap(try a.solve(call.operand("b", like: a.floating())))
    },
  ]
}
