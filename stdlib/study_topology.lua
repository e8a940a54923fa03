-- Persistent homology of activation graphs in dimension 0.

local topology = {}

-- Of the filtration by decreasing weight of one graph: the weights at which components join, which
-- are those of a maximum spanning forest, and how long the younger of each two had lived. A vertex
-- is born with its heaviest edge, and the component of the heavier birth goes on. `from` and `to`
-- are the ends of edges, `order` the edges, heaviest first; an edge of weight 0 is none.
function topology.persistence(vertices, from, to, weights, order)
  local parent, birth = {}, {}
  for v = 1, vertices do parent[v] = v end
  local function root(v)
    while parent[v] ~= v do
      parent[v] = parent[parent[v]]
      v = parent[v]
    end
    return v
  end
  local joins, lives = {}, {}
  for _, e in ipairs(order) do
    local weight = weights[e]
    if weight <= 0 or #joins == vertices - 1 then break end
    local a, b = from[e], to[e]
    birth[a], birth[b] = birth[a] or weight, birth[b] or weight
    a, b = root(a), root(b)
    if a ~= b then
      if birth[a] < birth[b] then a, b = b, a end
      parent[b] = a
      joins[#joins + 1], lives[#lives + 1] = weight, birth[b] - weight
    end
  end
  return joins, lives
end

-- The activation graphs of inputs in a network of linear layers with an activation between each
-- two: vertices are features and units, and the edge from unit j to unit i of the next layer weighs
-- |w_ij a_j|. `weights` has a row for each input.
function topology.graphs(net, linear, x)
  local from, to, weights, activations, offset = {}, {}, {}, { x }, 0
  for k = 1, linear do
    local w, a = net[2 * k - 1].weight, activations[k]
    local units, inputs = w:size(1), w:size(2)
    for i = 1, units do
      for j = 1, inputs do from[#from + 1], to[#to + 1] = offset + j, offset + inputs + i end
    end
    local products = a:reshape(-1, 1, inputs) * w:reshape(1, units, inputs)
    weights[k] = products:abs():reshape(-1, units * inputs)
    activations[k + 1] = net:slice(1, k < linear and 2 * k or 2 * k - 1)(x)
    offset = offset + inputs
  end
  return { vertices = offset + activations[linear + 1]:size(2), from = from, to = to,
    weights = tensor.cat(weights, 2), activations = activations }
end

-- Joins and lives of graphs, a row each, with zeros where a forest has fewer edges than a tree.
function topology.diagrams(g)
  local joins, lives, weights = {}, {}, g.weights:totable()
  for k, order in ipairs(g.weights:argsort(2, { descending = true }):totable()) do
    joins[k], lives[k] = topology.persistence(g.vertices, g.from, g.to, weights[k], order)
    for e = #joins[k] + 1, g.vertices - 1 do joins[k][e], lives[k][e] = 0, 0 end
  end
  return tensor(joins, { dtype = "float64" }), tensor(lives, { dtype = "float64" })
end

return topology
