-- Losses along trainings, with all their digits:
--     tarn scripts/digits.lua [file.npz]     prints them; the file gets them and the parameters
--     tarn scripts/digits.lua a.npz b.npz …  how far such files differ: the table of training.md

local trainings = {
  { name = "Iris 4-10-3 tanh, float64", data = "iris", epochs = { 20, 100 } },
  { name = "Iris 4-10-3 tanh, float32", data = "iris", epochs = { 20, 100 } },
  { name = "Digits 64-64-10 ReLU, float64", data = "digits", epochs = { 1, 20 } },
  { name = "Digits 64-64-10 ReLU, float32", data = "digits", epochs = { 1, 5, 20 } },
}

local function network(name)
  if name == "iris" then return nn.Sequential { nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3) } end
  return nn.Sequential { nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10) }
end

local function run(training)
  local samples = data[training.data] { dtype = training.name:match "float%d+" }:standardize()
  local net = network(training.data)
  net:initialize { seed = 1 }
  local history = optim.fit(net, samples, { loss = loss.cross_entropy(), batch_size = 32, seed = 1,
    optimizer = optim.adam { lr = 0.01 }, epochs = training.epochs[#training.epochs] })
  local losses = {}
  for k, epoch in ipairs(training.epochs) do losses[k] = history.loss[epoch] end
  return losses, net:parameters()
end

-- The largest relative distance from the first of several vectors, one digit of it.
local function spread(vectors)
  local largest = 0
  for _, v in ipairs(vectors) do
    local distance = ((v - vectors[1]):norm() / vectors[1]:norm()):item()
    largest = math.max(largest, distance)
  end
  return largest == 0 and "none" or (string.format("%.0e", largest):gsub("e%-0", "e-"))
end

if #arg > 1 then
  local files = {}
  for k, path in ipairs(arg) do files[k] = data.npz(path) end
  local function column(key)
    local list = {}
    for k, file in ipairs(files) do list[k] = file[key]:to("float64") end
    return list
  end
  print("| training | epochs | loss | largest relative difference of the loss "
    .. "| of the parameters |")
  print("|---|---|---|---|---|")
  for t, training in ipairs(trainings) do
    local losses, parameters = column("losses" .. t), column("parameters" .. t)
    for k, epoch in ipairs(training.epochs) do
      local list = {}
      for f, values in ipairs(losses) do list[f] = values:slice(1, k, k) end
      local isLast = k == #training.epochs
      print(string.format("| %s| %d | %.15g | %s | %s|", k == 1 and training.name .. " " or "",
        epoch, list[1]:sum():item(), spread(list), isLast and spread(parameters) .. " " or ""))
    end
  end
else
  local kept = {}
  for t, training in ipairs(trainings) do
    local losses, parameters = run(training)
    for k, epoch in ipairs(training.epochs) do
      print(string.format("%s\t%d\t%.15g", training.name, epoch, losses[k]))
    end
    kept["losses" .. t] = tensor(losses, { dtype = "float64" })
    kept["parameters" .. t] = parameters
  end
  if arg[1] then data.save(arg[1], kept) end
end
