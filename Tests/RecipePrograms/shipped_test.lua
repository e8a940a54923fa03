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

-- The four files of MNIST with few images: a bar whose height is the class.
local function small_mnist(count)
  local path = folder .. "_mnist"
  assert(os.execute("mkdir -p '" .. path .. "'"))
  local function write(name, bytes)
    local file <close> = assert(io.open(path .. "/" .. name, "wb"))
    assert(file:write(bytes))
  end
  for _, part in ipairs { "train", "t10k" } do
    local images, labels = {}, {}
    for k = 1, count do
      local class = (k - 1) % 10
      labels[k] = string.char(class)
      images[k] = string.rep("\0", 28 * 2 * class) .. string.rep(string.char(200 + k % 50), 28 * 3)
      images[k] = images[k] .. string.rep("\0", 28 * 28 - #images[k])
    end
    write(part .. "-images-idx3-ubyte",
      string.pack(">I4I4I4I4", 2051, count, 28, 28) .. table.concat(images))
    write(part .. "-labels-idx1-ubyte", string.pack(">I4I4", 2049, count) .. table.concat(labels))
  end
  return path
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
    local figure = folder .. ".svg"
    local settings = { lambdas = { 0.01, 0.012 }, weights = { 0, 0.1 }, splits = 2, hidden = 2,
      steps = 2, chains = 1, figure = figure }
    local r = run("iris_landscape", settings)
    check.equal(#r, 4)
    for k, row in ipairs(r) do
      check.equal({ row.lambda, row.weight },
        { settings.lambdas[(k + 1) // 2], settings.weights[2 - k % 2] })
      check.equal(#row.minima, 2)
      check.truthy(math.min(table.unpack(row.minima)) >= 1)
      check.equal({ #row.lowest.sensitivity, #row.spearman.attacked }, { 2, 2 })
      for _, attacked in ipairs(row.lowest.attacked) do between(attacked, 0.3, 1) end
    end
    -- What the term is for; lambdas that look alike are two landscapes.
    for split = 1, 2 do
      check.truthy(r[2].lowest.sensitivity[split] < r[1].lowest.sensitivity[split])
      check.truthy(r[1].lowest.sensitivity[split] ~= r[3].lowest.sensitivity[split])
    end
    check.truthy(made(figure))
    -- Nothing is left that another run would go on with.
    settings.steps, settings.figure = 3, ""
    check.truthy(#run("iris_landscape", settings) == 4)
    check.throws(function() run("iris_landscape", { splits = 0 }) end, "splits")
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
    check.throws(function() run("verify_onnx", { model = out, data = "wine" }) end,
      "does not fit wine, samples of 13 numbers")
    nn.Sequential { nn.Linear(4, 2) }:save(out)
    check.throws(function() run("verify_onnx", { model = out }) end, "its outputs are 20x2")
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
    for _, settings in ipairs { {}, { hidden = { 6, 5 }, activation = "Tanh" }, { hidden = {} } } do
      settings.epochs, settings.out = 20, folder
      local r = run("export_pytorch", settings)
      check.equal(r.difference, 0)
      between(r.accuracy, 0.8, 1)
      local file <close> = assert(io.open(folder .. ".py"))
      local program = file:read "a"
      -- load_state_dict wants these names and shapes of the module that the program builds.
      local module, shapes = program:match "net = nn.Sequential(%b())", {}
      local place = 0
      for layer, sizes in module:gmatch "nn%.(%w+)(%b())" do
        local inputs, outputs = sizes:match "^%((%d+), (%d+)%)$"
        check.equal(layer == "Linear", inputs ~= nil)
        if inputs then
          shapes[place .. ".weight"] = outputs .. "x" .. inputs
          shapes[place .. ".bias"] = outputs
        end
        place = place + 1
      end
      check.equal(place, 2 * #(settings.hidden or { 16 }) + 1)
      local loaded = program:match 'net%.load_state_dict%(load_file%(folder / "(.-)"%)%)\n'
      local found = {}
      for name, value in pairs(data.safetensors(folder:match "^.*/" .. loaded)) do
        found[name] = tostring(value.shape)
      end
      check.equal(found, shapes)
      for _, ending in ipairs { ".safetensors", "_samples.safetensors", ".py" } do
        check.truthy(made(folder .. ending))
      end
    end
  end,
  robustness_barrier = function()
    check.throws(function() run("robustness_barrier", { no = 1 }) end, "unknown parameter")
    check.throws(function() run("robustness_barrier", { kind = "zig" }) end, "bezier or polygon")
    local figure = folder .. ".svg"
    local r = run("robustness_barrier", { data = "iris", hidden = 4, epochs = 20, points = 5,
      max_steps = 5, pgd_steps = 3, repeats = 1, figure = figure })
    -- Both ends and the middle of each curve are rows.
    check.equal(#r.rows, 6)
    check.equal(r.rows[1].sensitivity, r.rows[4].sensitivity)
    for _, curves in pairs(r.barriers) do
      check.equal(#curves, 1)
      -- A bent curve is trained to have no higher barrier than its segment.
      local segment, curve = curves[1]["loss, segment"], curves[1]["loss, curve"]
      check.truthy(curve <= segment + 1e-9 and curve >= 0)
    end
    check.truthy(made(figure))
  end,
  ["files are named with the seed, and refused before the work"] = function()
    local figure = folder .. "-{seed}.svg"
    run("loss_surface", { epochs = 1, steps = 3, seed = 7, figure = figure })
    check.truthy(made(folder .. "-7.svg"))
    for _, name in ipairs { "bracket", "iris_landscape", "loss_surface", "robust_tree",
      "robustness_barrier", "sensitivity_path" } do
      for _, wrong in ipairs { { ".jpg", "must end in .svg" }, { "/no.svg", "No such file" } } do
        check.throws(function() run(name, { figure = folder .. wrong[1] }) end, wrong[2])
      end
    end
    check.throws(function() run("certify", { save = folder .. ".net" }) end, "must end in")
    check.throws(function() run("export_pytorch", { out = folder .. "/no" }) end, "No such file")
    -- A file that is there stays as it is.
    local file <close> = assert(io.open(folder .. ".onnx", "w"))
    file:write("kept"):flush()
    check.equal(require("recipe_files").network(folder .. ".onnx", 0), folder .. ".onnx")
    check.equal(io.open(folder .. ".onnx"):read "a", "kept")
    os.remove(folder .. ".onnx")
  end,
  ["the recipes of MNIST"] = function()
    local path = small_mnist(60)
    local r = run("ibp_mnist", { data = path, epochs = 6, channels = 2, hidden = 10, batch = 20,
      lr = 0.02, pgd_steps = 5 })
    check.truthy(r.certified <= r.pgd and r.pgd <= r.clean)
    between(r.clean, 0.1, 1)
    r = run("taps_mnist", { data = path, epochs = 2, warmup = 2, channels = 2, hidden = 10,
      batch = 20, steps = 2, attacked = 20 })
    check.truthy(r.certified <= r.pgd and r.pgd <= r.clean)
    r = run("sensitivity_mnist", { data = path, seeds = 1, batch = 20, attacked = 20, pgd_steps = 2,
      pieces = 2 })
    check.equal(#r.rows, 1)
    check.throws(function() run("ibp_mnist", { data = path .. "no" }) end, "no")
    os.execute("rm -r '" .. path .. "'")
  end,
}
