-- The largest of some elements in every domain: zeros and ties among their lower bounds choose nothing by chance.

local double = { dtype = "float64" }
local domains = { "interval", "zonotope", "crown", "crown_interval", "alpha_crown", "intersection" }

-- Bounds hold the function on a grid of the box, and are finite.
local function holds(name, f, low, high)
  local lower, upper = tensor({ low }, double), tensor({ high }, double)
  local points, steps = {}, 4
  local place = {}
  for i = 1, #low do place[i] = 0 end
  repeat
    local point = {}
    for i = 1, #low do point[i] = low[i] + (high[i] - low[i]) * place[i] / steps end
    points[#points + 1] = f(tensor({ point }, double))
    local i = 1
    while i <= #low and place[i] == steps do
      place[i], i = 0, i + 1
    end
    if i <= #low then place[i] = place[i] + 1 end
  until i > #low
  for _, domain in ipairs(domains) do
    local set = reach.output(f, reach.box(lower, upper), { domain = domain })
    local where = name .. ", " .. domain
    assert(set:lower():min():item() > -math.huge and set:upper():max():item() < math.huge, where)
    for _, y in ipairs(points) do
      assert((set:lower() - y):max():item() < 1e-9, where .. ": lower bound")
      assert((y - set:upper()):max():item() < 1e-9, where .. ": upper bound")
    end
  end
end

local function largest(x)
  return x:max(2, { keepdim = true })
end
holds("largest of rectified", function(x) return largest(x:relu()) end, { -1, 1 }, { -1, 2 })
holds("largest", largest, { -1, 1 }, { -1, 2 })
holds("largest, zero below", largest, { 0, 0, 0.8, 0.9 }, { 0.1, 0.15, 1, 1 })
holds("largest, ties", largest, { 0, 0, 0 }, { 1, 1, 1 })
holds("largest of one-hot", function(x) return largest(x * tensor({ { 0, 1, 0 } }, double)) end,
  { -1, -1, -1 }, { 1, 1, 1 })
holds("smallest", function(x) return x:min(2, { keepdim = true }) end, { 0, -1, 0 }, { 1, 1, 0 })
holds("smallest, behind more", function(x) return x:min(2, { keepdim = true }) * -2 + x end,
  { 0, -1 }, { 1, 1 })
holds("log_softmax", function(x) return x:log_softmax(2) end, { 1, 0 }, { 2, 0.5 })
holds("softmax at a point", function(x) return x:softmax(2) end, { 0.5, 1.5 }, { 0.5, 1.5 })
holds("maximum", function(x) return x:maximum(0):maximum(-x) end, { 0, -1 }, { 1, 1 })
holds("spread", function(x) return largest(x) + x:min(2, { keepdim = true }) end, { 0, 0 }, { 1, 2 })

-- A sample that is wrong as it stands has no certified margin.
local function wrong(x)
  local m = largest(x:relu())
  return tensor.cat({ m * 0 + 0.5, m }, 2)
end
for _, domain in ipairs(domains) do
  local x, y = tensor({ { -1, 1.5 } }, double), tensor { 1 }
  local margin = reach.margin(wrong, x, y, 0.25, { domain = domain }):item()
  assert(margin <= -1.25 + 1e-9 and margin > -1.26, domain .. ": margin " .. margin)
  assert(reach.certified_accuracy(wrong, x, y, 0.25, { domain = domain }) == 0)
end

-- Elements at places that depend on the set.
local steps = tensor({ 5, -1, 3, 2 }, double)
holds("looked up", function(x)
  return steps:index_select(1, (x:reshape(1) * 1.5 + 2):to("int32")):reshape(1, 1)
end, { -0.6 }, { 1.3 })
