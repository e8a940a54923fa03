-- What has no end, or is larger than any memory, is an error; the session goes on.
local fails = require "support.checks".fails

-- Tables that hold themselves, each other, or 200,000 tables.
local own = {} own[1] = own
local twice = {} twice[1], twice[2] = twice, twice
local a, b = {}, {} a[1], b[1] = b, a
local deep = { 1 }
for _ = 1, 200000 do deep = { deep } end
local late = { 1, own }
local x = tensor { { 1, 2 } }
local beside = { x, {} } beside[2][1] = beside
local net = nn.Sequential { nn.Linear(2, 2) }
for name, t in pairs { own = own, twice = twice, a = a, deep = deep, late = late, beside = beside } do
  for place, f in pairs {
    tensor = function() tensor(t) end, add = function() return tensor { 1 } + t end,
    sub = function() return t - tensor { 1 } end, cat = function() tensor.cat(t) end,
    stack = function() tensor.stack({ t, t }) end, net = function() net(t) end,
    maximum = function() x:maximum(t) end, where = function() tensor.where(t, t, t) end,
    mean = function() stats.mean(t) end, table = function() stats.table { t } end,
    line = function() plot.line(t) end, ball = function() reach.ball(t, 0.1) end,
    clip = function() attack.pgd(net, x, tensor { 1 }, { eps = 0.1, clip = { t, t } }) end,
    minimize = function() optim.minimize(function(w) return w:sum() end, t) end,
    save = function() data.save(os.tmpname() .. ".npz", { t = t }) end,
    reshape = function() x:reshape(t) end, custom = function() net:with_parameters(t) end,
    result = function() tarn.grad(function() return t end)(x) end,
  } do
    local ok, message = pcall(f)
    assert(not ok and #tostring(message) < 400, name .. ", " .. place .. ": " .. tostring(message))
  end
end
pcall(tarn.args, { t = own })
fails("nested deeper than 32 levels", tensor, own)
fails("nested deeper than 32 levels", tensor, beside)
-- A list of lists of tensors is a tensor still, and so is one that holds a list twice.
local row = { tensor(1), tensor(2) }
assert(tensor { row, row } == tensor { { 1, 2 }, { 1, 2 } })
assert(tensor { { row, row } }.shape == tensor.zeros(1, 2, 2).shape)
-- One list in many places: 2^40 numbers from 40 tables.
local many = { 1, 2 }
for _ = 1, 29 do many = { many, many } end
fails("more than 268435456 numbers", tensor, many)

-- Layers inside layers.
local function nested(n)
  local layer = nn.Tanh()
  for _ = 1, n do layer = nn.Residual { layer } end
  return layer
end
local fine = nn.Sequential { nested(300) }
assert(fine(tensor { { 0 } }):item() == 0)
fails("layers are nested 3001 levels deep, expected at most 3000", nn.Sequential, { nested(3001) })
fails("nested 60000 levels deep", nn.Sequential, { nested(60000) })
local inner, levels = nn.Sequential { nn.ReLU() }, 0
local ok, message = pcall(function()
  while levels < 20000 do inner, levels = nn.Sequential { inner }, levels + 1 end
end)
assert(not ok and levels == 3000 and message:find("nested 3001 levels deep"), message)
fails("nested deeper than 200 levels", fine.save, fine, os.tmpname() .. ".safetensors")
inner = nil
collectgarbage()

-- Functions that call themselves through native ones.
local loop
loop = nn.Sequential { nn.Lambda(function(v) return loop(v) end) }
fails("overflow", loop, x)
local term
term = loss.custom("term", function(n, u, v) return term(n, u, v) end)
fails("overflow", term, net, x, tensor { 1 })
local f = function(v) return v:sum() end
for _ = 1, 10000 do f = tarn.compile(f) end
fails("overflow", f, x)
local echo = setmetatable({}, { __tostring = function(self) return tostring(self) end })
fails("overflow", function() tensor(echo) error(tostring(echo)) end)
assert(not pcall(net, setmetatable({}, { __index = function(self, k) return self[k] end })))

-- Sizes beyond memory, and empty tensors with sizes beyond int32.
local huge = 1 << 40
for _, g in ipairs {
  function() return tensor.zeros(huge, huge) end, function() return tensor.ones(huge) end,
  function() return tensor.eye(1 << 31) end, function() return tensor.zeros(0, huge, huge) end,
  function() return tensor.linspace(0, 1, 1 << 50) end, function() return tensor.arange(0, 1e18, 1e-9) end,
  function() return nn.Sequential { nn.Linear(1 << 27, 1 << 27) } end,
  function() return nn.Sequential { nn.Linear(1 << 50, 2), nn.Linear(2, 1 << 50) } end,
  function() return x:expand(huge, huge, 1, 2) end, function() return x:reshape(huge, huge) end,
  function() return tensor.zeros(huge, 0):index_select(1, { -1 }) end,
  function() return tensor.zeros(huge, 0):gather(1, tensor { { huge } }) end,
  function() return data.blobs { n = huge } end, function() return tarn.threads(huge) end,
  function() return stats.bootstrap({ 1, 2 }, stats.mean, { n = huge }) end,
  function() return stats.histogram({ 1, 2 }, { bins = huge }) end,
  function() return tensor.randint(2, 1, 3) end, function() return tensor.zeros(-2.0 ^ 63) end,
  function() return landscape.open(":memory:", { energy = f, dim = huge }) end,
  function() return nn.Sequential { nn.Conv2d(1, 1, 1, { padding = huge }) }(tensor.zeros(1, 1, 2, 2)) end,
} do assert(not pcall(g)) end
for _, domain in ipairs { "interval", "zonotope", "crown", "crown_interval", "intersection" } do
  for _, shape in ipairs { { 0, huge }, { 1 << 54, 0 } } do
    pcall(reach.output, function(v) return v:tanh() end, reach.ball(tensor.zeros(shape), 0.1), { domain = domain })
  end
end
assert((x + 1):sum():item() == 5)

-- A network without parameters is a point without coordinates, and samples may have no rows.
for _, g in ipairs {
  function() return landscape.slice(nn.Sequential {}, loss.cross_entropy(), data.xor(), {}) end,
  function() return landscape.slice(nn.Sequential {}, loss.cross_entropy(), data.xor(), { dims = 1 }) end,
  function()
    return landscape.slice(nn.Sequential {}, loss.cross_entropy(), data.xor(), { directions = "lowest" })
  end,
  function() return attack.curve(nn.Sequential { nn.Linear(2, 2) }, tensor(1), tensor(1), { eps = { 1, 2 } }) end,
} do assert(not pcall(g)) end
