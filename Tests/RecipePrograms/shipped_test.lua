-- Each recipe that ships, in a small form with a known answer. Run by `tarn test`.

local folder = os.tmpname()
os.remove(folder)

local function run(name, parameters) return require("recipes." .. name).run(parameters) end

-- The file is there, and removed.
local function made(path)
  local file = io.open(path)
  if file then file:close() end
  os.remove(path)
  return file ~= nil
end

local function between(value, low, high)
  check.truthy(value >= low and value <= high)
end

return {
  certify = function()
    local r = run("certify", { epochs = 30 })
    between(r.accuracy, 0.9, 1)
    check.truthy(r.certified <= r.attacked and r.attacked <= r.accuracy)
    between(r.certified, 0.5, 1)
    check.equal(run("certify", { epochs = 30 }), r)
  end,
  compare_losses = function()
    local r = run("compare_losses", { epochs = 20, seeds = 1 })
    for _, row in pairs(r) do
      check.truthy(row.certified <= row.attacked and row.attacked <= row.accuracy)
    end
    check.truthy(r["+ sensitivity"].sensitivity < r["cross-entropy"].sensitivity)
  end,
  sensitivity_path = function()
    local figure = folder .. ".svg"
    local r = run("sensitivity_path", { epochs = 40, every = 20, figure = figure })
    check.equal(r.plain.epoch, { 20, 40 })
    check.truthy(r.with_term.sensitivity[2] < r.plain.sensitivity[2])
    check.truthy(r.plain.sensitivity[1] < r.plain.sensitivity[2])
    check.truthy(made(figure))
    check.throws(function() run("sensitivity_path", { epochs = 2, every = 3 }) end, "at least")
  end,
  loss_surface = function()
    local figure = folder .. ".svg"
    local r = run("loss_surface", { epochs = 10, steps = 7, figure = figure })
    check.truthy(r.lowest <= r.centre + 1e-5 and r.centre < r.highest)
    check.truthy(made(figure))
  end,
  iris_landscape = function()
    run("iris_landscape", { lambdas = { 0.01 }, weights = { 0 }, splits = 1, hidden = 2, steps = 2,
      chains = 1, out = folder })
    check.truthy(made(folder .. ".svg"))
    check.truthy(made(string.format("%s_1e-02_0_0.atlas", folder)))
  end,
  robust_tree = function()
    local figure = folder .. ".svg"
    local r = run("robust_tree", { hidden = 2, steps = 5, chains = 2, lambda = 0.01,
      figure = figure })
    check.truthy(r.minima >= 1 and #r.attacked == r.minima)
    check.close(r.lowest, r.energy[1], 0)
    between(r.attacked_at_lowest, 0.3, 1)
    check.truthy(made(figure))
  end,
  bracket = function()
    local figure = folder .. ".svg"
    local r = run("bracket", { samples = 6, epochs = 20, eps = { 0.05, 0.5 }, figure = figure })
    check.equal(r.samples, 6)
    check.equal(#r.rows, 2)
    for _, row in ipairs(r.rows) do check.truthy(row.certified <= row.attacked) end
    check.truthy(r.rows[2].attacked <= r.rows[1].attacked)
    check.truthy(made(figure))
  end,
  verify_onnx = function()
    local out = folder .. ".onnx"
    local r = run("verify_onnx", { samples = 4, eps = 0.01, out = out })
    check.equal(r.samples, r.unsat + r.sat + r.timeout)
    check.equal(r.unsat, 4)
    local again = run("verify_onnx", { model = out, samples = 4, eps = 5 })
    check.equal(again.sat, 4)
    check.truthy(made(out))
  end,
  lennard_jones = function()
    local r = run("lennard_jones", { atoms = 5, steps = 10, chains = 2 })
    check.close(r.lowest, -9.103852, 1e-6)
    check.close(r.known, r.lowest, 1e-6)
  end,
  corrupt_labels = function()
    local r = run("corrupt_labels", { epochs = 20 })
    between(r.wrong, 10, 45)
    between(r.clean, 0.9, 1)
    check.truthy(r.median <= r.clean + 0.05)
    check.equal(run("corrupt_labels", { epochs = 1, share = 0 }).wrong, 0)
  end,
  export_pytorch = function()
    local r = run("export_pytorch", { epochs = 20, out = folder })
    check.equal(r.difference, 0)
    between(r.accuracy, 0.8, 1)
    for _, ending in ipairs { ".safetensors", "_samples.safetensors", ".py" } do
      check.truthy(made(folder .. ending))
    end
  end,
  robustness_barrier = function()
    check.throws(function() run("robustness_barrier", { no = 1 }) end, "unknown parameter")
  end,
}
