-- Trains a network and writes it for PyTorch: the parameters under PyTorch's names as .safetensors,
-- a few lines of Python that load them, and some samples with the logits they must give, by which
-- the Python program checks itself.

local python = [[
# Loads the network that Tarn has trained, and checks it against Tarn's logits.
import torch
from safetensors.torch import load_file

net = torch.nn.Sequential(
    torch.nn.Linear(%d, %d), torch.nn.ReLU(), torch.nn.Linear(%d, %d)
)
net.load_state_dict(load_file("%s.safetensors"))
samples = load_file("%s_samples.safetensors")
with torch.no_grad():
    difference = (net(samples["x"]) - samples["logits"]).abs().max().item()
print("largest difference of a logit:", difference)
assert difference < 1e-4
]]

local function run(p)
  local set = data[p.data]():standardize()
  local inputs, classes = set.x:size(2), #set.classes
  local net = nn.Sequential {
    nn.Linear(inputs, p.hidden), nn.ReLU(), nn.Linear(p.hidden, classes) }
  net:initialize { seed = p.seed }
  optim.fit(net, set, { loss = loss.cross_entropy(), optimizer = optim.adam { lr = 0.01 },
    epochs = p.epochs, batch_size = 32, seed = p.seed })
  local weights = p.out .. ".safetensors"
  net:save(weights)
  local x = set:take(math.min(10, #set)).x
  data.save(p.out .. "_samples.safetensors", { x = x, logits = net(x) })
  local name = p.out:match("[^/]*$")
  local file = assert(io.open(p.out .. ".py", "w"))
  file:write(python:format(inputs, p.hidden, p.hidden, classes, name, name))
  file:close()
  -- What was written is read again, and must be the same network.
  local again = nn.load(weights)
  local difference = (again(x) - net(x)):abs():max():item()
  print("wrote " .. weights .. ", " .. p.out .. "_samples.safetensors and " .. p.out .. ".py")
  return { accuracy = net:accuracy(set.x, set.y), difference = difference }
end

return {
  name = "export_pytorch",
  summary = "Train, and write the network for PyTorch with a program that checks it.",
  params = {
    data = { "iris", "the data set", choices = { "iris", "wine", "breast_cancer", "digits" } },
    hidden = { 16, "hidden units", range = { 1, 10000 } },
    epochs = { 40, "passes over the samples", range = { 1, 100000 } },
    out = { "export_pytorch", "beginning of the names of the files written" },
    seed = { 0, "seed of everything random" },
  },
  run = run,
}
