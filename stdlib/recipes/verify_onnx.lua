-- Reads a network in ONNX and decides, sample by sample, whether any input in a box around the
-- sample is classified otherwise. Without a file a network is trained and exported first, so that
-- the recipe runs as it stands.
--
-- Verdicts are those of the verification competition: unsat (no such input), sat (one was found),
-- timeout.

local files = require "recipe_files"

local function exported(p, train)
  local out = files.named(p.out, p.seed, { ".onnx" }) or error("the network needs a file: out", 0)
  local net = nn.Sequential {
    nn.Linear(train.x:size(2), 16), nn.ReLU(), nn.Linear(16, #train.classes) }
  net:initialize { seed = p.seed }
  optim.fit(net, train, { loss = loss.cross_entropy(), optimizer = optim.adam { lr = 0.02 },
    epochs = 40, seed = p.seed })
  net:save(out)
  return out
end

-- A network of other data is told by its outputs, before anything is verified.
local function check(net, model, p, samples)
  local ok, found = pcall(net, samples.x)
  if ok and #found.shape == 2 and found.shape[2] == #samples.classes then return end
  local reason = ok and "its outputs are " .. tostring(found.shape)
    or tostring(found):gsub("^[^\n]-:%d+: ", "")
  error(string.format("%s does not fit %s, samples of %d numbers in %d classes: %s", model, p.data,
    samples.x:size(2), #samples.classes, reason), 0)
end

-- Some other class reaches the true one, somewhere in the box: as VNN-LIB says it.
local function specification(x, y, classes, eps, path)
  local lines = {}
  local function add(...) lines[#lines + 1] = string.format(...) end
  for k = 1, #x do add("(declare-const X_%d Real)", k - 1) end
  for k = 1, classes do add("(declare-const Y_%d Real)", k - 1) end
  for k = 1, #x do
    add("(assert (>= X_%d %.9f))\n(assert (<= X_%d %.9f))", k - 1, x[k] - eps, k - 1, x[k] + eps)
  end
  local parts = {}
  for k = 1, classes do
    if k ~= y then parts[#parts + 1] = string.format("(and (>= Y_%d Y_%d))", k - 1, y - 1) end
  end
  add("(assert (or %s))", table.concat(parts, " "))
  local file = assert(io.open(path, "w"))
  file:write(table.concat(lines, "\n"), "\n")
  file:close()
  return reach.vnnlib(path)
end

local function run(p)
  local set = data[p.data]():standardize()
  local model = p.model ~= "" and p.model or exported(p, set)
  local net = nn.load(model)
  local count, samples = {}, set:take(math.min(p.samples, #set))
  check(net, model, p, samples)
  local spec_file = os.tmpname()
  for k = 1, #samples do
    local y = math.tointeger(samples.y[k])
    local spec = specification(samples.x[k]:totable(), y, #set.classes, p.eps, spec_file)
    local verdict = reach.verify(net, spec, { timeout = p.timeout })
    count[verdict.status] = (count[verdict.status] or 0) + 1
  end
  os.remove(spec_file)
  local result = { samples = #samples, unsat = count.unsat or 0, sat = count.sat or 0,
    timeout = (count.timeout or 0) + (count.unknown or 0) }
  print(stats.table({ { p.eps, #samples, result.unsat, result.sat, result.timeout } },
    { columns = { "eps", "samples", "proved", "refuted", "open" } }))
  return result
end

return {
  name = "verify_onnx",
  summary = "Verify an ONNX network around samples.",
  params = {
    model = { "", "file .onnx; without one a network is trained" },
    out = { "verify_onnx-{seed}.onnx", "file for the network that is trained" },
    data = { "iris", "the data set", choices = { "iris", "wine", "breast_cancer" } },
    samples = { 20, "samples that are looked at", range = { 1, 100000 } },
    eps = { 0.1, "l-infinity radius, in standard deviations", range = { 0, 10 } },
    timeout = { 10.0, "seconds a sample", range = { 0.01, 100000 } },
    seed = { 0, "seed of the training" },
  },
  run = run,
}
