-- Bounds of networks that were read from ONNX: every operator, in every domain, around the outputs of
-- samples; linear ones exactly.

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or ""
local folder = here .. "../Fixtures/onnx/"
local domains = { "interval", "zonotope", "crown", "crown_interval", "alpha_crown" }

-- The samples of the file around which there is a box, and others in it, at its corners too.
local function check(name, eps, tight)
  local net = nn.load(folder .. name .. ".onnx"):to("float64")
  local x = data.npz(folder .. name .. ".npz").x:to("float64"):slice(1, 1, 1)
  local widths = {}
  for _, domain in ipairs(domains) do
    local image = reach.output(net, reach.ball(x, eps), { domain = domain })
    local low, high = image:lower(), image:upper()
    assert((high - low):min():item() >= 0, name .. " " .. domain)
    local least, most
    for seed = 1, 60 do
      local shift = tensor.rand(x.shape, { seed = seed, dtype = "float64" }) * 2 - 1
      if seed % 2 == 0 then shift = shift:sign() end
      local y = net(x + shift * eps)
      local where = ("%s, %s, sample %d"):format(name, domain, seed)
      assert((y - low):min():item() > -1e-9 and (high - y):min():item() > -1e-9, where)
      least = least and least:minimum(y) or y
      most = most and most:maximum(y) or y
    end
    widths[domain] = (high - low):sum():item()
    assert(widths[domain] < math.huge, name .. " " .. domain)
    -- All domains are exact for what is linear.
    if tight and domain ~= "interval" then
      local slopes = tarn.jacobian(function(z) return net(z):flatten() end)(x)
      local radius = slopes:reshape(slopes.shape[1], -1):abs():sum(2) * eps
      local difference = ((high - low):flatten() / 2 - radius):abs():max():item()
      assert(difference < 1e-9, name .. " " .. domain .. " " .. difference)
    end
  end
  return widths
end

check("transposed_19", 0.1, true)
check("sizes_19", 0.1, true)
check("blocks_13", 0.1, true)
check("signals_19", 0.1)
check("windows_19", 0.1)
check("parts_19", 0.1)
check("external_19", 0.3)
check("gates_20", 0.2)
check("norms_17", 0.01)
local slopes = check("slopes_16", 2)
for _, domain in ipairs(domains) do assert(slopes[domain] < 1.5 * slopes.interval, domain) end
