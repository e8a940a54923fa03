-- What studies of attacked inputs share.

local shared = {}

-- Cross-entropy of each sample.
function shared.losses(net, x, y)
  return -net(x):log_softmax(2):gather(2, y:reshape(-1, 1)):flatten()
end

-- Where gradient ascent of the cross-entropy ends within eps of the samples, in l-infinity norm.
-- Unlike attack.pgd it draws no start and goes on beyond the first misclassification, at which the
-- loss would still be low and inputs be told by their small margins.
function shared.worst(net, x, y, eps, steps)
  local slope = tarn.compile(tarn.grad(function(z) return shared.losses(net, z, y):sum() end))
  local z = x
  for _ = 1, steps do
    z = (z + 2.5 * eps / steps * slope(z):sign()):maximum(x - eps):minimum(x + eps)
  end
  return z
end

return shared
