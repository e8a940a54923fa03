-- The module data: data sets, their fields and methods, files.

local fails = require("support.checks").fails

local function with_file(text, f)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  local ok, message = pcall(f, path)
  os.remove(path)
  assert(ok, message)
end

-- Shipped data sets.
local iris = data.iris()
assert(#iris == 150)
assert(tostring(iris.x.shape) == "150x4" and iris.x.dtype == "float32")
assert(tostring(iris.y.shape) == "150" and iris.y.dtype == "int32")
assert(iris.x == iris.x)
assert(table.concat(iris.classes, " ") == "setosa versicolor virginica")
assert(#iris.features == 4)
assert(iris.y[1] == 1 and iris.y[51] == 2 and iris.y[150] == 3)
assert(math.abs(iris.x:at(1, 1) - 5.1) < 1e-6)
assert(#data.wine() == 178 and data.wine().x.shape[2] == 13)
assert(#data.breast_cancer() == 569 and #data.breast_cancer().classes == 2)
assert(#data.digits() == 1797 and data.digits().classes[10] == "9")
local precise = data.iris {dtype = "float64"}
assert(precise.dtype == "float64" and precise.x:at(1, 1) == 5.1)
fails("must be one of", data.iris, {dtype = "int32"})
fails("option 'dtipe' unknown; did you mean 'dtype'?", data.iris, {dtipe = "float32"})
fails("did you mean 'iris'?", function() return data.irs() end)
fails("did you mean 'classes'?", function() return iris.clases end)
fails("cannot be changed", function() iris.x = 1 end)

-- Printing shows size, shape, classes.
local text = tostring(iris)
assert(text:find("150 samples", 1, true) and text:find("150x4 float32", 1, true))
assert(text:find("3 classes: setosa (50), versicolor (50), virginica (50)", 1, true))
assert(tostring(data.xor():take(1)):find("1 sample:", 1, true))

-- Splits share the samples out, by class, and are the same for the same seed.
local train, test = iris:split(0.8, {seed = 1})
assert(#train == 120 and #test == 30)
for class = 1, 3 do assert(test.y:eq(class):sum():item() == 10) end
assert(math.abs(train.x:sum():item() + test.x:sum():item() - iris.x:sum():item()) < 1e-2)
local again = iris:split(0.8, {seed = 1})
assert(again.x == train.x)
assert(iris:split(0.8, {seed = 2}).x ~= train.x)
local plain = iris:split(0.5, {stratify = false, seed = 1})
assert(#plain == 75)
fails("fraction: expected a number between 0 and 1", iris.split, iris, 1)
fails("argument 1 'fraction' must be a number", iris.split, iris, "half")
fails("stratified split", function() return data.xor():split(0.25) end)

-- Statistics of the training part rescale the test part.
local standard = train:standardize()
local mean = standard.x:mean(1)
local deviation = (standard.x ^ 2):mean(1)
for feature = 1, 4 do
  assert(math.abs(mean[feature]) < 1e-5)
  assert(math.abs(deviation[feature] - 1) < 1e-4)
end
local like = test:standardize {like = train}
assert(#like == #test and like.x ~= test:standardize().x)
local scaled = train:scale()
assert(scaled.x:min():item() == 0 and scaled.x:max():item() == 1)
local extreme = iris:scale {like = iris:take(10)}
assert(extreme.x:max():item() > 1)
fails("option 'like' must be a dataset", train.scale, train, {like = 3})
fails("have shape", train.standardize, train, {like = data.xor()})

-- Subsets.
local subset = iris:subset {150, 1, -1, 1}
assert(#subset == 4 and subset.y[1] == 3 and subset.y[2] == 1 and subset.y[3] == 3)
assert(subset.x[1] == iris.x[150])
assert(#iris:subset(tensor({2, 4}, {dtype = "float64"})) == 2)
fails("index 151 is out of range 1 to 150", iris.subset, iris, {151})
fails("index 0 is out of range", iris.subset, iris, {0})
fails("whole numbers, item 2 is 1.5", iris.subset, iris, {1, 1.5})
fails("whole numbers, item 1 is", iris.subset, iris, {0 / 0})
fails("at least one row", iris.subset, iris, {})
fails("argument 1 'list': item [1] is \"a\", expected a number", iris.subset, iris, {"a"})
assert(#iris:take(7) == 7 and iris:take(7).x == iris.x:slice(1, 1, 7))
fails("take: expected 1 to 150, got 151", iris.take, iris, 151)
fails("take: expected 1 to 150, got 0", iris.take, iris, 0)

-- Types: float64 has all the decimals that were read.
assert(iris:to("float64").x == precise.x)
assert(iris:to("float64"):to("float32").x == iris.x)
fails("must be one of", iris.to, iris, "int32")

-- Batches.
local sizes, seen = {}, 0
for x, y in iris:batches(64) do
  assert(x.shape[1] == #y and x.shape[2] == 4)
  assert(x == iris.x:slice(1, seen + 1, seen + #y))
  seen = seen + #y
  sizes[#sizes + 1] = #y
end
assert(seen == 150 and table.concat(sizes, " ") == "64 64 22")
local function order(options)
  local _, y = iris:batches(1000, options)()
  return y
end
assert(order {shuffle = true, seed = 3} == order {shuffle = true, seed = 3})
assert(order {shuffle = true, seed = 3} ~= order {shuffle = true, seed = 3, epoch = 1})
assert(order {shuffle = true} ~= order {shuffle = true})
assert(order() == iris.y)
fails("argument 1 'n' must be an integer >= 1, got 0", iris.batches, iris, 0)
fails("option 'shufle' unknown; did you mean 'shuffle'?", iris.batches, iris, 8, {shufle = true})

-- Generated data sets.
local moons = data.two_moons {n = 101, noise = 0, seed = 1}
assert(#moons == 101 and moons.y:eq(1):sum():item() == 50)
assert(moons.x:at(1, 1) == 1 and moons.x:at(1, 2) == 0)
assert(data.two_moons {seed = 4}.x == data.two_moons {seed = 4}.x)
assert(data.two_moons {seed = 4}.x ~= data.two_moons {seed = 5}.x)
fails("n: expected 2 to", data.two_moons, {n = 1})
fails("option 'noise' must be a number >= 0, got -1", data.two_moons, {noise = -1})
local blobs = data.blobs {n = 60, centers = 4, features = 3, deviation = 0, seed = 2}
assert(#blobs == 60 and blobs.x.shape[2] == 3 and #blobs.classes == 4)
assert(blobs.x[1] == blobs.x[2])
fails("centers: expected 1 to", data.blobs, {centers = 0})
fails("are too many numbers", data.blobs, {n = 1e8, features = 1e5})
fails("are too many numbers", data.blobs, {n = math.maxinteger, features = math.maxinteger})
local xor = data.xor()
assert(xor.x == tensor {{0, 0}, {0, 1}, {1, 0}, {1, 1}})
assert(table.concat(xor.y:totable(), " ") == "1 2 2 1")
fails("n: expected 4 to", data.xor, {n = 0})

-- Files.
with_file("width;length;kind\n1;2;small\n3;4.5;large\n", function(path)
  local d = data.csv(path, {target = "kind", delimiter = ";", dtype = "float64"})
  assert(#d == 2 and d.x == tensor {{1, 2}, {3, 4.5}})
  assert(table.concat(d.classes, " ") == "small large")
  assert(table.concat(d.features, " ") == "width length")
  assert(#data.csv(path, {delimiter = ";"}) == 2)
  assert(#data.csv(path) == 2)
  fails("is \";\" the delimiter?", data.csv, path, {delimiter = ","})
  fails("did you mean \"kind\"?", data.csv, path, {target = "kint", delimiter = ";"})
  fails("has no column 4", data.csv, path, {target = 4, delimiter = ";"})
  fails("must be one character", data.csv, path, {delimiter = ";;"})
  fails("one ASCII character", data.csv, path, {delimiter = "é"})
end)
with_file("2,1.5\n7,2.5\n2,3.5\n", function(path)
  local d = data.csv(path, {target = 1, header = false})
  assert(#d.features == 0 and table.concat(d.classes, " ") == "2 7")
  assert(table.concat(d.y:totable(), " ") == "1 2 1")
end)
with_file("a,b,c\n1,x,1\n", function(path)
  fails(":2: column 2 (b): expected a number, found \"x\"", data.csv, path)
end)
with_file("a;b;kind\n1,5;NA;x\n2,5;4; \"y\"\n", function(path)
  fails(":2: column 2 (b): expected a number, found \"NA\"; missing = \"drop\"", data.csv, path)
  local d = data.csv(path, {missing = "drop"})
  assert(d.x == tensor {{2.5, 4}} and d.classes[1] == "y")
  assert(data.csv(path, {missing = "mean", decimal = ","}).x == tensor {{1.5, 4}, {2.5, 4}})
  fails("did you mean 'missing'?", data.csv, path, {mising = "drop"})
  fails("\"error\", \"drop\", \"mean\"", data.csv, path, {missing = "skip"})
  fails("\"error\", \"drop\"", data.csv_batches, path, 2, {missing = "mean"})
  for rows in data.csv_batches(path, 2, {columns = {"a", "b"}, missing = "drop"}) do
    assert(rows == tensor {{2.5, 4}})
  end
end)
with_file("1,ten,x\n3,4,y\n", function(path)
  fails(":1: column 2: expected a number as in other columns of the first row", data.csv, path)
  assert(#data.csv(path, {header = true}) == 1)
end)
fails("cannot read", data.csv, "/nowhere/at/all.csv")
fails("argument 1 'path' must be a path (read), got nil", data.csv)

-- Columns by name, and files in pieces.
with_file("id,b,kind,a\nx,1,red,2\ny,3,blue,4\nz,5,red,6\n", function(path)
  local d = data.csv(path, {target = "kind", columns = {"a", 2}})
  assert(table.concat(d.features, " ") == "a b" and d.x:at(1, 1) == 2 and d.x:at(3, 2) == 5)
  local rows, sum = 0, 0
  for batch in data.csv_batches(path, 2, {columns = {"b"}}) do
    rows, sum = rows + #batch, sum + batch:sum():item()
  end
  assert(rows == 3 and sum == 9)
  fails("did you mean \"kind\"?", data.csv, path, {target = "kint"})
  fails("expected a number", function() for _ in data.csv_batches(path, 2) do end end)
end)

-- Data sets of tensors.
local made = data.dataset {x = {{1, 2}, {3, 4}}, y = {2, 1}, classes = {"a", "b"}}
assert(#made == 2 and made.y[1] == 2 and made.classes[2] == "b" and made.x:at(2, 1) == 3)
for x, y in made:batches(1) do assert(#x == 1 and #y == 1) end
assert(#data.dataset {x = tensor.zeros(2, 1, 3, 3), y = tensor {1, 3}}.classes == 3)
fails("classes start at 1", data.dataset, {x = {{1}}, y = {0}})
fails("2 samples, but 1 classes", data.dataset, {x = {{1}, {2}}, y = {1}})
fails("'x'", data.dataset, {y = {1}})

-- Tensors in files.
local function with_path(suffix, f)
  local path = os.tmpname()
  os.remove(path)
  path = path .. suffix
  local ok, message = pcall(f, path)
  os.remove(path)
  assert(ok, message)
end

local w, b = tensor.randn(2, 3, {dtype = "float64"}), tensor({1, -2}, {dtype = "int32"})
for _, suffix in ipairs {".npz", ".safetensors"} do
  with_path(suffix, function(path)
    data.save(path, {w = w, b = b})
    local read = data[suffix:sub(2)](path)
    assert(read.w == w and read.w.dtype == "float64" and read.b == b and read.b.dtype == "int32")
    fails("a table of tensors by name", data.save, path, w)
    fails("'w' must be a tensor", data.save, path, {w = "x"})
    data.save(path, {w = b})
    assert(data[suffix:sub(2)](path).b == nil)
  end)
end
-- One array that cannot be read does not close the others.
do
  local here = debug.getinfo(1, "S").source:match("^@(.*/)") or ""
  local mixed = data.npz(here .. "../Fixtures/formats/mixed.npz")
  assert(mixed.weight.shape == {2, 3} and mixed.flags == tensor({1, 0}, {dtype = "int32"}))
  assert(mixed.large.dtype == "float64" and mixed.large:at(2) == 2 ^ 40)
  assert(table.concat(mixed.words, " ") == "small large" and mixed.name == "iris")
  assert(#mixed.none == 0 and mixed.nothing == nil)
  for _, name in ipairs {"objects", "complex", "dates", "structure", "beyond"} do
    assert(rawget(mixed, name) == nil)
    fails(name .. ".npy", function() return mixed[name] end)
  end
  fails("dtype = \"float64\" rounds it", function() return mixed.beyond end)
  local function numbers(dtype)
    return data.npz(here .. "../Fixtures/formats/mixed.npz", {dtype = dtype})
  end
  assert(numbers("float64").beyond:at(2) == 2 ^ 53 and numbers("float32").weight.dtype == "float32")
  local texts = data.npy(here .. "../Fixtures/formats/text.npy")
  assert(texts[1][2] == "größe" and texts[2][2] == "x y")
  local wide = data.safetensors(here .. "../Fixtures/formats/wide.safetensors")
  assert(wide.large:at(2) == 2 ^ 40 and wide.plain.dtype == "float32")
  fails("9007199254740993", function() return wide.beyond end)
end

for _, suffix in ipairs {".npy", ".idx"} do
  with_path(suffix, function(path)
    data.save(path, w)
    assert(data[suffix:sub(2)](path) == w)
    assert(data[suffix:sub(2)](path, {dtype = "float32"}).dtype == "float32")
    fails("holds a tensor", data.save, path, {w = w})
  end)
end
with_path(".dat", function(path) fails("ends with .npy", data.save, path, w) end)
fails("cannot write", data.save, "/nowhere/at/all.npy", w)
fails("cannot read", data.npy, "/nowhere/at/all.npy")
with_file("no array at all", function(path)
  fails("byte 0: this is no .npy file", data.npy, path)
  fails("zip archive", data.npz, path)
  fails("header", data.safetensors, path)
  fails("no IDX file", data.idx, path)
end)

-- Images: original files, here two of them.
fails("there is no such folder", data.mnist, "/nowhere")
do
  local folder = os.tmpname()
  os.remove(folder)
  assert(os.execute("mkdir " .. folder))
  for _, part in ipairs {"train", "t10k"} do
    data.save(folder .. "/images.idx", tensor({{{0, 51}, {102, 255}}, {{0, 0}, {0, 0}}}, {dtype = "int32"}))
    assert(os.rename(folder .. "/images.idx", folder .. "/" .. part .. "-images-idx3-ubyte"))
    data.save(folder .. "/labels.idx", tensor({9, 0}, {dtype = "int32"}))
    assert(os.rename(folder .. "/labels.idx", folder .. "/" .. part .. "-labels-idx1-ubyte"))
  end
  local set = data.fashion_mnist(folder)
  os.execute("rm -r " .. folder)
  assert(tostring(set.train.x.shape) == "2x1x2x2" and set.test.x.dtype == "float32")
  assert(set.train.y[1] == 10 and set.train.classes[10] == "ankle boot")
  assert(math.abs(set.train.x:at(1, 1, 1, 2) - 0.2) < 1e-7 and set.train.x:max():item() == 1)
end

-- A picture is called one, whatever it was taken for.
for _, case in ipairs { { "npz", data.npz }, { "safetensors", data.safetensors },
  { "onnx", nn.load }, { "nnet", nn.load } } do
  local path = os.tmpname() .. "." .. case[1]
  local file = assert(io.open(path, "wb"))
  file:write("\x89PNG\r\n\x1a\n" .. ("\0"):rep(40))
  file:close()
  fails("it looks like a PNG image", case[2], path)
  os.remove(path)
end
