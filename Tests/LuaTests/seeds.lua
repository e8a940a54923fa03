-- Which numbers networks start with: the session's stream, or a seed.

local function new() return nn.Sequential { nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2) } end
local function seeded(n) return new():initialize { seed = n }:parameters() end

-- The first network of a session is that of its seed; the next draw on.
tarn.seed(0)
local a, b, c = new(), new(), new()
assert(a:parameters() == seeded(0), "the first network is the seed's own")
assert(a:parameters() ~= b:parameters() and b:parameters() ~= c:parameters() and a:parameters() ~= c:parameters())
local function differs(p, q)
  p, q = p:named_parameters(), q:named_parameters()
  for name, value in pairs(p) do assert(value ~= q[name], name) end
end
differs(a, b)
differs(b, c)

-- The stream begins anew with a seed, and a script repeats.
tarn.seed(0)
local a2, b2 = new(), new()
assert(a2:parameters() == a:parameters() and b2:parameters() == b:parameters())
tarn.seed(7)
local d, e = new(), new()
assert(d:parameters() == seeded(7) and e:parameters() ~= d:parameters())
assert(e:parameters() ~= b:parameters())

-- A seed fixes it, whatever came before.
assert(seeded(3) == seeded(3) and seeded(3) ~= seeded(4))
assert(new():initialize { seed = 0 }:parameters() == a:parameters())
-- Without one the stream goes on.
tarn.seed(0)
local net = new()
assert(net:initialize():parameters() == b:parameters() and new():parameters() == c:parameters())

-- What is not new draws nothing: copies, other parameters, pieces, files, networks as blocks, layers that start fixed.
tarn.seed(0)
net = new()
local path = os.tmpname() .. ".safetensors"
net:to("float64")
net:with_parameters(net:parameters() * 2)
net:slice(1, 1)
net:save(path)
assert(nn.load(path):parameters() == net:parameters())
os.remove(path)
local whole = nn.Sequential { net, nn.Tanh() }
assert(whole:parameters() == net:parameters())
nn.Sequential { nn.Linear(2, 2, { init = "zeros" }), nn.BatchNorm(2), nn.ReLU() }
nn.Sequential {}
nn.Residual { net }
nn.Linear(4, 4)
tensor.rand(3)
assert(new():parameters() == b:parameters())

-- Layers that are added are drawn as if they had been there from the start.
tarn.seed(0)
local grown, other = nn.Sequential {}, nn.Sequential {}
for _, layer in ipairs { nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2) } do grown:add(layer) end
assert(grown:parameters() == a:parameters())
other:add(nn.Linear(4, 3)):add(nn.Tanh()):add(nn.Linear(3, 2))
assert(other:parameters() == b:parameters())
local copy = nn.Sequential { nn.Linear(4, 3) }:add(nn.Tanh()):add(nn.Linear(3, 2))
assert(copy:parameters() == c:parameters())

-- Blocks: what is drawn in them is of the network that they are in.
tarn.seed(0)
local function residual() return nn.Sequential { nn.Residual { nn.Linear(3, 3) }, nn.Linear(3, 3) } end
differs(residual(), residual())

-- Tensors have a stream of their own, which begins anew too.
tarn.seed(0)
local x, y = tensor.rand(3), tensor.rand(3)
assert(x ~= y)
tarn.seed(0)
new()
assert(tensor.rand(3) == x and tensor.rand(3) == y)
tarn.seed(0)
