import LuaBridge

/// Numbers get their methods when one is asked for the first time: until then they would be work for every
/// cycle of the collector.
func installNumberMethods(in lua: Lua) throws {
  let load = try lua.function { call in
    try call.lua.run(numberMethods, chunkName: "=numbers")
    return []
  }
  let install = try lua.load(
    """
    local load = ...
    debug.setmetatable(0, { __index = function(x, key) load() return x[key] end })
    """, chunkName: "=numbers")
  try install.call([.function(load)])
}

/// Numbers have the elementwise methods too, so that `x[1]:exp()` runs with and without a trace.
private let numberMethods = """
  local huge = math.huge
  local function softplus(x)
    local t = math.exp(-math.abs(x))
    -- log(1 + t) without losing the digits of a small t (Higham 2002, section 1.14.1).
    local u = 1 + t
    return math.max(x, 0) + (u == 1 and t or math.log(u) * t / (u - 1))
  end
  local function tanh(x)
    -- 1 - t cancels near zero, where the Taylor series is exact to the last digit.
    local s = x * x
    if s < 1e-3 then
      return x * (1 - s / 3 * (1 - s * 2 / 5 * (1 - s * 17 / 42 * (1 - s * 62 / 153))))
    end
    local t = math.exp(-2 * math.abs(x))
    local y = (1 - t) / (1 + t)
    return x < 0 and -y or y
  end
  local function bit(condition) return condition and 1 or 0 end
  -- Beside a tensor the number is the other operand of its method.
  local function either(numbers, method)
    return function(x, y)
      if type(y) == "number" then return numbers(x, y) end
      if type(y) == "userdata" then return y[method](y, x) end
      error("expected a number or a tensor, got " .. type(y), 2)
    end
  end
  -- NaN wins on either side.
  local function larger(x, y) return (x ~= x or x > y) and x or y end
  local function smaller(x, y) return (x ~= x or x < y) and x or y end
  debug.setmetatable(0, {
    __index = {
      exp = math.exp, log = function(x) return math.log(x) end, sqrt = math.sqrt, abs = math.abs,
      sign = function(x) return x > 0 and 1 or x < 0 and -1 or x == 0 and 0 or x end,
      floor = function(x) return x // 1 end,
      square = function(x) return x * x end, tanh = tanh,
      sigmoid = function(x) return 1 / (1 + math.exp(-x)) end,
      relu = function(x) return math.max(x, 0) end, softplus = softplus, sin = math.sin, cos = math.cos,
      clamp = function(x, low, high) return math.min(math.max(x, low or -huge), high or huge) end,
      maximum = either(larger, "maximum"), minimum = either(smaller, "minimum"),
      pow = function(x, p) return x ^ p end,
      gt = either(function(x, y) return bit(x > y) end, "lt"),
      ge = either(function(x, y) return bit(x >= y) end, "le"),
      lt = either(function(x, y) return bit(x < y) end, "gt"),
      le = either(function(x, y) return bit(x <= y) end, "ge"),
      eq = either(function(x, y) return bit(x == y) end, "eq"),
      ne = either(function(x, y) return bit(x ~= y) end, "ne"),
      item = function(x) return x end,
    },
  })
  """
