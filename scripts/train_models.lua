-- Trains the networks of stdlib/models on the 8 x 8 digits, and says how often they are right:
-- scripts/run scripts/train_models.lua [--folder F]. The same machine gives the same bits again.
local options = tarn.args { folder = { "stdlib/models", "where the files go" } }

local train, test = data.digits():split(0.8, { seed = 1, stratify = true })

-- Gray values from 0 to 16 come in: eps is in their unit.
local networks = {
  digits_mlp = nn.Sequential { nn.Normalize(0, 16), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32),
    nn.ReLU(), nn.Linear(32, 10) },
  digits_conv = nn.Sequential { nn.Normalize(0, 16), nn.Reshape(1, 8, 8),
    nn.Conv2d(1, 8, 3, { padding = 1 }), nn.ReLU(),
    nn.Conv2d(8, 16, 3, { stride = 2, padding = 1 }), nn.ReLU(), nn.Flatten(), nn.Linear(256, 10) },
}

local rows = {}
for _, name in ipairs { "digits_mlp", "digits_conv" } do
  local net = networks[name]:initialize { seed = 1 }
  optim.fit(net, train, { loss = loss.cross_entropy() + loss.l2(1e-4), epochs = 40,
    batch_size = 32, optimizer = optim.adam { lr = optim.cosine(3e-3, 0, 40) }, seed = 1 })
  net:save(options.folder .. "/" .. name .. ".safetensors", { input = { 64 } })
  rows[#rows + 1] = { name, net:num_parameters(), net:accuracy(train.x, train.y),
    net:accuracy(test.x, test.y) }
end
print(stats.table(rows, { columns = { "network", "parameters", "training", "test" } }))
