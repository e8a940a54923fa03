-- Functions that are bounded as what they are, in every domain: softmax, norms, numbers times a gate.

local double = { dtype = "float64" }
local domains = { "interval", "zonotope", "crown", "crown_interval", "alpha_crown", "intersection" }

local function ends(f, set, domain, sound)
  local image = reach.output(f, set, { domain = domain, sound = sound })
  return image:lower(), image:upper()
end

-- 1 / (1 + sum exp(z_j - z_1)), with z_1 at one end and the others at the other.
local x = tensor({ { 0.5, 1.5, -1 } }, double)
local function share(shift)
  return 1 / (1 + math.exp(1 + shift) + math.exp(-1.5 + shift))
end
for _, eps in ipairs{ 0, 0.1, 3 } do
  for _, domain in ipairs(domains) do
    for _, sound in ipairs{ false, true } do
      local low, high = ends(function(z) return z:softmax(2) end, reach.ball(x, eps), domain, sound)
      local where = domain .. ", eps " .. eps
      assert(low:min():item() > -1e-12 and high:max():item() < 1 + 1e-12, where)
      low, high = low[1][1], high[1][1]
      local least, most = share(2 * eps), share(-2 * eps)
      assert(low < least + 1e-12 and high > most - 1e-12, where)
      local slack = domain == "zonotope" and 0.02 or 1e-9
      assert(low > least - slack and high < most + slack, where)
      local _, top = ends(function(z) return z:log_softmax(2) end, reach.ball(x, eps), domain, sound)
      assert(top:max():item() < 1e-12, where)
    end
  end
end

-- Norms: what is wrong is said of what was written.
local set = reach.ball(tensor({ { 3, 4 } }, double), 0.1)
for _, domain in ipairs(domains) do
  local low, high = ends(function(z) return z:norm(2) end, set, domain)
  local least, most = math.sqrt(2.9 ^ 2 + 3.9 ^ 2), math.sqrt(3.1 ^ 2 + 4.1 ^ 2)
  local slack = domain == "zonotope" and 0.003 or 1e-9
  assert(low[1] > least - slack and low[1] < least + 1e-12, domain)
  assert(high[1] < most + slack and high[1] > most - 1e-12, domain)
  for _, f in ipairs{
    function(z) return z:norm() end, function(z) return z:std(2) end, function(z) return z:var(2) end,
    function(z) return z:abs():sum(2) end, function(z) return z:abs():max(2) end,
    function(z) return z:norm(2, { keepdim = true }) end,
    function(z) return (z:square():sum(2) / 2):sqrt() end,
  } do
    for _, eps in ipairs{ 0, 0.1, 5 } do
      local around = reach.ball(tensor({ { 3, 4 }, { 0, 0 } }, double), eps)
      low, high = ends(f, around, domain, eps == 5)
      assert(low:min():item() > -math.huge and high:max():item() < math.huge, domain)
    end
  end
end

-- Numbers times a gate: one minimum, and the ends.
local gates = {
  nn.SiLU(), nn.GELU(), function(z) return z * z:sigmoid() end,
  function(z) return 0.5 * z * (1 + (0.7978845608 * (z + 0.044715 * z ^ 3)):tanh()) end,
  function(z) return z * z:softplus():tanh() end, function(z) return z / (1 + (-z):exp()) end,
}
for _, gate in ipairs(gates) do
  local net = type(gate) ~= "function" and nn.Sequential{ gate } or nil
  local f = net and function(z) return net(z) end or gate
  for _, radius in ipairs{ 0.5, 2, 4 } do
    local y = f(tensor.linspace(-radius, radius, 20001, double):reshape(20001, 1))
    local low, high = y:min():item(), y:max():item()
    local box = reach.box(tensor({ { -radius } }, double), tensor({ { radius } }, double))
    for _, domain in ipairs(domains) do
      local found_low, found_high = ends(f, box, domain)
      found_low, found_high = found_low:item(), found_high:item()
      assert(found_low <= low + 1e-12 and found_high >= high - 1e-12, domain)
      if domain ~= "zonotope" then
        assert(found_low > low - 1e-6 and found_high < high + 1e-6, domain)
      end
    end
  end
end
