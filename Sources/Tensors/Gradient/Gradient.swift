extension Trace {
  /// The cotangents of `variables` for the cotangent `seed` of `output`, recorded into this trace.
  /// Since they are recorded like everything else, they can be differentiated again.
  func pullback(_ output: Int, _ seed: Value, to variables: [Int]) throws -> [Value] {
    // Only nodes between the variables and the output matter.
    var reaches = [Bool](repeating: false, count: output + 1)
    for variable in variables where variable <= output { reaches[variable] = true }
    for k in reaches.indices where !reaches[k] {
      reaches[k] = graph.nodes[k].inputs.contains { reaches[$0] }
    }
    var contributions = [[Value]](repeating: [], count: output + 1)
    if reaches[output] { contributions[output] = [seed] }
    for k in reaches.indices.reversed() where reaches[k] && !contributions[k].isEmpty {
      let node = graph.nodes[k]
      guard case .apply(let primitive) = node.operation, !variables.contains(k) else { continue }
      let backward = Backward(
        inputs: node.inputs.map { .traced(self, $0) }, output: .traced(self, k),
        cotangent: try Cotangent.sum(contributions[k]),
        needs: node.inputs.map { reaches[$0] && graph.nodes[$0].type.dtype.isFloat })
      contributions[k] = []
      let cotangents = try primitive.vjp(backward)
      for (input, cotangent) in zip(node.inputs, cotangents) where reaches[input] {
        if let cotangent { contributions[input].append(cotangent) }
      }
    }
    return try variables.map { variable in
      if variable <= output, !contributions[variable].isEmpty {
        return try Cotangent.sum(contributions[variable])
      }
      return try Value.traced(self, variable).filled(0)
    }
  }
}

/// The value of a scalar function and its gradient with respect to one of its arguments.
///
/// Inside a trace the work is recorded into that trace; otherwise the function may branch on values,
/// and what it recorded runs as a plan from the second time on.
public func valueAndGradient(
  of function: ([Value]) throws -> Value, at arguments: [Value], argument: Int = 0
) throws -> (value: Value, gradient: Value) {
  let results = try Trace.recording(.gradient) { trace in
    var arguments = arguments
    guard arguments[argument].dtype.isFloat else {
      throw TensorError.dtypes(
        operation: "gradient", got: [arguments[argument].dtype], expected: "float32 or float64")
    }
    let variable = try trace.variable(arguments[argument])
    arguments[argument] = variable
    let value = try function(arguments)
    guard value.shape.count == 1 else { throw TensorError.notScalar(value.shape) }
    return [variable, value]
  } _: { trace, recorded in
    [recorded[1], try trace.pull(recorded[1], try recorded[1].filled(1), to: recorded[0])]
  }
  return (results[0], results[1])
}

/// The Jacobian-vector product: the vjp is linear in its cotangent, and its own vjp is the jvp. In
/// a compiled plan the rest of the first vjp is dead code.
public func jvp(
  _ function: (Value) throws -> Value, at x: Value, _ tangent: Value
) throws -> (value: Value, tangent: Value) {
  let results = try Trace.recording(.jacobianVectorProduct) { trace in
    let variable = try trace.variable(x)
    return [variable, try function(variable), try trace.variable(tangent)]
  } _: { trace, recorded in
    let seed = try trace.variable(try recorded[1].filled(0))
    let pulled = try trace.pull(recorded[1], seed, to: recorded[0])
    return [recorded[1], try trace.pull(pulled, recorded[2], to: seed)]
  }
  return (results[0], results[1])
}

/// The product of the Hessian of a scalar function with a vector: the gradient of (gradient . v).
public func hessianVectorProduct(
  of function: ([Value]) throws -> Value, at x: Value, _ vector: Value
) throws -> Value {
  try Trace.recording(.hessianVectorProduct) { trace in
    let variable = try trace.variable(x)
    let value = try function([variable])
    guard value.shape.count == 1 else { throw TensorError.notScalar(value.shape) }
    return [variable, value, try trace.variable(vector)]
  } _: { trace, recorded in
    let gradient = try trace.pull(
      recorded[1], try recorded[1].filled(1), to: recorded[0])
    return [try trace.pull(gradient, recorded[2], to: recorded[0])]
  }[0]
}

extension Trace {
  /// The cotangent of `variable`, a node of this trace, for the cotangent `seed` of `value`.
  fileprivate func pull(_ value: Value, _ seed: Value, to variable: Value) throws -> Value {
    guard case .traced(_, let place) = variable else { throw TensorError.foreignTrace }
    guard case .traced(let trace, let output) = value, trace === self else {
      // The function did not use its argument.
      return try variable.filled(0)
    }
    return try pullback(output, seed, to: [place])[0]
  }
}
