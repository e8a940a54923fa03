-- Optimized lines of wide networks: 20 steps, the default, gain on CROWN whatever the activation, and meet what auto_LiRPA
-- 0.7.1 finds in as many.

local function network(activation, scale)
  local net = nn.Sequential{
    nn.Linear(50, 256), nn[activation](), nn.Linear(256, 256), nn[activation](), nn.Linear(256, 10),
  }
  net:initialize{ seed = 1 }
  net:set_parameters(net:parameters() * scale)
  return net:to("float64")
end

local x = tensor.rand(1, 50, { dtype = "float64", seed = 2 })
local function width(net, eps, options)
  local set = reach.output(net, reach.ball(x, eps), options)
  return (set:upper() - set:lower()):mean():item()
end

-- The mean widths of auto_LiRPA's CROWN-Optimized, the better of lr_alpha 0.1 and 0.5 and of its CROWN.
for _, case in ipairs{
  { "Tanh", 1.7, 0.01, 0.09668488116744664 }, { "Tanh", 1.7, 0.1, 3.798711797162433, gain = 0.975 },
  { "Tanh", 1, 0.1, 0.3610745080844263, gain = 0.99 },
  { "Sigmoid", 3, 0.01, 0.03201384461903698 },
  { "Sigmoid", 3, 0.1, 0.874633015585925, gain = 0.975 },
  { "ReLU", 1.7, 0.1, 6.736111810367565, gain = 0.96 },
  { "ELU", 1.7, 0.1, gain = 0.98 }, { "Softplus", 1.7, 0.1, gain = 0.98 },
  { "SiLU", 1.7, 0.1, gain = 0.98 }, { "GELU", 1.7, 0.1, gain = 0.98 },
} do
  local activation, scale, eps, other = table.unpack(case)
  local net = network(activation, scale)
  local crown = width(net, eps, { domain = "crown" })
  local found = width(net, eps, { domain = "alpha_crown" })
  local where = string.format("%s %g, eps %g: %.6f of %.6f", activation, scale, eps, found, crown)
  assert(found <= crown * (case.gain or 0.9999), where)
  assert(not other or found <= other, where)
  for _, iterations in ipairs{ 1, 5 } do
    local some = width(net, eps, { domain = "alpha_crown", iterations = iterations })
    assert(some <= crown * (1 + 1e-12), where)
  end
end
