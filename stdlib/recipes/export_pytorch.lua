-- Trains a network and writes it for PyTorch: the parameters under PyTorch's names as .safetensors,
-- a few lines of Python that load them, and some samples with the logits they must give, by which
-- the Python program checks itself.

local files = require "recipe_files"

local python = [[
# Loads the network that Tarn has trained, and checks it against Tarn's logits.
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

folder = Path(__file__).parent
net = nn.Sequential(%s)
net.load_state_dict(load_file(folder / %q))
samples = load_file(folder / %q)
with torch.no_grad():
    difference = (net(samples["x"]) - samples["logits"]).abs().max().item()
print("largest difference of a logit:", difference)
assert difference < 1e-4
]]

-- Layers have the same names and arguments in PyTorch: their list is a text of both languages.
local function layers(p, inputs, classes)
  local list = {}
  for _, width in ipairs(p.hidden) do
    list[#list + 1] = string.format("nn.Linear(%d, %d), nn.%s()", inputs, width, p.activation)
    inputs = width
  end
  list[#list + 1] = string.format("nn.Linear(%d, %d)", inputs, classes)
  return table.concat(list, ", ")
end

local function network(text) return load("return nn.Sequential { " .. text .. " }")() end

-- Parameters by the names of PyTorch, which counts layers from 0.
local function state_dict(net)
  local state = {}
  for name, value in pairs(net:named_parameters()) do
    local layer, rest = name:match "^(%d+)(.*)$"
    state[(layer - 1) .. rest] = value
  end
  return state
end

local function run(p)
  local program = files.named(p.out .. ".py", p.seed, { ".py" })
  local out = program:sub(1, -4)
  local weights, checked = out .. ".safetensors", out .. "_samples.safetensors"
  local set = data[p.data]():standardize()
  local text = layers(p, set.x:size(2), #set.classes)
  local net = network(text)
  net:initialize { seed = p.seed }
  optim.fit(net, set, { loss = loss.cross_entropy(), optimizer = optim.adam { lr = 0.01 },
    epochs = p.epochs, batch_size = 32, seed = p.seed })

  data.save(weights, state_dict(net))
  local x = set:take(math.min(10, #set)).x
  data.save(checked, { x = x, logits = net(x) })
  local file <close> = assert(io.open(program, "w"))
  file:write(python:format(text, weights:match "[^/]*$", checked:match "[^/]*$"))
  -- What was written is read again, and must be the same network.
  local difference = (network(text):load(weights)(x) - net(x)):abs():max():item()
  print("wrote " .. weights .. ", " .. checked .. " and " .. program)
  return { accuracy = net:accuracy(set.x, set.y), difference = difference }
end

return {
  name = "export_pytorch",
  summary = "Train, and write the network for PyTorch with a program that checks it.",
  params = {
    data = { "iris", "the data set", choices = { "iris", "wine", "breast_cancer", "digits" } },
    hidden = { { 16 }, "units of the hidden layers", range = { 1, 10000 } },
    activation = { "ReLU", "of hidden units", choices = { "ReLU", "LeakyReLU", "ELU", "SiLU",
      "GELU", "Softplus", "Tanh", "Sigmoid" } },
    epochs = { 40, "passes over the samples", range = { 1, 100000 } },
    out = { "export_pytorch-{seed}", "beginning of the names of the files written" },
    seed = { 0, "seed of everything random" },
  },
  run = run,
}
