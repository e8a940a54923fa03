-- The study robust-path: its small form, single rows, and what they refuse. Run by `tarn test`.

local recipe = require "recipes.robust-path"
local shared = require "study_attacked"

local row = require "support.rows"(recipe,
  { split = 1, data = "wine", hidden = 4, epochs = 60, points = 7, samples = 20 })

return {
  ["small form"] = function()
    local r = recipe.run {}
    check.equal({ r.rows, r.planned }, { 8, 8 })
    local segment = r["wine segment standard-standard"]
    check.equal(segment.excess.n, 2)
    check.truthy(segment.excess.low < segment.excess.high and math.abs(segment.rho.mean) <= 1)
    check.truthy(r["wine standard standard-adversarial"] ~= nil)
  end,
  ["the segment between two minima"] = function()
    local r = row { pair = "standard-standard", path = "segment" }
    -- Losses are energies of minima and of the segment's highest point, in float64.
    check.close(r.first_train, 0.005330679805, 1e-6)
    check.close(r.last_train, 0.005308916202, 1e-6)
    check.close(r.barrier_train, 0.0007863358255, 1e-6)
    check.close(r.distance, 3.585068406, 1e-3)
    check.close(r.excess, -0.07157928, 1e-3)
    check.close(r.rho, 0.361905, 1e-2)
    check.truthy(r.noise > 0 and r.first_eigenvalue > 0)
    check.truthy(r.first_certified <= r.first_accuracy and r.first_attacked <= r.first_accuracy)
    local curved = row { pair = "standard-standard", path = "standard" }
    check.close(curved.first_train, r.first_train, 1e-9)
    check.truthy(curved.barrier_train < r.barrier_train)
  end,
  ["from a standard to an adversarially trained network"] = function()
    local r = row { path = "robust" }
    check.close(r.first_train, 0.005330679805, 1e-6)
    check.truthy(r.last_train > r.first_train and r.barrier_train >= 0)
    check.truthy(r.excess == r.excess and r.noise > 0)
    check.equal(select(2, r.profile_adversarial:gsub("%S+", "")), 7)
    local again = row { path = "robust" }
    r.seconds, again.seconds = nil, nil
    check.equal(again, r)
  end,
  ["ascent stays in the ball and does not lower the loss"] = function()
    local all = data.wine { dtype = "float64" }:standardize()
    local net = nn.Sequential { nn.Linear(13, 4), nn.Tanh(), nn.Linear(4, 3) }:to "float64"
    net:initialize { seed = 1 }
    local z = shared.worst(net, all.x, all.y, 0.1, 10)
    check.truthy((z - all.x):abs():max():item() <= 0.1 + 1e-12)
    local before, after = shared.losses(net, all.x, all.y), shared.losses(net, z, all.y)
    check.truthy((after - before):min():item() > 0)
    check.close(before:mean():item(), loss.cross_entropy()(net, all.x, all.y):item(), 1e-12)
  end,
  ["what a row refuses"] = function()
    check.throws(function() row { share = 0.01 } end, "all 3 classes")
    check.throws(function() row { data = "mnist" } end, "parameter 'data' must be")
    check.throws(function() row { pair = "standard" } end, "parameter 'pair' must be")
    check.throws(function() recipe.run { form = "full" } end, "need %-%-out")
  end,
}
