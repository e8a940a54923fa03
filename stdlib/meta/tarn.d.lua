---@meta

-- Generated from the declarations of the bindings. Do not edit.

do
---An immutable array of numbers: +, -, *, /, ^ and methods broadcast as in NumPy. Results of int32 are whole and exact, or an error. A tensor of one number is ordered (<, <=), joined (..) and formatted as that number; but Lua says of itself that it equals no number: t:item() == 3. Functions of math and the numeric for take t:item(), too.
---@class tarn.tensor
---@field shape tarn.shape The sizes, outermost first; == compares, prints as 2x3.
---@field dtype string "float32", "float64" or "int32".
---@operator add(tarn.tensor|number): tarn.tensor
---@operator sub(tarn.tensor|number): tarn.tensor
---@operator mul(tarn.tensor|number): tarn.tensor
---@operator div(tarn.tensor|number): tarn.tensor
---@operator mod(tarn.tensor|number): tarn.tensor
---@operator pow(tarn.tensor|number): tarn.tensor
---@operator unm: tarn.tensor
local tensor = {}

---The same elements, through which no derivative goes.
---@return tarn.tensor
function tensor:detach() end

---e to the power of each element.
---@return tarn.tensor
function tensor:exp() end

---The natural logarithm of each element.
---@return tarn.tensor
function tensor:log() end

---The square root of each element.
---@return tarn.tensor
function tensor:sqrt() end

---The absolute value of each element; derivative 0 at 0.
---@return tarn.tensor
function tensor:abs() end

---The largest whole number that is not above each element.
---@return tarn.tensor
function tensor:floor() end

----1, 0 or 1 for each element.
---@return tarn.tensor
function tensor:sign() end

---Each element times itself.
---@return tarn.tensor
function tensor:square() end

---The hyperbolic tangent of each element.
---@return tarn.tensor
function tensor:tanh() end

---1 / (1 + e^-x) of each element.
---@return tarn.tensor
function tensor:sigmoid() end

---max(x, 0) of each element; derivative 0 at 0.
---@return tarn.tensor
function tensor:relu() end

---log(1 + e^x) of each element.
---@return tarn.tensor
function tensor:softplus() end

---The sine of each element.
---@return tarn.tensor
function tensor:sin() end

---The cosine of each element.
---@return tarn.tensor
function tensor:cos() end

---The larger of each two elements.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:maximum(other) end

---The smaller of each two elements.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:minimum(other) end

---1 where x > other, 0 elsewhere.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:gt(other) end

---1 where x >= other, 0 elsewhere.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:ge(other) end

---1 where x < other, 0 elsewhere.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:lt(other) end

---1 where x <= other, 0 elsewhere.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:le(other) end

---1 where x equals other, 0 elsewhere.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:eq(other) end

---1 where x differs from other, 0 elsewhere.
---@param other tarn.tensor Tensor or number; broadcasts.
---@return tarn.tensor
function tensor:ne(other) end

---The nearest number in [low, high]; derivative 1 inside and at the ends.
---@param low? number Lower end; none if nil.
---@param high? number Upper end; none if missing.
---@return tarn.tensor
function tensor:clamp(low, high) end

---Each element to the power p. Whole powers of int32 are exact, in float64.
---@param p tarn.tensor The exponent; broadcasts.
---@return tarn.tensor
function tensor:pow(p) end

---The same numbers in another type; to int32 they are cut towards zero, and what does not fit is an error.
---@param dtype "float32"|"float64"|"int32" The new type.
---@return tarn.tensor
function tensor:to(dtype) end

---@class (exact) tarn.options.tensor.sum
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The sum. Of int32 it is exact, in float64.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.sum
---@return tarn.tensor
function tensor:sum(dim, options) end

---@class (exact) tarn.options.tensor.mean
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The mean.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.mean
---@return tarn.tensor
function tensor:mean(dim, options) end

---@class (exact) tarn.options.tensor.max
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The largest element; equal ones share the derivative.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.max
---@return tarn.tensor
function tensor:max(dim, options) end

---@class (exact) tarn.options.tensor.min
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The smallest element; equal ones share the derivative.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.min
---@return tarn.tensor
function tensor:min(dim, options) end

---@class (exact) tarn.options.tensor.prod
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The product. Of int32 it is exact, in float64.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.prod
---@return tarn.tensor
function tensor:prod(dim, options) end

---@class (exact) tarn.options.tensor.var
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The variance, with n - 1 in the denominator.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.var
---@return tarn.tensor
function tensor:var(dim, options) end

---@class (exact) tarn.options.tensor.std
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The standard deviation, with n - 1 in the denominator; derivative 0 at 0.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.std
---@return tarn.tensor
function tensor:std(dim, options) end

---@class (exact) tarn.options.tensor.norm
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The Euclidean norm; derivative 0 at 0.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.norm
---@return tarn.tensor
function tensor:norm(dim, options) end

---@class (exact) tarn.options.tensor.logsumexp
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The logarithm of the sum of exponentials, without overflow.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.logsumexp
---@return tarn.tensor
function tensor:logsumexp(dim, options) end

---@class (exact) tarn.options.tensor.softmax
---@field keepdim? boolean The shape is kept in any case.

---Exponentials divided by their sum.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards.
---@param options? tarn.options.tensor.softmax
---@return tarn.tensor
function tensor:softmax(dim, options) end

---@class (exact) tarn.options.tensor.log_softmax
---@field keepdim? boolean The shape is kept in any case.

---The logarithm of softmax, without overflow.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards.
---@param options? tarn.options.tensor.log_softmax
---@return tarn.tensor
function tensor:log_softmax(dim, options) end

---@class (exact) tarn.options.tensor.cumsum
---@field keepdim? boolean The shape is kept in any case.

---Running sums, of int32 in float64; along several dimensions one after the other.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards.
---@param options? tarn.options.tensor.cumsum
---@return tarn.tensor
function tensor:cumsum(dim, options) end

---@class (exact) tarn.options.tensor.argmax
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The place of the largest element, from 1; the first of equal ones. Of several dimensions it counts through all of them.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.argmax
---@return tarn.tensor
function tensor:argmax(dim, options) end

---@class (exact) tarn.options.tensor.argmin
---@field keepdim? boolean Whether folded dimensions stay, with size 1.

---The place of the smallest element, from 1; the first of equal ones. Of several dimensions it counts through all of them.
---@param dim? integer|integer[] A dimension or a list of them, from 1 or from -1 backwards; all if missing.
---@param options? tarn.options.tensor.argmin
---@return tarn.tensor
function tensor:argmin(dim, options) end

---@class (exact) tarn.options.tensor.sort
---@field descending? boolean Whether the largest comes first.

---Sorted upwards. Equal elements keep their order, NaN counts as the largest.
---@param dim? integer The dimension, from 1 or from -1 backwards.
---@param options? tarn.options.tensor.sort
---@return tarn.ordering
function tensor:sort(dim, options) end

---@class (exact) tarn.options.tensor.argsort
---@field descending? boolean Whether the largest comes first.

---The order that sorts upwards, from 1; stable.
---@param dim? integer The dimension, from 1 or from -1 backwards.
---@param options? tarn.options.tensor.argsort
---@return tarn.tensor
function tensor:argsort(dim, options) end

---@class (exact) tarn.options.tensor.topk
---@field largest? boolean Whether the largest are meant.

---The k largest elements, the largest first.
---@param k integer How many.
---@param dim? integer The dimension, from 1 or from -1 backwards.
---@param options? tarn.options.tensor.topk
---@return tarn.ordering
function tensor:topk(k, dim, options) end

---The same elements in another shape; one size may be -1.
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor:reshape(...) end

---All elements as a vector.
---@return tarn.tensor
function tensor:flatten() end

---Two dimensions exchanged.
---@param a? integer One dimension.
---@param b? integer The other.
---@return tarn.tensor
function tensor:transpose(a, b) end

---Dimension d of the result is dimension number d of the list.
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor:permute(...) end

---Repeated along dimensions of size 1 and new leading ones; -1 keeps a size.
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor:expand(...) end

---Entries first to last of one dimension.
---@param dim integer The dimension.
---@param first integer The first entry, from 1 or from -1 backwards.
---@param last? integer The last entry, included.
---@return tarn.tensor
function tensor:slice(dim, first, last) end

---Entries of one dimension, by a list of indices.
---@param dim integer The dimension.
---@param indices tarn.tensor A list of indices from 1.
---@return tarn.tensor
function tensor:index_select(dim, indices) end

---For each place of the indices the element that stands there along the dimension.
---@param dim integer The dimension.
---@param indices tarn.tensor A tensor of indices from 1, with as many dimensions.
---@return tarn.tensor
function tensor:gather(dim, indices) end

---The matrix product; vectors are rows on the left and columns on the right, leading dimensions are batches.
---@param other tarn.tensor The right factor.
---@return tarn.tensor
function tensor:matmul(other) end

---The sum of products of all elements.
---@param other tarn.tensor A tensor of the same shape.
---@return tarn.tensor
function tensor:dot(other) end

---The size of one dimension, or all of them.
---@param dim? integer A dimension; all if missing.
---@return any # integer or shape
function tensor:size(dim) end

---The number of elements.
---@return integer
function tensor:numel() end

---The only element of the tensor, as a number.
---@return number
function tensor:item() end

---One element.
---@param ... integer One index a dimension.
---@return number
function tensor:at(...) end

---The elements as nested tables.
---@return any # table or number
function tensor:totable() end

---@class (exact) tarn.options.tensor.conv2d
---@field stride? any Steps between places.
---@field padding? any Zeros around the images.

---The convolution of images [n, channels, height, width], as networks understand it.
---@param weight tarn.tensor Of shape [outputs, channels, height, width].
---@param options? tarn.options.tensor.conv2d
---@return tarn.tensor
function tensor:conv2d(weight, options) end

---@class (exact) tarn.options.tensor.conv_transpose2d
---@field stride? any Steps between places.
---@field padding? any Zeros around the images.
---@field output_padding? any Rows and columns more; below the stride.

---The transpose of conv2d: what carries its gradient back to the images.
---@param weight tarn.tensor Of shape [channels, outputs, height, width].
---@param options? tarn.options.tensor.conv_transpose2d
---@return tarn.tensor
function tensor:conv_transpose2d(weight, options) end

---@class (exact) tarn.options.tensor.max_pool2d
---@field stride? any Steps between windows; the window's size if missing.
---@field padding? any Rows and columns around the images; at most half the window.

---The largest element of each window; the first of equal ones gets the derivative.
---@param kernel any The window's size: a number, or {height, width}.
---@param options? tarn.options.tensor.max_pool2d
---@return tarn.tensor
function tensor:max_pool2d(kernel, options) end

---@class (exact) tarn.options.tensor.avg_pool2d
---@field stride? any Steps between windows; the window's size if missing.
---@field padding? any Rows and columns around the images; at most half the window.

---The mean of each window; padding counts as zeros.
---@param kernel any The window's size: a number, or {height, width}.
---@param options? tarn.options.tensor.avg_pool2d
---@return tarn.tensor
function tensor:avg_pool2d(kernel, options) end
end

---Elements in order, and where they were.
---@class tarn.ordering
---@field values tarn.tensor The elements.
---@field indices tarn.tensor Their places in the original, from 1; int32.

do
---Layers in sequence and one flat vector of all their parameters. Calling it gives logits. net[i] is a layer, which is a network too: it reads and writes the parameters of the whole.
---@class tarn.network
---@field weight tarn.tensor The weight of a layer: net[i].weight.
---@field bias tarn.tensor The bias of a layer: net[i].bias.
---@overload fun(x: tarn.tensor): tarn.tensor
local network = {}

---All parameters as one flat vector: layer by layer, the weight row by row, then the bias.
---@return tarn.tensor
function network:parameters() end

---The same network at w; differentiable in w. Its precision is that of w.
---@param w tarn.tensor A flat vector.
---@return tarn.network
function network:with_parameters(w) end

---Layers first to last as a network, in evaluation mode, at the same parameters: differentiable in those of the whole.
---@param first integer A layer.
---@param last integer The layer that comes last.
---@return tarn.network
function network:slice(first, last) end

---Changes this network's parameters, and returns it.
---@param w tarn.tensor A flat vector.
---@return tarn.network
function network:set_parameters(w) end

---The length of the flat vector.
---@return integer
function network:num_parameters() end

---The parameters by name, each in its shape: "1.weight", "1.bias", …
---@return table<string, tarn.tensor>
function network:named_parameters() end

---Tensors that belong to the network and are not trained, by name: the running statistics of batch normalisation, "2.running_mean" and "2.running_var".
---@return table<string, tarn.tensor>
function network:buffers() end

---From now on dropout drops and batch normalisation uses the batch's statistics, which move the running ones. optim.fit does that by itself.
---@return tarn.network
function network:train_mode() end

---Back to evaluation, the mode in which networks start.
---@return tarn.network
function network:eval_mode() end

---@class (exact) tarn.options.network.initialize
---@field seed? integer Seed; the next draw of the session unless given.

---Draws the parameters anew, and returns the network: those of the seed, or the next of the session's stream.
---@param options? tarn.options.network.initialize
---@return tarn.network
function network:initialize(options) end

---The class of each sample, from 1: the largest output; int32.
---@param x tarn.tensor A batch: samples along the leading dimension.
---@return tarn.tensor
function network:predict(x) end

---The fraction of samples whose class is right. For targets that are numbers see net:rmse and net:r2.
---@param x tarn.tensor A batch: samples along the leading dimension.
---@param y tarn.tensor Classes from 1.
---@return number
function network:accuracy(x, y) end

---A table of the layers, the shapes that a sample has after each, and their numbers of parameters.
---@param ... integer The shape of one input; that of a first linear layer if missing.
---@return string
function network:summary(...) end

---A copy in another precision.
---@param dtype "float32"|"float64" The precision.
---@return tarn.network
function network:to(dtype) end

---Appends a layer with freshly drawn parameters, and returns the network.
---@param layer any A layer, or a network as a block.
---@return tarn.network
function network:add(layer) end

---How far the outputs are from targets that are numbers, element by element.
---@param x tarn.tensor A batch: samples along the leading dimension.
---@param y tarn.tensor Numbers: [n], or in the outputs' shape.
---@return number
function network:rmse(x, y) end

---The share of the targets' variance that the outputs explain, the mean of that of each output: 1 is perfect, 0 what the mean of the targets does.
---@param x tarn.tensor A batch: samples along the leading dimension.
---@param y tarn.tensor Numbers: [n], or in the outputs' shape.
---@return number
function network:r2(x, y) end

---@class (exact) tarn.options.network.save
---@field input? integer[] The shape of one sample, such as {1, 28, 28}, which the file says then. .onnx needs it, and finds it out where it follows from the layers.

---Writes layers and parameters, and returns the network. The file is there when it is whole: what stood there before stays until then.
---@param path string A file that ends with .safetensors, .npz or .onnx.
---@param options? tarn.options.network.save
---@return tarn.network
function network:save(path, options) end

---Takes the parameters of a file by name, and returns the network. PyTorch's state_dict, saved as .safetensors, fits too: it counts layers from 0.
---@param path string A file that ends with .safetensors or .npz.
---@return tarn.network
function network:load(path) end
end

do
---A weighted sum of terms. L(net, x, y) is a scalar tensor; a + b and 0.1 * a combine.
---@class tarn.loss
---@operator add(tarn.loss|number): tarn.loss
---@operator mul(tarn.loss|number): tarn.loss
---@overload fun(net: tarn.network, x: tarn.tensor, y: tarn.tensor): tarn.tensor
local loss = {}

---The value of each term, without its weight, by name.
---@param net tarn.network A network.
---@param x tarn.tensor Inputs.
---@param y tarn.tensor Targets; classes start at 1.
---@return table<string, tarn.tensor>
function loss:terms(net, x, y) end

---The terms with their settings.
---@return string
function loss:describe() end
end

do
---A batch of boxes of inputs, one a row.
---@class tarn.input_set
local input_set = {}

---The lower bound of every input.
---@return tarn.tensor
function input_set:lower() end

---The upper bound of every input.
---@return tarn.tensor
function input_set:upper() end
end

do
---A set that holds all outputs of all inputs of a set, one a row.
---@class tarn.reachable_set
local reachable_set = {}

---The lower bound of every output.
---@return tarn.tensor
function reachable_set:lower() end

---The upper bound of every output.
---@return tarn.tensor
function reachable_set:upper() end

---The middle of the set.
---@return tarn.tensor
function reachable_set:center() end

---Half the distance of the bounds.
---@return tarn.tensor
function reachable_set:radius() end

---Of a zonotope: its generators, [rows, generators, outputs].
---@return tarn.tensor
function reachable_set:generators() end

---For each row 1 if the point is in the set, else 0. Zonotopes, their boundary included, are taken as larger by rounding, 1e-11 of the largest number in each output in float64 and 2e-6 in float32.
---@param z tarn.tensor Outputs, one a row.
---@return tarn.tensor
function reachable_set:contains(z) end

---The domain in which the set was computed.
---@return string
function reachable_set:domain() end

---The size of each row's set, one number a row.
---@param name "log_volume"|"volume"|"log_exact_volume"|"exact_volume"|"log_volume_lower"|"volume_lower"|"log_volume_upper"|"volume_upper"|"estimate_volume"|"geometric_width"|"mean_width"|"max_width"|"relative_width"|"generator_sum" Which measure.
---@return tarn.tensor
function reachable_set:measure(name) end

---The logarithm of the hull's volume; a side of width zero leaves it finite.
---@return tarn.tensor
function reachable_set:log_volume() end

---The volume of the hull, the product of its widths.
---@return tarn.tensor
function reachable_set:volume() end

---The logarithm of exact_volume.
---@return tarn.tensor
function reachable_set:log_exact_volume() end

---Of a zonotope: its volume, the sum over all choices of as many generators as there are outputs, of which there must not be too many, about 5000000; of as many generators as outputs it is one determinant.
---@return tarn.tensor
function reachable_set:exact_volume() end

---The logarithm of volume_lower.
---@return tarn.tensor
function reachable_set:log_volume_lower() end

---Of a zonotope: a number that its volume is certainly not below; 0 where rounding leaves in doubt whether the set is flat.
---@return tarn.tensor
function reachable_set:volume_lower() end

---The logarithm of volume_upper.
---@return tarn.tensor
function reachable_set:log_volume_upper() end

---Of a zonotope: a number that its volume certainly does not exceed, the least of the hull, the hull in the axes of the Gram matrix, and a bound by determinants.
---@return tarn.tensor
function reachable_set:volume_upper() end

---The geometric mean of the widths: volume^(1 / outputs).
---@return tarn.tensor
function reachable_set:geometric_width() end

---The mean of the widths of the hull.
---@return tarn.tensor
function reachable_set:mean_width() end

---The largest width of the hull.
---@return tarn.tensor
function reachable_set:max_width() end

---The mean width over the spread of the outputs at the middle of the set of inputs, the root mean square of what is left of them without their mean: a scale of the logits does not change it. Where all outputs of a row are equal the mean width itself.
---@return tarn.tensor
function reachable_set:relative_width() end

---Of a zonotope: the sum of |G_ij|, half the sum of the hull's widths.
---@return tarn.tensor
function reachable_set:generator_sum() end

---@class (exact) tarn.options.reachable_set.estimate_volume
---@field samples? integer Draws for each row.
---@field seed? integer Seed; the session's unless given.

---Of a zonotope: an estimate of its volume without bias, with its standard error, by a determinantal point process; relative_error is that of log_value. The error is never below what is known of the second moment: rare draws that weigh much are in it. The time is linear in the number of generators.
---@param options? tarn.options.reachable_set.estimate_volume
---@return tarn.volume_estimate
function reachable_set:estimate_volume(options) end
end

---An estimate of the volume of each row's zonotope.
---@class tarn.volume_estimate
---@field value tarn.tensor [rows]: the volume, without bias.
---@field volume tarn.tensor The same.
---@field standard_error tarn.tensor [rows]: of value.
---@field log_value tarn.tensor [rows]: the logarithm.
---@field log_volume tarn.tensor The same.
---@field relative_error tarn.tensor [rows]: of log_value.
---@field samples integer Draws for each row.

do
---What a network must not do, read from a file in VNN-LIB.
---@class tarn.specification
---@field inputs integer How many inputs there are.
---@field outputs integer How many outputs there are.
---@field cases integer How many boxes of inputs there are.
---@field path string The file.
---@field text string What the file says.
local specification = {}
end

do
---Between which radii samples stop being robust, and what is known at radii that were asked about.
---@class tarn.bracket
---@field certified tarn.tensor For each sample a radius within which no input is of another class.
---@field attacked tarn.tensor For each sample a radius at which one is; infinite if none was found.
---@field by string[] For each sample the method that decided it: clean, interval, zonotope, crown, alpha_crown, attack, complete, or none.
---@field table tarn.bracket_row[] Accuracies, for each eps.
local bracket = {}

---The accuracies over the radius: certified below, attacked above; the robust accuracy lies between.
---@return tarn.figure
function bracket:plot() end
end

---What is known at one radius.
---@class tarn.bracket_row
---@field eps number The radius.
---@field clean number Accuracy without any change.
---@field attacked number Accuracy against all attacks: robust accuracy is not above it.
---@field certified number The share proved robust: robust accuracy is not below it.
---@field gap number attacked - certified.

do
---How parameters change with a gradient.
---@class tarn.optimizer
local optimizer = {}
end

do
---A number for each epoch of optim.fit: a learning rate, an eps, or (schedule * loss) a weight. schedule(k) is the number in epoch k; outside of fit a loss takes the last one.
---@class tarn.schedule
---@overload fun(epoch: integer): number
local schedule = {}
end

do
---Samples with targets, which are classes or, for a regression, numbers; never changes: its methods give other data sets. #d is the number of samples.
---@class tarn.dataset
---@field x tarn.tensor The features, [n, features…].
---@field y tarn.tensor The target of each sample: its class, counted from 1, int32 [n]; or numbers, [n] or [n, outputs…], in the type of x.
---@field regression boolean Whether targets are numbers.
---@field classes any The names of the classes; empty for a regression.
---@field features any The names of the features; empty if they have none.
---@field dtype string The element type of x.
local dataset = {}

---@class (exact) tarn.options.dataset.split
---@field seed? integer Seed; the session's unless given.
---@field stratify? boolean Whether each class has that share.

---Shares the samples out at random: the fraction, and the rest. The same seed gives the same parts.
---@param fraction number Share of the samples in the first part.
---@param options? tarn.options.dataset.split
---@return any # dataset, dataset
function dataset:split(fraction, options) end

---@class (exact) tarn.options.dataset.standardize
---@field like? tarn.dataset Whose statistics are used, usually the training part; its own unless given.
---@field targets? boolean Whether the same is done to targets that are numbers; else they are kept.

---Shifts and scales each feature to mean 0 and standard deviation 1; a constant feature becomes 0.
---@param options? tarn.options.dataset.standardize
---@return tarn.dataset
function dataset:standardize(options) end

---@class (exact) tarn.options.dataset.scale
---@field like? tarn.dataset Whose statistics are used, usually the training part; its own unless given.
---@field targets? boolean Whether the same is done to targets that are numbers; else they are kept.

---Shifts and scales each feature to the range from 0 to 1; a constant feature becomes 0.
---@param options? tarn.options.dataset.scale
---@return tarn.dataset
function dataset:scale(options) end

---The samples in these rows, in this order.
---@param list any[] Rows from 1, or from the end if negative; they may repeat.
---@return tarn.dataset
function dataset:subset(list) end

---The first n samples.
---@param n integer How many.
---@return tarn.dataset
function dataset:take(n) end

---The same data in another type. Features are kept as they were read, so float64 has all their decimals.
---@param dtype "float32"|"float64" The element type of x.
---@return tarn.dataset
function dataset:to(dtype) end

---@class (exact) tarn.options.dataset.batches
---@field shuffle? boolean Whether the samples come in random order.
---@field seed? integer Seed of the order; each call has another order unless given.
---@field epoch? integer Which of the orders of the seed: give the epoch.
---@field drop_last? boolean Whether a last batch that is smaller is left out.

---The features and targets of one batch after the other; the last may be smaller.
---@param n integer Samples a batch.
---@param options? tarn.options.dataset.batches
---@return tarn.iterator
function dataset:batches(n, options) end
end

do
---The minima of a loss or energy, in one file; #atlas is their number.
---@class tarn.atlas
---@field file string The path as given.
---@field symmetry string What leaves the energy as it is, as far as it was found.
local atlas = {}

---@class (exact) tarn.options.atlas.quench
---@field tolerance? number Of the descent, on max |gradient|.
---@field max_steps? integer Steps of the descent at most.
---@field memory? integer Pairs that the descent remembers.
---@field max_step_length? number Its longest step.
---@field max_energy_rise? number The rise that one of its steps may make, times max(1, |energy|).
---@field initial_step? number Its first step is this times the gradient times min(|g|, 1 / |g|).
---@field line_search? "none"|"strong_wolfe"|"more_thuente" How long its steps are: as they come, or by the strong Wolfe conditions.
---@field newton_tolerance? number Of Newton's method, on max |gradient|.
---@field stationary_tolerance? number Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|).
---@field max_newton_steps? integer Exact Hessians of one polish at most.
---@field max_newton_step_length? number Longest first step of Newton's method.
---@field zero_mode_tolerance? number Eigenvalues below it times the largest count as zero.
---@field step_off? number First displacement from a saddle.
---@field max_step_offs? integer Saddles left at most.
---@field dense_limit? integer Above so many coordinates proofs use products with the Hessian instead of the Hessian.
---@field max_lanczos_steps? integer Products that such a proof may take.

---Minimises from one point (L-BFGS, then Newton), proves the minimum by its exact Hessian and stores it.
---@param x0 tarn.tensor A point, or parameters.
---@param options? tarn.options.atlas.quench
---@return tarn.quench
function atlas:quench(x0, options) end

---@class (exact) tarn.options.atlas.basin_hop
---@field moves? function[] Functions of a point that give another: each step makes one of them, drawn at random, instead of the built-in moves. They are compiled; tensor.rand and the like draw anew at every step.
---@field progress? boolean Whether a bar is shown on a terminal.
---@field steps? integer Steps of each chain.
---@field chains? integer Independent chains.
---@field temperature? number In units of the energy.
---@field step_size? number First half-width of a move; adapted.
---@field max_step_size? number The adapted half-width stays at or below it.
---@field adaptation_interval? integer Moves between two adaptations.
---@field adaptation_factor? number By which the half-width changes.
---@field target_leaving? number The share of moves that lead to another minimum at which adaptation aims.
---@field restart_probability? number How often a step is a fresh random start.
---@field redraw_probability? number How often a move draws one hidden unit anew.
---@field flip_probability? number How often a move changes the signs of the weights behind one hidden unit.
---@field layer_probability? number How often a move changes one layer only.
---@field initial_scale? number Largest half-width of random starts; drawn log-uniformly from half of it.
---@field start? tarn.tensor Where all chains start.
---@field workers? integer Threads. No influence on results.
---@field seed? integer Of what is drawn.
---@field tolerance? number Of the descents, on max |gradient|.
---@field memory? integer Pairs that descents remember.
---@field max_quench_steps? integer Steps of a descent at most.
---@field max_step_length? number Longest step of a descent.
---@field line_search? "none"|"strong_wolfe"|"more_thuente" How long the steps of descents are: as they come, or by the strong Wolfe conditions.
---@field newton_tolerance? number Of Newton's method, which proves minima, on max |gradient|.
---@field stationary_tolerance? number Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|).
---@field zero_mode_tolerance? number Eigenvalues below it times the largest count as zero.
---@field max_step_offs? integer Saddles that a quench leaves at most.

---Searches minima by basin hopping: random moves, each quenched, accepted by Metropolis' rule; every minimum met is stored. An interrupted run with the same options is continued. The k-th call with equal options in a script is the k-th such run of the file: what an earlier process finished is recognised.
---@param options? tarn.options.atlas.basin_hop
---@return tarn.search
function atlas:basin_hop(options) end

---@class (exact) tarn.options.atlas.multistart
---@field progress? boolean Whether a bar is shown on a terminal.
---@field points? integer Starts.
---@field scale? number Half-width of the box of starts around the origin.
---@field initial_scale? number Largest half-width where it is drawn, log-uniformly from half of this.
---@field workers? integer Threads. No influence on results.
---@field seed? integer Of what is drawn.
---@field tolerance? number Of the descents, on max |gradient|.
---@field memory? integer Pairs that descents remember.
---@field max_quench_steps? integer Steps of a descent at most.
---@field max_step_length? number Longest step of a descent.
---@field line_search? "none"|"strong_wolfe"|"more_thuente" How long the steps of descents are: as they come, or by the strong Wolfe conditions.
---@field newton_tolerance? number Of Newton's method, which proves minima, on max |gradient|.
---@field stationary_tolerance? number Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|).
---@field zero_mode_tolerance? number Eigenvalues below it times the largest count as zero.
---@field max_step_offs? integer Saddles that a quench leaves at most.

---Searches minima from random starts, each quenched on its own; every minimum met is stored. An interrupted run with the same options is continued. The k-th call with equal options in a script is the k-th such run of the file: what an earlier process finished is recognised.
---@param options? tarn.options.atlas.multistart
---@return tarn.search
function atlas:multistart(options) end

---@class (exact) tarn.options.atlas.parallel_tempering
---@field progress? boolean Whether a bar is shown on a terminal.
---@field steps? integer Steps of each replica.
---@field replicas? integer Replicas, each with its own temperature.
---@field t_min? number Temperature of the coldest; in units of the energy.
---@field t_max? number Temperature of the hottest.
---@field exchange_interval? integer Steps between two attempts to exchange.
---@field step_size? number First half-width of a move; each replica adapts.
---@field max_step_size? number The adapted half-width stays at or below it.
---@field initial_scale? number Largest half-width of random starts; drawn log-uniformly from half of it.
---@field workers? integer Threads. No influence on results.
---@field seed? integer Of what is drawn.
---@field tolerance? number Of the descents, on max |gradient|.
---@field memory? integer Pairs that descents remember.
---@field max_quench_steps? integer Steps of a descent at most.
---@field max_step_length? number Longest step of a descent.
---@field line_search? "none"|"strong_wolfe"|"more_thuente" How long the steps of descents are: as they come, or by the strong Wolfe conditions.
---@field newton_tolerance? number Of Newton's method, which proves minima, on max |gradient|.
---@field stationary_tolerance? number Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|).
---@field zero_mode_tolerance? number Eigenvalues below it times the largest count as zero.
---@field max_step_offs? integer Saddles that a quench leaves at most.

---Basin hopping by replicas at several temperatures that now and then exchange places; every minimum met is stored. An interrupted run with the same options is continued. The k-th call with equal options in a script is the k-th such run of the file: what an earlier process finished is recognised.
---@param options? tarn.options.atlas.parallel_tempering
---@return tarn.search
function atlas:parallel_tempering(options) end

---@class (exact) tarn.options.atlas.minima
---@field order? "energy"|"id"|"hits" Which come first.
---@field limit? integer How many at most.
---@field proof? "strict"|"gauge"|"kink"|"degenerate"|"imported" Only those of which this is proved; "degenerate": stationary points that are no minima for certain, which are kept apart and not counted.

---The minima. proof: strict (the Hessian is positive definite), gauge (but for the symmetry's own zero modes), kink (by the KKT conditions).
---@param options? tarn.options.atlas.minima
---@return tarn.minimum[]
function atlas:minima(options) end

---@class (exact) tarn.options.atlas.each
---@field order? "energy"|"id"|"hits" Which come first.
---@field limit? integer How many at most.

---Goes through the minima one by one, without holding all of them: for m in atlas:each{} do ... end.
---@param options? tarn.options.atlas.each
---@return fun(): tarn.minimum
function atlas:each(options) end

---One minimum by its id.
---@param id integer Its number.
---@return tarn.minimum
function atlas:minimum(id) end

---The network at a stationary point, in float64.
---@param m integer|table A minimum, a saddle, or the id of one.
---@return tarn.network
function atlas:network(m) end

---The searches so far; one that is not finished goes on when it is called again with its options. Where ranks search together each has a row of its own for its share. Times are seconds since 1970.
---@return tarn.run[]
function atlas:runs() end

---Closes the file; the atlas cannot be used afterwards.
function atlas:close() end

---@class (exact) tarn.options.atlas.saddles
---@field limit? integer How many at most.

---The transition states in order of energy, each with exactly one negative eigenvalue.
---@param options? tarn.options.atlas.saddles
---@return tarn.saddle[]
function atlas:saddles(options) end

---One transition state by its id.
---@param id integer Its number.
---@return tarn.saddle
function atlas:saddle(id) end

---@class (exact) tarn.options.atlas.search_saddles
---@field progress? boolean Whether a bar is shown on a terminal.
---@field searches? integer Searches at most.
---@field patience? integer Ends earlier when so many searches in a row, and as many as were made before them, brought nothing new, and all transition states were met three times.
---@field max_saddle_steps? integer Steps of eigenvector following at most.
---@field max_uphill_step? number Its longest step.
---@field activation_step? number First step out of a bowl, about.
---@field max_activation? integer Steps out of a bowl at most.
---@field relaxation? integer Steps of the minimisation across the mode, for each step along it.
---@field newton_start? number Newton's method takes over where max |gradient| is below this.
---@field path_step? number Longest step of a path down.
---@field workers? integer Threads. No influence on results.
---@field seed? integer Of what is drawn.
---@field tolerance? number Of the descents, on max |gradient|.
---@field memory? integer Pairs that descents remember.
---@field max_quench_steps? integer Steps of a descent at most.
---@field max_step_length? number Longest step of a descent.
---@field line_search? "none"|"strong_wolfe"|"more_thuente" How long the steps of descents are: as they come, or by the strong Wolfe conditions.
---@field newton_tolerance? number Of Newton's method, which proves minima, on max |gradient|.
---@field stationary_tolerance? number Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|).
---@field zero_mode_tolerance? number Eigenvalues below it times the largest count as zero.
---@field max_step_offs? integer Saddles that a quench leaves at most.

---Searches transition states around the known minima, each from a bowl along a soft or random direction; each new one is followed down both ways, and stored with the minima there, which are searched from as well. An interrupted run with the same options is continued.
---@param options? tarn.options.atlas.search_saddles
---@return tarn.saddle_search
function atlas:search_saddles(options) end

---@class (exact) tarn.options.atlas.connect
---@field pair? integer[] Two minima, by id, instead of all.
---@field progress? boolean Whether a bar is shown on a terminal.
---@field attempts? integer Bands at most.
---@field retries? integer Bands between one pair of minima at most.
---@field untrap? integer Bands spent, when all is connected, on minima with large barriers for their height.
---@field method? "dneb"|"string"|"autoneb" How the band is relaxed: doubly nudged elastic band, string, or elastic band with images put in where they are needed.
---@field density? number Images of the band for each unit of the ends' distance.
---@field min_images? integer Images between the ends at least.
---@field max_images? integer And at most.
---@field spring? number Constant of the band's springs.
---@field band_steps? integer Steps of a band's relaxation at most.
---@field band_tolerance? number Largest force on an image that ends the band's relaxation.
---@field band_step_length? number Longest step of an image.
---@field maxima? integer Maxima along the band from which saddles are looked for at most.
---@field max_saddle_steps? integer Steps of eigenvector following at most.
---@field max_uphill_step? number Its longest step.
---@field activation_step? number First step out of a bowl, about.
---@field max_activation? integer Steps out of a bowl at most.
---@field relaxation? integer Steps of the minimisation across the mode, for each step along it.
---@field newton_start? number Newton's method takes over where max |gradient| is below this.
---@field path_step? number Longest step of a path down.
---@field workers? integer Threads. No influence on results.
---@field seed? integer Of what is drawn.
---@field tolerance? number Of the descents, on max |gradient|.
---@field memory? integer Pairs that descents remember.
---@field max_quench_steps? integer Steps of a descent at most.
---@field max_step_length? number Longest step of a descent.
---@field line_search? "none"|"strong_wolfe"|"more_thuente" How long the steps of descents are: as they come, or by the strong Wolfe conditions.
---@field newton_tolerance? number Of Newton's method, which proves minima, on max |gradient|.
---@field stationary_tolerance? number Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|).
---@field zero_mode_tolerance? number Eigenvalues below it times the largest count as zero.
---@field max_step_offs? integer Saddles that a quench leaves at most.

---Connects the minima by transition states: lays bands where Dijkstra's way to the lowest minimum misses a connection, follows each maximum along them to a transition state, and both its ways down. Then it looks for lower ways between minima behind large barriers. An interrupted run with the same options is continued.
---@param options? tarn.options.atlas.connect
---@return tarn.connection
function atlas:connect(options) end

---The lowest way between two minima over the known transition states, by steepest descent from each of them; nil where the two are not connected.
---@param i integer The id of a minimum.
---@param j integer And of another.
---@return tarn.path|nil
function atlas:path(i, j) end

---@class (exact) tarn.options.atlas.annotate
---@field missing? boolean Only minima that have no value in the column yet.
---@field limit? integer The lowest so many minima only.
---@field sample? integer So many minima, drawn at random.
---@field seed? integer Seed; the session's unless given.
---@field workers? integer Threads (the session's unless given), where the function can be compiled.
---@field progress? boolean Whether a bar is shown on a terminal.

---Computes a number (or a vector) for every minimum and stores it; returns the column in order of energy. A function that can be traced with the parameters as its input is compiled and runs on all threads; any other is called for one minimum after another, with the same numbers. What was computed before an interruption stays: missing = true goes on. Under mpirun each rank calls the function at its share of the minima.
---@param name string The column.
---@param f function function(net, m): a number, a scalar tensor or a vector; net is nil for an atlas of an energy.
---@param options? tarn.options.atlas.annotate
---@return tarn.tensor
function atlas:annotate(name, f, options) end

---The numbers of a column in order of energy, [n]; [n, k] for a column of vectors. nan where there is none.
---@param name string The column.
---@return tarn.tensor
function atlas:column(name) end

---@class (exact) tarn.options.atlas.correlate
---@field given? string[] Columns that are held fixed: all coefficients are then partial.
---@field weights? string A column, such as "hits": a minimum counts so many times.
---@field resamples? integer Of the bootstrap.
---@field seed? integer Seed; the session's unless given.

---How two columns go together. The interval of spearman is from resampling the minima of this landscape only: it says nothing of other splits of the data. Above 20,000 minima it is Fisher's.
---@param a string A column, such as "energy".
---@param b string Another.
---@param options? tarn.options.atlas.correlate
---@return tarn.column_correlation
function atlas:correlate(a, b, options) end

---How much of the landscape has been seen, from how often each minimum was hit.
---@return tarn.coverage
function atlas:coverage() end

---Writes the minima and the transition states for another program, in the order of their ids, and returns how many of both. csv: energy, id, hits, multiplicity, lowest_eigenvalue, all other columns and x1, x2, ..., from which landscape.import reads the same bits; transition states stand in name.saddles.csv beside name.csv, with minimum1 and minimum2, ids of minima. pathsample: min.data (energy, log of the determinant of the Hessian, point group order, moments of inertia), points.min, ts.data and points.ts; pele: its database; topsearch: min.data, min.coords, ts.data and ts.coords, with only the lowest transition state between each two minima.
---@param format "csv"|"pathsample"|"pele"|"topsearch" Whose files.
---@param path string The file; for "pathsample" and "topsearch" a folder, which is made if it is not there.
---@return any # integer, integer
function atlas:export(format, path) end

---@class (exact) tarn.options.atlas.verify
---@field progress? boolean Whether a bar is shown on a terminal.
---@field tolerance? number How far from a stored point the stationary one may be, Euclidean.
---@field workers? integer Threads. No influence on results.

---Proves by interval arithmetic that each stored point is, within the tolerance, a true stationary point: the only one in a region around it, of the stated index, and not the same as another one. Bounds are rounded outward and hold for the traced energy in exact arithmetic.
---@param options? tarn.options.atlas.verify
---@return tarn.verification
function atlas:verify(options) end

---@class (exact) tarn.options.atlas.spectrum
---@field vectors? boolean Whether eigenvectors are given too.
---@field lowest? integer Only so many of the lowest eigenvalues, with their eigenvectors; of many parameters by the Lanczos process.
---@field highest? integer Only so many of the highest ones.
---@field density? boolean Whether only the density of the eigenvalues is estimated, from products of the Hessian with random vectors: for many parameters. The options below go with it.
---@field probes? integer Random vectors.
---@field steps? integer Products with the Hessian for each of them, at most.
---@field points? integer Points of the grid.
---@field sigma? number Standard deviation of the Gaussian that stands for each node.
---@field seed? integer Seed; the session's unless given.
---@field workers? integer Threads; the session's unless given.

---The eigenvalues of the exact Hessian of the loss, all of them with those of symmetries' zero modes; with density = true their density, by stochastic Lanczos quadrature. Beside a kink it is the Hessian of the side that the point lies on.
---@param m integer|tarn.tensor|tarn.network|table A minimum or saddle, or its id; or any point: coordinates, or a network.
---@param options? tarn.options.atlas.spectrum
---@return tarn.spectrum
function atlas:spectrum(m, options) end

---@class (exact) tarn.options.atlas.thermodynamics
---@field temperatures? any[] In units of the energy; unless given, as many as "points" says, from below the lowest gap to ten times the spread of the energies.
---@field points? integer How many temperatures.
---@field limit? integer The lowest so many minima only.

---Equilibrium over the known minima, each a harmonic well that is there as often as it has images (multiplicity): the superposition approximation. Configurational part: momenta would add k/2 to the heat capacity. Minima that are not known are missing from it.
---@param options? tarn.options.atlas.thermodynamics
---@return tarn.thermodynamics
function atlas:thermodynamics(options) end

---@class (exact) tarn.options.atlas.curve
---@field align? boolean Whether the image of j that lies nearest to i is taken: without it, exchanged hidden units make a barrier of their own.
---@field columns? table Functions by name, function(net, t, x): a number or a scalar tensor at every point; net is nil for an atlas of an energy.
---@field workers? integer Threads; the session's unless given.
---@field progress? boolean Whether a bar is shown on a terminal.
---@field kind? "segment"|"polygon"|"bezier" "segment": straight; "polygon": straight from bend to bend; "bezier": the bends pull, and the curve is smooth.
---@field bends? integer Points that are moved, besides the ends; not of a segment.
---@field points? integer Equally spaced places at which it is looked at, with the ends.
---@field nodes? integer Of the Gauss-Legendre quadrature of the mean energy.
---@field tolerance? number Largest |gradient| of the mean energy that ends it.
---@field max_steps? integer Steps of L-BFGS at most.

---Connects two points by a curve whose bends are moved so that the mean energy along it is lowest, and looks at it: mode connectivity. Instead of SGD over random t, a Gauss-Legendre quadrature of the mean is minimised by L-BFGS. Columns, such as the accuracy under attack, show what else lies between two networks (Zhao, Chen, Das, Ramamurthy and Lin, ICLR 2020).
---@param i integer|tarn.tensor|tarn.network|table Where it begins: a minimum or its id, coordinates, or a network.
---@param j integer|tarn.tensor|tarn.network|table Where it ends.
---@param options? tarn.options.atlas.curve
---@return tarn.curve
function atlas:curve(i, j, options) end

---@class (exact) tarn.options.atlas.slice
---@field through integer|tarn.tensor|tarn.network|table One, two or three minima or saddles (records or ids), or other points (tensors, networks): the middle of a slice, a line on which the first lies at 0 and the second at 1, or the plane through three.
---@field align? boolean Whether images that lie nearest to the first point are taken.
---@field within? number Known stationary points at most so far from the line or plane are marked on it, where they lie nearest.
---@field marks? integer How many minima and how many saddles, the lowest ones, are looked at for that.
---@field directions? "random"|"lowest"|"highest"|tarn.tensor|table "random": drawn, and scaled to the parameters; "lowest", "highest": eigenvectors of the Hessian for those eigenvalues; or one or two vectors of as many numbers as there are parameters.
---@field dims? integer A line or a plane; unless given, a plane, or as many as there are vectors or other points.
---@field steps? integer|integer[] Points along each direction.
---@field range? any Ends {lower, upper} along the first direction.
---@field range_y? any The same along the second.
---@field scale? "filter"|"layer"|"none" How long directions are: each filter or row of weights as that of the parameters, each layer, or as they are.
---@field ignore_bias? boolean Whether directions leave biases and factors of batch normalisation as they are.
---@field margin? number Of a slice through several points: around them, times their extent.
---@field columns? table Functions by name, function(net, a, b, x): a number or a scalar tensor at every point; net is nil for an atlas of an energy.
---@field seed? integer Seed; the session's unless given.
---@field workers? integer Threads; the session's unless given.
---@field progress? boolean Whether a bar is shown on a terminal.

---The loss or energy on a line or a plane through known minima and saddles, or through one of them along random directions or eigenvectors of the Hessian.
---@param options tarn.options.atlas.slice
---@return tarn.slice
function atlas:slice(options) end

---@class (exact) tarn.options.atlas.tree
---@field min_barrier? number Minima from which a path to a lower one climbs less than this are left out.
---@field levels? integer Joins are lifted to so many energies at equal distances, as in the first disconnectivity graphs; exact unless given.
---@field connected? boolean Whether only minima that are connected with the lowest one are kept.

---Which minima are connected below which energy, exactly, from all transition states known: nodes, leaves, root, :barrier(i, j), :plot{}. Without transition states every minimum stands alone.
---@param options? tarn.options.atlas.tree
---@return tarn.tree
function atlas:tree(options) end

---The energy of the highest point on the lowest known path between two minima (not a height above them): exact for the transition states known, so more of them can only lower it. inf if no path is known.
---@param i integer The id of a minimum.
---@param j integer Another.
---@return number
function atlas:barrier(i, j) end

---@class (exact) tarn.options.atlas.metrics
---@field temperature? number Of the occupation by which frustration weights minima.
---@field occupation? "images"|"harmonic" images: n exp(-V / T), n the multiplicity; harmonic: also over sqrt(det H).

---How rough the landscape is: its funnels, barriers, frustration and persistence.
---@param options? tarn.options.atlas.metrics
---@return tarn.landscape_metric
function atlas:metrics(options) end

---@class (exact) tarn.options.atlas.persistence
---@field min_persistence? number Points of less persistence are left out.

---Where components of {E <= e} are born, at minima, and where they die, at the saddle to a lower minimum: from true minima and saddles, not from a slice. birth, death, minimum, saddle; :bottleneck(other), :plot{}.
---@param options? tarn.options.atlas.persistence
---@return tarn.persistence_diagram
function atlas:persistence(options) end
end

---Where a descent from one point ended.
---@class tarn.quench
---@field x tarn.tensor The end of the descent; float64.
---@field energy number There.
---@field gradient_norm number The largest component of the gradient there.
---@field steps integer Of the descent.
---@field evaluations integer Of energy and gradient.
---@field step_offs integer Saddles that were met and left.
---@field minimum? integer Its id in the atlas, if one was proved.
---@field is_new boolean Whether the atlas did not have it.
---@field failure? "max_steps"|"stuck"|"not_finite"|"not_stationary"|"saddle"|"kink"|"unbounded"|"degenerate" Why nothing was stored.
---@field proof? "strict"|"gauge"|"kink"|"degenerate"|"imported" What is proved of the point.

---What a search for minima did.
---@class tarn.search
---@field run integer The number of the run in the atlas.
---@field resumed boolean Whether the run had begun before: it went on, or was finished.
---@field quenches integer By this call.
---@field total_quenches integer By the whole run.
---@field evaluations integer Of energy and gradient, by the whole run.
---@field new integer Minima that this call added.
---@field failed integer Quenches of the run that led to no proved minimum.
---@field failures table<string, integer> The same, counted by reason.
---@field failed_points tarn.failed_point[] The first few of this call.
---@field step_offs integer Saddles that the run met and left.
---@field acceptance number The share of steps that were accepted.
---@field step_size? number As adapted; of searches that have one.
---@field exchanges? integer Of places, by parallel tempering.

---A quench that led to no proved minimum.
---@class tarn.failed_point
---@field reason "max_steps"|"stuck"|"not_finite"|"not_stationary"|"saddle"|"kink"|"unbounded"|"degenerate" Why.
---@field energy number Where it ended.
---@field x tarn.tensor That point; float64.

---A minimum of an atlas.
---@class tarn.minimum
---@field id integer Its number: points of all kinds are numbered together.
---@field energy number The loss, for networks.
---@field x tarn.tensor Coordinates, or parameters; float64.
---@field hits integer Searches that ended here.
---@field multiplicity number Distinct images under the symmetry.
---@field gradient_norm number The largest component of the gradient.
---@field index integer Negative eigenvalues of the Hessian.
---@field zero_modes? integer Eigenvalues that count as zero; nil where another program did not tell.
---@field log_determinant number The sum of the logarithms of positive eigenvalues.
---@field proof "strict"|"gauge"|"kink"|"degenerate"|"imported" strict: the Hessian is regular; gauge: but for the symmetry's zero modes; kink: by the KKT conditions.
---@field lowest_eigenvalue number Of the Hessian, zero modes included.

---A search of an atlas, or a rank's share of one.
---@class tarn.run
---@field id integer Its number.
---@field kind string Which search.
---@field settings string What decides the result, as a script writes it.
---@field seed integer Its seed.
---@field tasks integer Asked for.
---@field done integer Tasks that are done.
---@field finished boolean Whether all are.
---@field rank integer Of the process that did this share.
---@field ranks integer Processes that searched together.
---@field started number Seconds since 1970.
---@field ended? number Seconds since 1970; nil while it is open.
---@field host? string The machine.
---@field version string Of Tarn.

---A transition state: a stationary point with exactly one negative eigenvalue.
---@class tarn.saddle
---@field id integer Its number: points of all kinds are numbered together.
---@field energy number The loss, for networks.
---@field x tarn.tensor Coordinates, or parameters; float64.
---@field hits integer Searches that ended here.
---@field multiplicity number Distinct images under the symmetry.
---@field gradient_norm number The largest component of the gradient.
---@field index integer Negative eigenvalues of the Hessian.
---@field zero_modes? integer Eigenvalues that count as zero; nil where another program did not tell.
---@field log_determinant number The sum of the logarithms of positive eigenvalues.
---@field proof "strict"|"gauge"|"kink"|"degenerate"|"imported" strict: the Hessian is regular; gauge: but for the symmetry's zero modes; kink: by the KKT conditions.
---@field eigenvalue number The negative one.
---@field minima integer[] Those at the ends of the two paths down, by id; both may be one, up to the symmetry.

---What a search for transition states did.
---@class tarn.saddle_search
---@field run integer The number of the run in the atlas.
---@field resumed boolean Whether the run had begun before: it went on, or was finished.
---@field searches integer By this call; of connect: bands.
---@field total_searches integer By the whole run.
---@field successes integer Those of the run that ended at a transition state.
---@field evaluations integer Of energy and gradient, by the whole run.
---@field new integer Transition states that this call added.
---@field new_minima integer Minima that this call added.
---@field failed integer Searches of the run that led to no transition state.
---@field failures table<string, integer> The same, counted by reason.
---@field non_generic integer Stationary points of symmetric subspaces that ways down left along their lowest mode.

---What connect did.
---@class tarn.connection
---@field run integer The number of the run in the atlas.
---@field resumed boolean Whether the run had begun before: it went on, or was finished.
---@field searches integer By this call; of connect: bands.
---@field total_searches integer By the whole run.
---@field successes integer Those of the run that ended at a transition state.
---@field evaluations integer Of energy and gradient, by the whole run.
---@field new integer Transition states that this call added.
---@field new_minima integer Minima that this call added.
---@field failed integer Searches of the run that led to no transition state.
---@field failures table<string, integer> The same, counted by reason.
---@field non_generic integer Stationary points of symmetric subspaces that ways down left along their lowest mode.
---@field connected boolean Whether all minima, or the pair, are connected now.
---@field components integer Sets of minima that are not connected with each other.

---The lowest way between two minima, by steepest descent from each transition state.
---@class tarn.path
---@field stations integer[] The ids of minima and transition states in turn.
---@field energies number[] Those of the stations.
---@field x tarn.tensor [n, dim]: points all along, in one piece (images of what is stored where it must be).
---@field energy tarn.tensor [n]: at these points.
---@field distance tarn.tensor [n]: gone so far.
---@field barrier number The highest energy on the way.

---How two columns of an atlas go together.
---@class tarn.column_correlation
---@field spearman number Of ranks.
---@field kendall number tau-b.
---@field pearson number Linear.
---@field p number Of spearman, two-sided, against independence.
---@field n integer Minima that have both numbers.
---@field low number Lower end of the 95 % interval of spearman.
---@field high number Its upper end.

---How much of a landscape has been seen.
---@class tarn.coverage
---@field seen integer Minima that are known.
---@field visits integer Searches that ended at one.
---@field once integer Minima that were hit once.
---@field twice integer Minima that were hit twice.
---@field coverage number Good and Turing's share of visits that go to minima seen already.
---@field at_least number Chao's estimate of all minima: a lower bound, for rare ones may be many more.
---@field low number Lower end of its 95 % interval.
---@field high number Its upper end.

---Proofs of all stored points.
---@class tarn.verification
---@field proved integer How many.
---@field failed tarn.unproved_point[] The others.
---@field seconds number Time taken.
---@field largest_distance number Of a stored point from the stationary one.

---A stored point that could not be proved.
---@class tarn.unproved_point
---@field id integer Its number.
---@field kind string minimum or saddle.
---@field reason string Why.

---How rough a landscape is. NaN where there is nothing to average.
---@class tarn.landscape_metric
---@field minima integer How many are known.
---@field saddles integer How many are known.
---@field self_connections integer Saddles both of whose ways down lead to one minimum.
---@field components integer Sets of minima that are not connected with each other.
---@field isolated integer Minima without any saddle to another.
---@field funnels integer Sets of minima from which steps over the lowest saddle to a lower neighbour lead to one bottom.
---@field bottoms integer[] The ids of their lowest minima.
---@field funnel_sizes integer[] How many minima each has.
---@field compared integer Minima that have a barrier ratio.
---@field barrier_ratio number The mean of (V* - V0) / (V - V0): 1 where no barrier is in the way to the lowest minimum.
---@field median_barrier_ratio number The median of the same.
---@field highest_barrier_ratio number The highest of them.
---@field frustration number Their mean, weighted by occupation.
---@field temperature number Of that occupation.
---@field smad number Mean energy from a minimum to the lowest saddle that joins it with others.
---@field mean_persistence number Of the persistence diagram.
---@field highest_persistence number Of the persistence diagram.

do
---Which minima are connected below which energy: a disconnectivity graph; #tree is the number of its leaves.
---@class tarn.tree
---@field nodes tarn.tree_node[] Leaves in order of energy, then joins. parent and children are places in this list.
---@field leaves integer[] The minima in order of energy; the k-th is node k.
---@field root integer The place of the root of the lowest minimum; nil for no minima.
---@field roots integer[] One for each part between which no path is known, that of the lowest minimum first.
local tree = {}

---The energy of the highest point on the lowest known path between two minima (not a height above them): exact for the transition states known, so more of them can only lower it. inf if no path is known.
---@param i integer The id of a minimum.
---@param j integer Another.
---@return number
function tree:barrier(i, j) end

---@class (exact) tarn.options.tree.plot
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field color_label? string Text at the color bar.
---@field color_log? boolean Logarithmic colors.
---@field color_range? any Ends {lower, upper} of the color bar; those of the data unless given.
---@field palette? "viridis"|"diverging"|"gray" Colors of values; viridis unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it.
---@field color_by? string The column, such as "sensitivity", whose numbers color the lines of the minima; gray where there is none.
---@field joins? "sloped"|"square" Whether lines lean from a join, or run across and down.
---@field labels? boolean Whether ids are written below, where there is room.

---A disconnectivity graph: every line ends at the energy of a minimum, and lines join where a path between them is known. The lowest minimum stands in the middle; parts that are not connected stand side by side. A subtree narrower than a pixel is drawn as its lowest minimum.
---@param options? tarn.options.tree.plot
---@return tarn.figure
function tree:plot(options) end
end

---A leaf or a join of a disconnectivity graph.
---@class tarn.tree_node
---@field energy number Of the minimum, or of the join.
---@field parent? integer The place of the join above; nil of a root.
---@field children? integer[] Places of what is below; nil of a leaf.
---@field leaves integer How many leaves are below, itself included.
---@field minimum integer The id of the lowest minimum below.
---@field saddle? integer The id of a transition state at the join.

do
---Births and deaths of components, the most persistent first; # is their number.
---@class tarn.persistence_diagram
---@field birth tarn.tensor Energies of the minima, [n].
---@field death tarn.tensor Energies of the saddles where they meet a lower one, [n]; inf where no path to one is known.
---@field minimum any The minima.
---@field saddle any The saddles; 0 where there is none.
---@field essential integer How many never die, one for each part between which no path is known: the first ones.
local persistence_diagram = {}

---@class (exact) tarn.options.persistence_diagram.bottleneck
---@field relative? boolean Whether energies are counted from the lowest minimum of each.

---The bottleneck distance to another diagram, exactly: the largest shift in energy that turns one into the other, where points may also vanish into the diagonal. Those that never die are matched among themselves; inf if one diagram has more of them.
---@param other tarn.persistence_diagram Of another atlas.
---@param options? tarn.options.persistence_diagram.bottleneck
---@return number
function persistence_diagram:bottleneck(other, options) end

---@class (exact) tarn.options.persistence_diagram.plot
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.

---Death against birth, with the diagonal; those that never die stand on a dashed line above.
---@param options? tarn.options.persistence_diagram.plot
---@return tarn.figure
function persistence_diagram:plot(options) end
end

do
---The eigenvalues of a Hessian, or how dense they lie.
---@class tarn.spectrum
---@field eigenvalues tarn.tensor All of them, ascending, or those that were asked for, from the end inwards; nil of a density.
---@field eigenvectors tarn.tensor Row k is that of eigenvalue k; nil unless asked for.
---@field negative integer How many lie below zero. Of a full spectrum.
---@field positive integer How many lie above zero. Of a full spectrum.
---@field zero_modes integer How many count as zero. Of a full spectrum.
---@field log_determinant number The sum of the logarithms of the magnitudes that do not count as zero. Of a full spectrum.
---@field symmetry_modes integer How many zero modes the symmetry explains.
---@field trace number The sum of all eigenvalues; of a density estimated.
---@field lowest number The lowest eigenvalue; of a density from above.
---@field highest number The highest eigenvalue; of a density from below.
---@field grid tarn.tensor Where the density is given. Of a density.
---@field density tarn.tensor Its integral over the grid is 1. Of a density.
---@field sigma number Of the Gaussians that stand for the nodes. Of a density.
---@field trace_error number Standard error of the trace; nan for one probe. Of a density.
---@field trace_of_square number The sum of the squared eigenvalues, estimated. Of a density.
---@field trace_of_square_error number Its standard error. Of a density.
---@field products integer Products with the Hessian that it took. Of a density.
local spectrum = {}

---@class (exact) tarn.options.spectrum.plot
---@field title? string Text above the figure.

---The density over the eigenvalue, or the magnitudes of all eigenvalues in order; both on a logarithmic scale.
---@param options? tarn.options.spectrum.plot
---@return tarn.figure
function spectrum:plot(options) end
end

do
---What equilibrium over the minima is like, temperature by temperature.
---@class tarn.thermodynamics
---@field temperature tarn.tensor In units of the energy.
---@field heat_capacity tarn.tensor The derivative of the mean energy.
---@field energy tarn.tensor The mean energy.
---@field free_energy tarn.tensor -T log Z.
---@field entropy tarn.tensor (energy - free_energy) / T.
---@field log_partition tarn.tensor log Z.
---@field occupation tarn.tensor [temperatures, minima]: the share of each minimum.
---@field minima integer[] The ids of the minima, in the order of occupation.
local thermodynamics = {}

---@class (exact) tarn.options.thermodynamics.plot
---@field title? string Text above the figure.

---The heat capacity over the temperature, and below it the occupation of the minima that hold most.
---@param options? tarn.options.thermodynamics.plot
---@return tarn.figure
function thermodynamics:plot(options) end
end

do
---A curve between two points of a landscape, and what was found along it.
---@class tarn.curve
---@field kind string segment, polygon or bezier.
---@field t tarn.tensor Where it was looked at: from 0 to 1.
---@field loss tarn.tensor The loss (or energy) there.
---@field segment_loss tarn.tensor That of the straight segment, at the same t.
---@field barrier number The highest loss at these points above the higher end.
---@field segment_barrier number The same of the straight segment.
---@field mean_loss number The mean over t that was minimised.
---@field length number Of the curve, Euclidean.
---@field distance number Of the ends, after alignment.
---@field columns table<string, tarn.tensor> The columns by name, each a tensor.
---@field bends tarn.tensor [bends, n]: the points that were moved; nil of a segment.
---@field status string How the search of the bends ended: converged, max_steps, …
---@field steps integer Of that search.
---@field evaluations integer Losses with gradients that it took.
local curve = {}

---The coordinates at t.
---@param t number 0 at the beginning, 1 at the end.
---@return tarn.tensor
function curve:point(t) end

---The network at t.
---@param t number 0 at the beginning, 1 at the end.
---@return tarn.network
function curve:network(t) end

---@class (exact) tarn.options.curve.plot
---@field title? string Text above the figure.

---The loss along the curve and along the segment, and each column below.
---@param options? tarn.options.curve.plot
---@return tarn.figure
function curve:plot(options) end
end

do
---A loss on a line or a plane through parameter space.
---@class tarn.slice
---@field x tarn.tensor Coordinates along the first direction.
---@field y tarn.tensor Coordinates along the second; nil on a line.
---@field loss tarn.tensor [x], or [y, x]: row i belongs to y[i].
---@field columns table<string, tarn.tensor> The columns by name, each as loss is.
---@field origin tarn.tensor The parameters where all coordinates are 0.
---@field directions tarn.tensor [1 or 2, n]: what a coordinate of 1 adds to them.
---@field marks tarn.mark[] Points on the slice, and near it.
local slice = {}

---The network at a place of the slice.
---@param a number Along the first direction.
---@param b? number Along the second.
---@return tarn.network
function slice:network(a, b) end

---@class (exact) tarn.options.slice.plot
---@field title? string Text above the figure.
---@field column? string Which numbers a plane shows; the loss unless given.
---@field log? boolean Whether the loss has a logarithmic scale.
---@field levels? any[] Of a plane's contour lines; about ten unless given.
---@field ceiling? number Of a plane: higher values are drawn as this one, so that steep walls leave colors for the rest.

---A line: the loss, and each column below. A plane: contour lines of the loss or of a column, with the points that lie on it: minima as discs, saddles as triangles.
---@param options? tarn.options.slice.plot
---@return tarn.figure
function slice:plot(options) end
end

---A point that is marked on a slice.
---@class tarn.mark
---@field name string As figures call it.
---@field id? integer Of a stationary point of an atlas.
---@field kind "minimum"|"saddle"|"point" What it is.
---@field x number Its coordinate along the first direction.
---@field y? number Along the second, in a plane.
---@field distance number From the slice.

do
---A picture: layers on common axes, drawn by gnuplot.
---@class tarn.figure
local figure = {}

---Draws the layers of another figure over those of this one, and returns this one. Title and axes are its own, or the other's where it has none.
---@param other tarn.figure Another figure.
---@return tarn.figure
function figure:add(other) end

---Draws another figure below this one, on axes of its own, and returns this one.
---@param other tarn.figure Another figure.
---@return tarn.figure
function figure:below(other) end

---Draws the figure into a file, which is replaced only when the picture is complete. A csv has one row a point: its panel and layer, the label of the layer, and the columns of all layers.
---@param path string File name; its end decides the format: .svg, .png and .pdf are pictures, .csv holds all data, .gp the gnuplot text.
function figure:save(path) end

---Draws the figure in the terminal: as graphics if it has them, else in characters (the environment variable TARN_PLOT, sixel or text, decides).
function figure:show() end

---The gnuplot text that draws the figure, data included; of very many points those that are drawn, as a comment in it says.
---@return string
function figure:script() end

---@class (exact) tarn.options.figure.hline
---@field label? string Name in the legend.
---@field color? any A name or "#RRGGBB"; gray unless given.
---@field dash? "solid"|"dashed"|"dotted"|"dashdot" How the line is dashed; unless given, in another way for each that has a label.
---@field line_width? number Width of the line; 1.2 unless given.
---@field alpha? number From 0, unseen, to 1, opaque.

---Draws a line across the figure at a height. Returns the figure.
---@param y number Where it crosses the y axis.
---@param options? tarn.options.figure.hline
---@return tarn.figure
function figure:hline(y, options) end

---@class (exact) tarn.options.figure.vline
---@field label? string Name in the legend.
---@field color? any A name or "#RRGGBB"; gray unless given.
---@field dash? "solid"|"dashed"|"dotted"|"dashdot" How the line is dashed; unless given, in another way for each that has a label.
---@field line_width? number Width of the line; 1.2 unless given.
---@field alpha? number From 0, unseen, to 1, opaque.

---Draws a line up the figure at a place. Returns the figure.
---@param x number Where it crosses the x axis.
---@param options? tarn.options.figure.vline
---@return tarn.figure
function figure:vline(x, options) end

---@class (exact) tarn.options.figure.diagonal
---@field label? string Name in the legend.
---@field color? any A name or "#RRGGBB"; gray unless given.
---@field dash? "solid"|"dashed"|"dotted"|"dashdot" How the line is dashed; unless given, in another way for each that has a label.
---@field line_width? number Width of the line; 1.2 unless given.
---@field alpha? number From 0, unseen, to 1, opaque.

---Draws the line on which x and y are equal. Returns the figure.
---@param options? tarn.options.figure.diagonal
---@return tarn.figure
function figure:diagonal(options) end
end

do
---A table of results: printing it aligns its columns; #t is the number of rows.
---@class tarn.stats_table
---@field columns any The names of the columns; empty if they have none.
local stats_table = {}

---Comma-separated values; numbers have all their digits.
---@return string
function stats_table:csv() end

---A Markdown table.
---@return string
function stats_table:markdown() end

---A LaTeX tabular, which needs no package.
---@return string
function stats_table:latex() end
end

---The root of all modules, derivatives, and functions of the session.
tarn = {}

---Which of the processes this is that mpirun has started together, from 0; 0 without it. All run the whole script; what only one may do stands behind `if tarn.rank == 0`.
tarn.rank = nil

---How many processes mpirun has started together; 1 without it.
tarn.ranks = nil

---The version of Tarn.
tarn.version = nil

---@class (exact) tarn.options.tarn.grad
---@field argument? integer Which argument, from 1.

---The gradient of a scalar function with respect to one of its arguments.
---@param f function A function of tensors that gives a scalar.
---@param options? tarn.options.tarn.grad
---@return function
function tarn.grad(f, options) end

---@class (exact) tarn.options.tarn.value_and_grad
---@field argument? integer Which argument, from 1.

---The value of a scalar function and its gradient, from one evaluation.
---@param f function A function of tensors that gives a scalar.
---@param options? tarn.options.tarn.value_and_grad
---@return function
function tarn.value_and_grad(f, options) end

---The exact product of the Hessian of a scalar function with a vector: function(x, v).
---@param f function A function of tensors that gives a scalar.
---@return function
function tarn.hvp(f) end

---The matrix of second derivatives of a scalar function of a vector.
---@param f function A function of tensors that gives a scalar.
---@return function
function tarn.hessian(f) end

---The matrix of first derivatives, one row an output and one column an input.
---@param f function A function of a tensor.
---@return function
function tarn.jacobian(f) end

---The function mapped over the leading dimension of its arguments; it may have several results.
---@param f function A function of tensors.
---@return function
function tarn.batch(f) end

---The largest relative error of the gradient against central differences.
---@param f function A function of tensors that gives a scalar.
---@param x tarn.tensor Where; computed in float64.
---@return number
function tarn.check_grad(f, x) end

---Traces the function at its first call for each combination of shapes and types, and runs a compiled plan from then on. Upvalues are constants: when something that it closes over is replaced, it is traced anew.
---@param f function A function of tensors and numbers.
---@return function
function tarn.compile(f) end

---What a result depends on: version, commit (that the checkout was at when the program was built; "unknown" without one), cpu (level of the instructions that kernels use), blas (kernel of the BLAS), threads, seed.
---@return tarn.session_info
function tarn.info() end

---Whether the first operation that makes a NaN or an infinity from finite numbers is an error that names it. Compiled functions run uncompiled meanwhile.
---@param flag? boolean Whether to check.
function tarn.check_finite(flag) end

---Sets the seed of all calls that name none, and begins its streams of tensors and of networks anew; a session starts with 0.
---@param n integer The seed.
function tarn.seed(n) end

---Sets the number of threads that long work uses, and returns it. Results do not depend on it.
---@param n? integer How many; missing: keep.
---@return integer
function tarn.threads(n) end

---@class (exact) tarn.options.tarn.args
---@field words? string What the words are that are no options, such as "data files"; without it, a word is an error.

---Reads the script's command line: --name value, --name=value, --flag, --no-flag, lists with commas. Types are those of the defaults; {default, "what it is", range = {lowest, highest}}, choices = {…} and required = true say more. Words, where they are allowed, are the result's items 1, 2, …; --help lists the parameters and ends the script.
---@param spec table name = {default, "what it is"}, or name = default.
---@param options? tarn.options.tarn.args
---@return table
function tarn.args(spec, options) end

---Iterates over 1 to steps (or over the items of a list: index, item) with a progress bar on standard error, if that is a terminal.
---@param steps integer|table Number of steps, or a list of items.
---@param label? string What is going on.
---@return function
function tarn.progress(steps, label) end

---Prints what ?name prints at the prompt; without a name, the modules.
---@param name? string Such as "nn.Linear" or "pgd".
function tarn.help(name) end

---Whether Ctrl-C was pressed. A loop that asks at least every two seconds may stop by itself; a second Ctrl-C stops it in any case.
---@return boolean
function tarn.interrupted() end

---What a value is: "tensor", "network", "dataset" and so on for objects, "integer" or "float" for numbers, "module", "list" for read-only lists, and Lua's own names for the rest.
---@param value? any Anything.
---@return string
function tarn.type(value) end

---@class (exact) tarn.options.tarn.sweep
---@field workers? integer Processes that run a recipe; a function runs in this one.
---@field path? string A file .csv for the results, which is also what a sweep resumes from.
---@field retry? boolean Whether settings that failed are run again.
---@field seconds? number After this time no setting is begun; those that have none yet are left out of the list. 0 reads a file.

---Runs f for each setting and returns a list of tables, each a setting with its results. With path, every result is written as it comes, one line a setting; settings that have a line are not run again, so an interrupted sweep goes on where it was, and several sweeps may share a file. One that fails leaves its reason in the column error, and the others go on. The session's seed is set anew for each setting.
---@param settings table A list of tables {eps = 0.1, …}, or a grid {eps = {0.1, 0.2}, …} for every combination.
---@param f function|table|string A function of one setting that returns a table of results; or a recipe: what require gave, or its name.
---@param options? tarn.options.tarn.sweep
---@return any[]
function tarn.sweep(settings, f, options) end

---A function that writes a row {name = value, …} to a file each time it is called: numbers, strings, and as JSON what else there is. Rows are on disk at once; those that are there stay. A name that comes later is a new column.
---@param path string A file .csv, or .jsonl for a line of JSON a row.
---@return function
function tarn.log(path) end

---What a result depends on.
---@class tarn.session_info
---@field version string Of Tarn.
---@field commit string That the checkout was at when the program was built; "unknown" without one.
---@field cpu string The level of the instructions that kernels use.
---@field blas string The kernel of the BLAS.
---@field threads integer That long work uses.
---@field seed integer Of the session.

---Immutable arrays of numbers.
---@overload fun(data: number|table|tarn.tensor): tarn.tensor
tensor = {}
tarn.tensor = tensor

---@class (exact) tarn.options.tensor.zeros
---@field dtype? "float32"|"float64"|"int32" The element type.

---A tensor of zeros.
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor.zeros(...) end

---@class (exact) tarn.options.tensor.ones
---@field dtype? "float32"|"float64"|"int32" The element type.

---A tensor of ones.
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor.ones(...) end

---@class (exact) tarn.options.tensor.full
---@field dtype? "float32"|"float64"|"int32" The element type.

---A tensor of one number.
---@param shape integer[]|integer The sizes.
---@param value number Every element.
---@param options? tarn.options.tensor.full
---@return tarn.tensor
function tensor.full(shape, value, options) end

---@class (exact) tarn.options.tensor.eye
---@field dtype? "float32"|"float64"|"int32" The element type.

---The identity matrix.
---@param n integer Rows and columns.
---@param options? tarn.options.tensor.eye
---@return tarn.tensor
function tensor.eye(n, options) end

---@class (exact) tarn.options.tensor.arange
---@field dtype? "float32"|"float64"|"int32" The element type.

---Numbers with equal steps.
---@param first number The first number.
---@param last number The last number, included if the step meets it.
---@param step? number The step; may be negative.
---@param options? tarn.options.tensor.arange
---@return tarn.tensor
function tensor.arange(first, last, step, options) end

---@class (exact) tarn.options.tensor.linspace
---@field dtype? "float32"|"float64"|"int32" The element type.

---n numbers at equal distances.
---@param first number The first number.
---@param last number The last number.
---@param n integer How many.
---@param options? tarn.options.tensor.linspace
---@return tarn.tensor
function tensor.linspace(first, last, n, options) end

---@class (exact) tarn.options.tensor.rand
---@field dtype? "float32"|"float64" The element type.
---@field seed? integer Seed; the session's unless given.

---Random numbers, uniform in [0, 1).
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor.rand(...) end

---@class (exact) tarn.options.tensor.randn
---@field dtype? "float32"|"float64" The element type.
---@field seed? integer Seed; the session's unless given.

---Random numbers, standard normal.
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor.randn(...) end

---@class (exact) tarn.options.tensor.randint
---@field dtype? "float32"|"float64"|"int32" The element type.
---@field seed? integer Seed; the session's unless given.

---Random whole numbers from low to high, both included; int32 unless asked.
---@param low integer The smallest number.
---@param high integer The largest number.
---@param ... integer Numbers or one list.
---@return tarn.tensor
function tensor.randint(low, high, ...) end

---Joins tensors along one dimension.
---@param list tarn.tensor[] The tensors.
---@param dim? integer The dimension.
---@return tarn.tensor
function tensor.cat(list, dim) end

---Joins tensors of one shape along a new dimension.
---@param list tarn.tensor[] The tensors.
---@param dim? integer The dimension.
---@return tarn.tensor
function tensor.stack(list, dim) end

---a where the mask is not zero, b elsewhere.
---@param mask tarn.tensor Not zero means a.
---@param a tarn.tensor Tensor or number.
---@param b tarn.tensor Tensor or number.
---@return tarn.tensor
function tensor.where(mask, a, b) end

---Eigenvalues (upwards) and eigenvectors (columns) of a symmetric matrix. The derivative of vectors needs different values.
---@param m tarn.tensor A matrix; leading dimensions are a batch.
---@return tarn.eigendecomposition
function tensor.eigh(m) end

---The reduced singular value decomposition, s downwards.
---@param m tarn.tensor A matrix; leading dimensions are a batch.
---@return tarn.singular_value_decomposition
function tensor.svd(m) end

---Orthonormal columns times an upper triangle.
---@param m tarn.tensor A matrix; leading dimensions are a batch.
---@return tarn.qr_decomposition
function tensor.qr(m) end

---The lower triangle l of a symmetric positive definite matrix.
---@param m tarn.tensor A matrix; leading dimensions are a batch.
---@return tarn.tensor
function tensor.cholesky(m) end

---The solution of a system of linear equations.
---@param a tarn.tensor A square matrix; leading dimensions are a batch.
---@param b tarn.tensor A vector or a matrix, or a batch of them.
---@return tarn.tensor
function tensor.solve(a, b) end

---Of a symmetric matrix: m v_k = values_k v_k.
---@class tarn.eigendecomposition
---@field values tarn.tensor The eigenvalues, upwards.
---@field vectors tarn.tensor The eigenvectors, one a column.

---m = u diag(s) v^T, reduced.
---@class tarn.singular_value_decomposition
---@field u tarn.tensor Left singular vectors, one a column.
---@field s tarn.tensor The singular values, downwards.
---@field v tarn.tensor Right singular vectors, one a column.

---m = q r.
---@class tarn.qr_decomposition
---@field q tarn.tensor Orthonormal columns.
---@field r tarn.tensor An upper triangle.

---Layers and networks.
nn = {}
tarn.nn = nn

---A network of layers in sequence. Its parameters are drawn from the session's stream, so that two new networks differ and a script repeats; net:initialize{seed =} and tarn.seed fix them. Networks in the list become blocks with a copy of their parameters: they are not shared, as they are in PyTorch.
---@param layers? any[] A list of layers.
---@return tarn.network
function nn.Sequential(layers) end

---@class (exact) tarn.options.nn.Linear
---@field bias? boolean Whether there is a bias.
---@field init? "default"|"xavier"|"kaiming"|"zeros" How the weight starts.

---x W^T + b, with W of shape [outputs, inputs]; by default weight and bias start uniform in ±1/sqrt(inputs), as in PyTorch.
---@param inputs integer Features of an input.
---@param outputs integer Features of an output.
---@param options? tarn.options.nn.Linear
---@return tarn.layer
function nn.Linear(inputs, outputs, options) end

---@class (exact) tarn.options.nn.Conv2d
---@field stride? any Steps between places.
---@field padding? any Zeros around the images.
---@field bias? boolean Whether there is a bias.

---The convolution with W of shape [outputs, inputs, height, width], and a bias; both start uniform in ±1/sqrt(inputs height width), as in PyTorch.
---@param inputs integer Channels of an input.
---@param outputs integer Channels of an output.
---@param kernel any The window's size: a number, or {height, width}.
---@param options? tarn.options.nn.Conv2d
---@return tarn.layer
function nn.Conv2d(inputs, outputs, kernel, options) end

---@class (exact) tarn.options.nn.MaxPool2d
---@field stride? any Steps between windows; the window's size if missing.
---@field padding? any Rows and columns around the images; at most half the window.

---The largest element of each window.
---@param kernel any The window's size: a number, or {height, width}.
---@param options? tarn.options.nn.MaxPool2d
---@return tarn.layer
function nn.MaxPool2d(kernel, options) end

---@class (exact) tarn.options.nn.AvgPool2d
---@field stride? any Steps between windows; the window's size if missing.
---@field padding? any Rows and columns around the images; at most half the window.

---The mean of each window; padding counts as zeros.
---@param kernel any The window's size: a number, or {height, width}.
---@param options? tarn.options.nn.AvgPool2d
---@return tarn.layer
function nn.AvgPool2d(kernel, options) end

---Joins all dimensions but the batch.
---@return tarn.layer
function nn.Flatten() end

---Each sample in another shape.
---@param ... integer The shape of a sample; one size may be -1.
---@return tarn.layer
function nn.Reshape(...) end

---(x - mean) / std: with it the network takes, and eps is in, raw units.
---@param mean number|number[] One number, or one a channel.
---@param std number|number[] Likewise; above 0.
---@return tarn.layer
function nn.Normalize(mean, std) end

---Each feature (dimension 2), less its mean and divided by its standard deviation, then scaled and shifted. In training the statistics are the batch's, in evaluation running ones.
---@param features integer Features, or channels of images.
---@return tarn.layer
function nn.BatchNorm(features) end

---In training each element is 0 with probability p, else divided by 1 - p.
---@param p? number Probability that an element is dropped.
---@return tarn.layer
function nn.Dropout(p) end

---x + f(x), where f is a sequence of layers.
---@param layers any[] Layers that keep the shape.
---@return tarn.layer
function nn.Residual(layers) end

---A layer without parameters, written in Lua.
---@param f function A function of one tensor.
---@return tarn.layer
function nn.Lambda(f) end

---@class (exact) tarn.options.nn.layer
---@field parameters? table By name, each a list of sizes (drawn uniform in ±1/sqrt(inputs)) or a tensor to start from.
---@field forward function function(x, p): p has the parameters by name.

---A layer written in Lua. In the flat vector its parameters are ordered by name.
---@param name string As errors and summaries say it.
---@param options tarn.options.nn.layer
---@return tarn.layer
function nn.layer(name, options) end

---tanh x, applied to each element.
---@return tarn.layer
function nn.Tanh() end

---max(x, 0), applied to each element.
---@return tarn.layer
function nn.ReLU() end

---1 / (1 + e^-x), applied to each element.
---@return tarn.layer
function nn.Sigmoid() end

---log(1 + e^x), applied to each element.
---@return tarn.layer
function nn.Softplus() end

---x, applied to each element.
---@return tarn.layer
function nn.Identity() end

---x / (1 + e^-x), applied to each element.
---@return tarn.layer
function nn.SiLU() end

---x Phi(x), with the normal distribution Phi, applied to each element.
---@return tarn.layer
function nn.GELU() end

---The nearest number in [-1, 1], applied to each element.
---@return tarn.layer
function nn.HardTanh() end

---x where x > 0, a x elsewhere.
---@param a? number The slope below zero.
---@return tarn.layer
function nn.LeakyReLU(a) end

---x where x > 0, a (e^x - 1) elsewhere.
---@param a? number Where it levels off: -a.
---@return tarn.layer
function nn.ELU(a) end

---@class (exact) tarn.options.nn.load
---@field dtype? "float32"|"float64" The precision; the file's unless given.

---Reads a network, layers and parameters, that net:save wrote, or of other programs: .onnx (a leading dimension 1 or without size is the batch; layers where it is a chain of known ones, else one layer) and .nnet (ACAS Xu). A name without suffix is a network trained on data.digits().
---@param path string A file that ends with .safetensors, .npz, .onnx or .nnet; or the name of a network that ships with Tarn: digits_mlp, digits_conv.
---@param options? tarn.options.nn.load
---@return tarn.network
function nn.load(path, options) end

---Loss terms: task, regularisers, sensitivity.
loss = {}
tarn.loss = loss

---@class (exact) tarn.options.loss.cross_entropy
---@field label_smoothing? number What other classes get.

---The mean of -log softmax(logits)[class]; classes start at 1.
---@param options? tarn.options.loss.cross_entropy
---@return tarn.loss
function loss.cross_entropy(options) end

---The mean of squared differences to the targets, element by element: targets [n] go with outputs [n, 1].
---@return tarn.loss
function loss.mse() end

---@class (exact) tarn.options.loss.hinge
---@field margin? number By how much the class is to lead the others.

---The sum of max(0, margin - logit[class] + logit[k]) over the other classes k, divided by the number of classes; the mean over samples.
---@param options? tarn.options.loss.hinge
---@return tarn.loss
function loss.hinge(options) end

---The mean of -output[class], for networks whose outputs are log-probabilities; of logits that is no loss: cross_entropy is theirs.
---@return tarn.loss
function loss.nll() end

---@class (exact) tarn.options.loss.l2
---@field bias? boolean Whether biases count.

---lambda times the sum of squares of the parameters, without a factor 1/2.
---@param lambda number The weight.
---@param options? tarn.options.loss.l2
---@return tarn.loss
function loss.l2(lambda, options) end

---@class (exact) tarn.options.loss.l1
---@field bias? boolean Whether biases count.

---lambda times the sum of absolute values of the parameters.
---@param lambda number The weight.
---@param options? tarn.options.loss.l1
---@return tarn.loss
function loss.l1(lambda, options) end

---@class (exact) tarn.options.loss.spectral_norm
---@field iterations? integer Steps of power iteration from a random vector, which give less than the exact value.

---lambda / 2 times the sum over weight matrices of their squared largest singular value; the kernel of a convolution is the matrix [outputs, inputs kh kw].
---@param lambda? number The weight.
---@param options? tarn.options.loss.spectral_norm
---@return tarn.loss
function loss.spectral_norm(lambda, options) end

---lambda / 2 times the sum over weight matrices of |W W^T - I|^2, or |W^T W - I|^2 if that is smaller; the kernel of a convolution is the matrix [outputs, inputs kh kw].
---@param lambda? number The weight.
---@return tarn.loss
function loss.parseval(lambda) end

---@class (exact) tarn.options.loss.sensitivity
---@field eps number|tarn.schedule The l-infinity radius: a number or a schedule.
---@field domain? "interval"|"zonotope"|"crown"|"crown_interval"|"alpha_crown"|"intersection" How sets are carried.
---@field slope? "minimax"|"deepz" Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's. (With domain = "zonotope", default "minimax".)
---@field max_generators? integer Zonotopes with more are reduced, to no fewer than a layer has elements. (With domain = "zonotope", default as many as there are.)
---@field iterations? integer Steps in which alpha_crown optimizes its lines. (With domain = "alpha_crown", default 20.)
---@field of? "interval"[]|"zonotope"|"crown"|"crown_interval"|"alpha_crown" The domains of an intersection. (With domain = "intersection", default {"interval", "zonotope", "crown"}.)
---@field sound? boolean Widen bounds by all that rounding can do: they hold in exact arithmetic.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field measure? "log_volume"|"volume"|"log_exact_volume"|"exact_volume"|"log_volume_lower"|"volume_lower"|"log_volume_upper"|"volume_upper"|"geometric_width"|"mean_width"|"max_width"|"relative_width"|"generator_sum"|function How large a set is: any measure with a derivative, or function(R): a number for each row of the reachable set R, or one for all.
---@field smooth? number Bounds |w| by sqrt(w^2 + smooth^2), which is nowhere less and has a derivative where a weight is 0: minima then lie on no kinks of the bounds.

---The size of the set of outputs reachable when every input moves by at most eps, averaged over the samples; of a network in training mode as it evaluates. Cross-entropy plus a log-volume has no lower bound: scaling the logits to zero sends it to minus infinity; geometric_width does not have that fault. A strong term from the first epoch on ends in a network that predicts one class for everything (on MNIST an accuracy of 0.1135): let eps or the weight grow, eps = optim.ramp(0, 0.1, 10) or optim.ramp(0, 1, 10) * loss.sensitivity{eps = 0.1}, or weigh it less.
---@param options tarn.options.loss.sensitivity
---@return tarn.loss
function loss.sensitivity(options) end

---@class (exact) tarn.options.loss.jacobian
---@field projections? integer|"exact" So many random projections, which give it on average, or "exact", along each output.

---Half the mean squared Frobenius norm of the Jacobian of the outputs by the inputs; of a network in training mode as it evaluates. Random projections are others at each step.
---@param options? tarn.options.loss.jacobian
---@return tarn.loss
function loss.jacobian(options) end

---The mean squared length of the gradient of cross-entropy by the inputs; of a network in training mode as it evaluates.
---@return tarn.loss
function loss.input_gradient() end

---@class (exact) tarn.options.loss.curvature
---@field h? number|tarn.schedule The l2 length of the step: a number or a schedule.

---The mean squared change of the gradient of cross-entropy by the inputs over a step of length h along its signs; of a network in training mode as it evaluates. The square is not divided by h^2.
---@param options? tarn.options.loss.curvature
---@return tarn.loss
function loss.curvature(options) end

---@class (exact) tarn.options.loss.output_sensitivity
---@field kind? "jacobian"|"noise" What is measured.
---@field outputs? "probabilities"|"logits" Whose Jacobian: the softmax of the outputs, or the outputs. (With kind = "jacobian", default "probabilities".)
---@field sigma? number|tarn.schedule Of the noise: a number or a schedule. (With kind = "noise", default 0.1.)
---@field draws? integer Of noise, for each sample. (With kind = "noise", default 1.)

---How much outputs change with inputs: the mean norm of the Jacobian, or the variance of the change under noise; of a network in training mode as it evaluates.
---@param options? tarn.options.loss.output_sensitivity
---@return tarn.loss
function loss.output_sensitivity(options) end

---@class (exact) tarn.options.loss.adversarial
---@field attack? "fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field steps? integer Gradient steps. (With attack = "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "bim", "pgd", "mifgsm", "cw".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field beta? number The part of the way from the sample that is left after a step back. (With attack = "fab", default 0.9.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)
---@field eps number|tarn.schedule The radius: a number or a schedule.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Cross-entropy at points that an attack found around the samples: adversarial training. The last point of the attack counts.
---@param options tarn.options.loss.adversarial
---@return tarn.loss
function loss.adversarial(options) end

---@class (exact) tarn.options.loss.fgsm_rs
---@field eps number|tarn.schedule The radius: a number or a schedule.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field step_size? number Length of the step.
---@field random_start? boolean Whether it begins at random in the ball.

---Cross-entropy after one gradient step from a random place of the ball: adversarial training at the price of one more gradient.
---@param options tarn.options.loss.fgsm_rs
---@return tarn.loss
function loss.fgsm_rs(options) end

---@class (exact) tarn.options.loss.trades
---@field beta? number|tarn.schedule The weight of the divergence: a number or a schedule.
---@field attack? "divergence"|"fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field steps? integer Gradient steps. (With attack = "divergence", "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "divergence", "bim", "pgd", "mifgsm", "cw".)
---@field noise? number The standard deviation of the start from the sample. (With attack = "divergence", default 0.001.)
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)
---@field eps number|tarn.schedule The radius: a number or a schedule.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Cross-entropy, and beta times the divergence of the prediction at a point that an attack found from that at the sample.
---@param options tarn.options.loss.trades
---@return tarn.loss
function loss.trades(options) end

---@class (exact) tarn.options.loss.mart
---@field beta? number|tarn.schedule The weight of the divergence: a number or a schedule.
---@field attack? "fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field steps? integer Gradient steps. (With attack = "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "bim", "pgd", "mifgsm", "cw".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)
---@field eps number|tarn.schedule The radius: a number or a schedule.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Boosted cross-entropy at points that an attack found, and beta times the divergence from the prediction at the sample, weighted by how wrong that is.
---@param options tarn.options.loss.mart
---@return tarn.loss
function loss.mart(options) end

---@class (exact) tarn.options.loss.alp
---@field lambda? number|tarn.schedule The weight of the distance: a number or a schedule.
---@field attack? "fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field steps? integer Gradient steps. (With attack = "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "bim", "pgd", "mifgsm", "cw".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field beta? number The part of the way from the sample that is left after a step back. (With attack = "fab", default 0.9.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)
---@field eps number|tarn.schedule The radius: a number or a schedule.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Cross-entropy at points that an attack found, and lambda times the squared distance of the logits there from those at the sample.
---@param options tarn.options.loss.alp
---@return tarn.loss
function loss.alp(options) end

---@class (exact) tarn.options.loss.local_entropy
---@field eps number|tarn.schedule The radius: a number or a schedule.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field steps? integer Langevin steps; all are part of one plan.
---@field step_size? number Length of a step.
---@field noise? number Of a step, in units of sqrt(2 step_size).
---@field alpha? number What a new sample counts in the running mean.
---@field gamma? number The pull towards the input.
---@field random_start? boolean Whether it begins at random in the ball.

---The running mean of cross-entropy at Langevin samples around each input, which move along its gradient and at random: ATENT.
---@param options tarn.options.loss.local_entropy
---@return tarn.loss
function loss.local_entropy(options) end

---@class (exact) tarn.options.loss.awp
---@field of tarn.loss The loss.
---@field gamma? number|tarn.schedule The length of a step over that of the layer's weights: a number or a schedule.

---A loss at weights that one step uphill has perturbed, layer by layer: it flattens the loss around the weights. With loss.adversarial it is AT-AWP, with loss.trades TRADES-AWP.
---@param options tarn.options.loss.awp
---@return tarn.loss
function loss.awp(options) end

---@class (exact) tarn.options.loss.median_of_means
---@field blocks integer Of a batch; more than twice as many as there are corrupt samples in it. At most one for each sample; of an even number the mean of the two in the middle counts.
---@field of tarn.loss The loss.

---The median over blocks of the batch of a loss on each: samples that are wrong do not count, as long as they are in fewer than half of the blocks.
---@param options tarn.options.loss.median_of_means
---@return tarn.loss
function loss.median_of_means(options) end

---@class (exact) tarn.options.loss.interval_bound
---@field eps number|tarn.schedule The l-infinity radius: a number or a schedule.
---@field kappa? number|tarn.schedule The share of cross-entropy at the samples: a number or a schedule.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Certified training by intervals (IBP): kappa times cross-entropy, plus 1 - kappa times the cross-entropy of the worst logits that intervals leave possible within eps. The differences of logits are taken into the last layer. Let eps grow from 0, and kappa fall from 1.
---@param options tarn.options.loss.interval_bound
---@return tarn.loss
function loss.interval_bound(options) end

---@class (exact) tarn.options.loss.crown_interval
---@field eps number|tarn.schedule The l-infinity radius: a number or a schedule.
---@field beta? number|tarn.schedule The share of the backward pass: a number or a schedule.
---@field kappa? number|tarn.schedule The share of cross-entropy at the samples: a number or a schedule.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Certified training by linear bounds (CROWN-IBP): as interval_bound, with the lower bounds of the differences of logits a mixture of those by intervals and of those by one backward pass from intervals. Let eps grow from 0, and beta fall from 1 to 0 meanwhile.
---@param options tarn.options.loss.crown_interval
---@return tarn.loss
function loss.crown_interval(options) end

---@class (exact) tarn.options.loss.sabr
---@field eps number|tarn.schedule The l-infinity radius: a number or a schedule.
---@field shrink? number The box's part of eps.
---@field attack? "fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field steps? integer Gradient steps. (With attack = "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "bim", "pgd", "mifgsm", "cw".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field beta? number The part of the way from the sample that is left after a step back. (With attack = "fab", default 0.9.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Certified training by small boxes: an attack within (1 - shrink) eps, then intervals on a box of radius shrink eps around the point it found: cross-entropy of the worst logits there. It bounds no whole ball, so it certifies nothing by itself.
---@param options tarn.options.loss.sabr
---@return tarn.loss
function loss.sabr(options) end

---@class (exact) tarn.options.loss.mtl_ibp
---@field eps number|tarn.schedule The l-infinity radius: a number or a schedule.
---@field alpha? number|tarn.schedule The share of the bound: a number or a schedule.
---@field attack? "fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field steps? integer Gradient steps. (With attack = "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "bim", "pgd", "mifgsm", "cw".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field beta? number The part of the way from the sample that is left after a step back. (With attack = "fab", default 0.9.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Certified training between attack and bound: 1 - alpha times the cross-entropy at an attack's points, plus alpha times that of the worst logits by intervals (interval_bound with kappa = 0).
---@param options tarn.options.loss.mtl_ibp
---@return tarn.loss
function loss.mtl_ibp(options) end

---@class (exact) tarn.options.loss.cc_ibp
---@field eps number|tarn.schedule The l-infinity radius: a number or a schedule.
---@field alpha? number|tarn.schedule The share of the bounds: a number or a schedule.
---@field attack? "fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field steps? integer Gradient steps. (With attack = "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "bim", "pgd", "mifgsm", "cw".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field beta? number The part of the way from the sample that is left after a step back. (With attack = "fab", default 0.9.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Certified training between attack and bound: cross-entropy of 1 - alpha times the differences of logits at an attack's points, plus alpha times their lower bounds by intervals.
---@param options tarn.options.loss.cc_ibp
---@return tarn.loss
function loss.cc_ibp(options) end

---@class (exact) tarn.options.loss.set_based
---@field eps number|tarn.schedule The l-infinity radius: a number or a schedule.
---@field tau? number|tarn.schedule The share of the size: a number or a schedule.
---@field slope? "minimax"|"deepz" Lines for S-shaped activations: of the smallest error, or DeepZ's.
---@field max_generators? integer Zonotopes with more are reduced, to no fewer than a layer has elements.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---Set-based training by zonotopes: 1 - tau times cross-entropy at the center of the set of outputs, plus tau times the length of its generators for each class and unit of eps, which does not fall with eps: let tau grow from 0 as well as eps.
---@param options tarn.options.loss.set_based
---@return tarn.loss
function loss.set_based(options) end

---A term written in Lua.
---@param name string Its name in tables.
---@param f function function(net, x, y): a scalar tensor.
---@return tarn.loss
function loss.custom(name, f) end

---Minimisation and training.
optim = {}
tarn.optim = optim

---@class (exact) tarn.options.optim.sgd
---@field lr? number|tarn.schedule Learning rate: a number or a schedule.
---@field momentum? number Momentum.
---@field dampening? number Of the gradient in the momentum.
---@field nesterov? boolean Nesterov's form of momentum.
---@field weight_decay? number Weight decay.

---Stochastic gradient descent, in PyTorch's form.
---@param options? tarn.options.optim.sgd
---@return tarn.optimizer
function optim.sgd(options) end

---@class (exact) tarn.options.optim.adam
---@field lr? number|tarn.schedule Learning rate: a number or a schedule.
---@field beta1? number Decay of the mean.
---@field beta2? number Decay of the square.
---@field epsilon? number Added to the root.
---@field weight_decay? number Weight decay.

---Adam, in PyTorch's form.
---@param options? tarn.options.optim.adam
---@return tarn.optimizer
function optim.adam(options) end

---@class (exact) tarn.options.optim.adamw
---@field lr? number|tarn.schedule Learning rate: a number or a schedule.
---@field beta1? number Decay of the mean.
---@field beta2? number Decay of the square.
---@field epsilon? number Added to the root.
---@field weight_decay? number Weight decay.

---Adam with decoupled weight decay, in PyTorch's form.
---@param options? tarn.options.optim.adamw
---@return tarn.optimizer
function optim.adamw(options) end

---@class (exact) tarn.options.optim.rmsprop
---@field lr? number|tarn.schedule Learning rate: a number or a schedule.
---@field alpha? number Decay of the square.
---@field epsilon? number Added to the root.
---@field momentum? number Momentum.
---@field centered? boolean Divide by the deviation.
---@field weight_decay? number Weight decay.

---RMSprop, in PyTorch's form.
---@param options? tarn.options.optim.rmsprop
---@return tarn.optimizer
function optim.rmsprop(options) end

---@class (exact) tarn.options.optim.lbfgs
---@field lr? number|tarn.schedule Learning rate: a number or a schedule.
---@field max_iter? integer Steps on each batch at most.
---@field max_eval? integer Gradients of each batch at most, one more than steps that count.
---@field history_size? integer Pairs that it remembers.

---L-BFGS without line search, in PyTorch's form: for large batches. (optim.minimize has one that bounds its steps.) A batch is done when its loss changes by less than 1e-9.
---@param options? tarn.options.optim.lbfgs
---@return tarn.optimizer
function optim.lbfgs(options) end

---A number that goes straight from one to the other, epoch by epoch, and stays.
---@param from number In the first epoch.
---@param to number After the last of these epochs.
---@param epochs integer How many it takes.
---@return tarn.schedule
function optim.ramp(from, to, epochs) end

---A number that goes from one to the other along half a period of the cosine.
---@param from number In the first epoch.
---@param to number After the last of these epochs.
---@param epochs integer How many it takes.
---@return tarn.schedule
function optim.cosine(from, to, epochs) end

---A number that is multiplied by a factor every few epochs.
---@param from number In the first epoch.
---@param factor number By which it is multiplied.
---@param every integer After how many epochs each time.
---@return tarn.schedule
function optim.step_decay(from, factor, every) end

---@class (exact) tarn.options.optim.minimize
---@field method? "lbfgs"|"sgd"|"adam"|"adamw"|"rmsprop"|tarn.optimizer L-BFGS with a line search, which needs no setting and is far faster; or the steps of an optimiser for training, such as "adam" or optim.adam{lr = 0.1}, whose schedule counts steps. To these, only tolerance and max_steps apply besides.
---@field memory? integer Pairs that L-BFGS remembers.
---@field tolerance? number Largest |gradient| that ends it.
---@field max_steps? integer Steps at most.
---@field line_search? "none"|"strong_wolfe"|"more_thuente" How long a step is: `more_thuente`, `strong_wolfe` find one that satisfies the strong Wolfe conditions; `none` takes it as it comes, as quenches of landscapes do, nearly always with one evaluation.
---@field max_step_length? number Longest step.
---@field initial_scale? number Length of the first step that is tried; for the other searches it is multiplied by min(|g|^2, 1).
---@field max_energy_rise? number The rise that a step without line search may make, times max(1, |value|).
---@field check_interval? integer Once in so many evaluations it is asked whether the work goes on.

---A local minimum, in float64, from a start near it or far.
---@param f function A scalar function of a tensor.
---@param x0 tarn.tensor Where to start.
---@param options? tarn.options.optim.minimize
---@return tarn.minimization
function optim.minimize(f, x0, options) end

---@class (exact) tarn.options.optim.fit
---@field loss tarn.loss What is minimised.
---@field optimizer? tarn.optimizer optim.adam{} if missing.
---@field epochs? integer Passes over the data.
---@field batch_size? integer Samples a step.
---@field drop_last? boolean Whether samples that do not fill a last batch are left out: others in each epoch.
---@field seed? integer Seed; the session's unless given.
---@field validation? tarn.dataset|table Measured after each epoch; as the training data.
---@field clip_gradient? number The gradient's largest 2-norm.
---@field patience? integer Epochs without a lower loss (of the validation, if given) that end it; the best parameters are kept.
---@field on_epoch? function function(s), which gets each epoch's record (?training_epoch), with learning_rate and seconds; false stops.
---@field checkpoint? string A file that is written after each epoch. If it is there, the same training goes on from it.

---Trains the network; returns a record for each epoch, and the figures as lists by name: history[2].loss is history.loss[2]. For targets that are numbers there is rmse, the root mean squared difference, in place of accuracy.
---@param net tarn.network Changed in place.
---@param dataset tarn.dataset|table The training data, or a table {x = samples, y = targets}: classes from 1, or numbers, which go with outputs element by element.
---@param options tarn.options.optim.fit
---@return tarn.history
function optim.fit(net, dataset, options) end

---Where a descent ended.
---@class tarn.minimization
---@field x tarn.tensor The point, in the shape of x0, float64.
---@field value number f(x).
---@field steps integer Steps taken.
---@field evaluations integer Evaluations of f, each with its gradient.
---@field status "converged"|"max_steps"|"stuck"|"not_finite" How it ended; stuck: rounding allows no more.
---@field gradient_norm number The gradient's norm at x, the one that tolerance bounds.

---A record for each epoch, and the same figures as lists by name.
---@class tarn.history
---@field loss? number[] The mean loss over the training samples. One number an epoch.
---@field accuracy? number[] Of the training samples. One number an epoch.
---@field rmse? number[] Root mean squared difference, of targets that are numbers. One number an epoch.
---@field validation_loss? number[] The loss over the validation data. One number an epoch.
---@field validation_accuracy? number[] Of the validation data. One number an epoch.
---@field validation_rmse? number[] Of the validation data. One number an epoch.
---@field learning_rate? number[] Of the epoch. One number an epoch.
---@field seconds? number[] Time taken. One number an epoch.
---@field [integer] tarn.training_epoch

---One pass over the data. What was not measured is missing.
---@class tarn.training_epoch
---@field epoch integer Its number, from 1.
---@field loss number The mean loss over the training samples.
---@field accuracy? number Of the training samples.
---@field rmse? number Root mean squared difference, of targets that are numbers.
---@field validation_loss? number The loss over the validation data.
---@field validation_accuracy? number Of the validation data.
---@field validation_rmse? number Of the validation data.
---@field learning_rate? number Of the epoch.
---@field seconds? number Time taken.

---Data sets: shipped, generated, and read from files.
data = {}
tarn.data = data

---@class (exact) tarn.options.data.iris
---@field dtype? "float32"|"float64" The element type of x.

---150 iris flowers of three species, four measures each (Fisher 1936). Raw values; see d:standardize and d:scale.
---@param options? tarn.options.data.iris
---@return tarn.dataset
function data.iris(options) end

---@class (exact) tarn.options.data.wine
---@field dtype? "float32"|"float64" The element type of x.

---178 wines of three cultivars, 13 chemical measures each (Forina et al. 1988). Raw values; see d:standardize and d:scale.
---@param options? tarn.options.data.wine
---@return tarn.dataset
function data.wine(options) end

---@class (exact) tarn.options.data.breast_cancer
---@field dtype? "float32"|"float64" The element type of x.

---569 breast tumors, malignant or benign, 30 measures each (Wolberg et al. 1995). Raw values; see d:standardize and d:scale.
---@param options? tarn.options.data.breast_cancer
---@return tarn.dataset
function data.breast_cancer(options) end

---@class (exact) tarn.options.data.digits
---@field dtype? "float32"|"float64" The element type of x.

---1797 handwritten digits, 8 x 8 pixels from 0 to 16 (Alpaydin and Kaynak 1998). Raw values; see d:standardize and d:scale.
---@param options? tarn.options.data.digits
---@return tarn.dataset
function data.digits(options) end

---@class (exact) tarn.options.data.diabetes
---@field dtype? "float32"|"float64" The element type of x.

---442 diabetes patients, ten measures each, for a regression: y is the progression of the disease after a year (Efron et al. 2004). Raw values; see d:standardize and d:scale.
---@param options? tarn.options.data.diabetes
---@return tarn.dataset
function data.diabetes(options) end

---@class (exact) tarn.options.data.two_moons
---@field n? integer Number of samples.
---@field noise? number Standard deviation of the noise.
---@field seed? integer Seed; the session's unless given.
---@field dtype? "float32"|"float64" The element type of x.

---Two interleaving half circles in the plane, one a class.
---@param options? tarn.options.data.two_moons
---@return tarn.dataset
function data.two_moons(options) end

---@class (exact) tarn.options.data.blobs
---@field n? integer Number of samples, shared evenly.
---@field centers? integer Number of clouds, each a class.
---@field features? integer Number of features.
---@field deviation? number Standard deviation of each cloud.
---@field seed? integer Seed; the session's unless given.
---@field dtype? "float32"|"float64" The element type of x.

---Normal clouds around random centers, which are uniform in [-10, 10).
---@param options? tarn.options.data.blobs
---@return tarn.dataset
function data.blobs(options) end

---@class (exact) tarn.options.data.xor
---@field n? integer Number of samples, which go round the corners.
---@field noise? number Standard deviation of the noise.
---@field seed? integer Seed; the session's unless given.
---@field dtype? "float32"|"float64" The element type of x.

---The corners of the unit square: class 2 where the coordinates differ, else class 1.
---@param options? tarn.options.data.xor
---@return tarn.dataset
function data.xor(options) end

---@class (exact) tarn.options.data.dataset
---@field x tarn.tensor The features, [n, features…]; finite.
---@field y tarn.tensor The class of each sample, counted from 1; or numbers, [n] or [n, outputs…], for a regression.
---@field regression? boolean Whether targets are numbers; true unless given if y is a matrix or one of it is not whole.
---@field classes? string[] The names of the classes; the numbers up to the largest class unless given.
---@field features? string[] The names of the features.

---A data set of tensors.
---@param options tarn.options.data.dataset
---@return tarn.dataset
function data.dataset(options) end

---The data sets that were read or made in this session, each with a fingerprint of its numbers; saved results of recipes hold it.
---@return table<string, string>
function data.used() end

---@class (exact) tarn.options.data.csv
---@field target? integer|string The column of targets: its name, or its number from 1, negative from the end.
---@field regression? boolean Whether targets are numbers, not classes; true unless given if all are numbers and one is not whole.
---@field columns? integer[]|string The columns of features, in this order; all but the target unless given.
---@field header? boolean Whether the first row holds names; unless given, it does if its cells are texts.
---@field delimiter? string What separates cells: one ASCII character; unless given, semicolons or tabs that every line has, else commas.
---@field decimal? "."|"," What separates decimals; found out unless given, where commas do not separate cells.
---@field missing? "error"|"drop"|"mean" What becomes of rows with cells that are empty, NA, N/A, NaN, null or ?: an error, left out, or the mean of the column in their place.
---@field dtype? "float32"|"float64" The element type of x.

---Reads comma-separated text: a sample a row, one column its class or, for a regression, the number to be predicted, the others numbers. Classes are whole numbers, numbered in their order, or names, as they first appear.
---@param path string The file.
---@param options? tarn.options.data.csv
---@return tarn.dataset
function data.csv(path, options) end

---@class (exact) tarn.options.data.csv_batches
---@field columns? integer[]|string Which columns, in this order, by name or number; all unless given.
---@field header? boolean Whether the first row holds names; unless given, it does if its cells are texts.
---@field delimiter? string What separates cells: one ASCII character; unless given, semicolons or tabs that every line has, else commas.
---@field decimal? "."|"," What separates decimals; found out unless given, where commas do not separate cells.
---@field missing? "error"|"drop" What becomes of rows with cells that are empty, NA, N/A, NaN, null or ?: an error, left out.
---@field dtype? "float32"|"float64" The element type of x.

---The numbers of a CSV file, n rows at a time, as tensors [rows, columns]: for files larger than memory.
---@param path string The file.
---@param n integer Rows a batch.
---@param options? tarn.options.data.csv_batches
---@return tarn.iterator
function data.csv_batches(path, n, options) end

---@class (exact) tarn.options.data.mnist
---@field dtype? "float32"|"float64" The element type of x.

---70,000 handwritten digits, 1x28x28 (LeCun, Cortes and Burges 1998). Pixels are byte / 255, classes are label + 1.
---@param dir? string The folder with the original files, .gz or not; $TARN_DATA/mnist unless given.
---@param options? tarn.options.data.mnist
---@return tarn.pair_of_data_sets
function data.mnist(dir, options) end

---@class (exact) tarn.options.data.fashion_mnist
---@field dtype? "float32"|"float64" The element type of x.

---70,000 pieces of clothing in 10 classes, 1x28x28 (Xiao et al. 2017). Pixels are byte / 255, classes are label + 1.
---@param dir? string The folder with the original files, .gz or not; $TARN_DATA/fashion-mnist unless given.
---@param options? tarn.options.data.fashion_mnist
---@return tarn.pair_of_data_sets
function data.fashion_mnist(dir, options) end

---@class (exact) tarn.options.data.cifar10
---@field dtype? "float32"|"float64" The element type of x.

---60,000 photographs in 10 classes, 3x32x32 (Krizhevsky 2009): data_batch_*.bin and test_batch*.bin of the binary version. Pixels are byte / 255, classes are label + 1.
---@param dir? string The folder with the original files, .gz or not; $TARN_DATA/cifar10 unless given.
---@param options? tarn.options.data.cifar10
---@return tarn.pair_of_data_sets
function data.cifar10(dir, options) end

---@class (exact) tarn.options.data.npy
---@field dtype? "float32"|"float64"|"int32" Converts to this type; float64 rounds whole numbers that it does not hold exactly.

---Reads an array of NumPy (.npy, versions 1 to 3); text becomes a list of strings. float16 becomes float32; bool and whole numbers become int32, or float64 where int32 does not hold them; those that float64 does not hold exactly are an error.
---@param path string The file.
---@param options? tarn.options.data.npy
---@return tarn.tensor
function data.npy(path, options) end

---@class (exact) tarn.options.data.idx
---@field dtype? "float32"|"float64"|"int32" Converts to this type; float64 rounds whole numbers that it does not hold exactly.

---Reads an IDX file, such as MNIST's, compressed by gzip or not; bytes become int32. float16 becomes float32; bool and whole numbers become int32, or float64 where int32 does not hold them; those that float64 does not hold exactly are an error.
---@param path string The file.
---@param options? tarn.options.data.idx
---@return tarn.tensor
function data.idx(path, options) end

---@class (exact) tarn.options.data.npz
---@field dtype? "float32"|"float64"|"int32" Converts to this type; float64 rounds whole numbers that it does not hold exactly.

---Reads the arrays of an .npz file of NumPy; text becomes a list of strings. float16 becomes float32; bool and whole numbers become int32, or float64 where int32 does not hold them; those that float64 does not hold exactly are an error. What cannot be read is an error when it is asked for.
---@param path string The file.
---@param options? tarn.options.data.npz
---@return table<string, tarn.tensor>
function data.npz(path, options) end

---@class (exact) tarn.options.data.safetensors
---@field dtype? "float32"|"float64"|"int32" Converts to this type; float64 rounds whole numbers that it does not hold exactly.

---Reads the tensors of a .safetensors file. float16 becomes float32; bool and whole numbers become int32, or float64 where int32 does not hold them; those that float64 does not hold exactly are an error. What cannot be read is an error when it is asked for.
---@param path string The file.
---@param options? tarn.options.data.safetensors
---@return table<string, tarn.tensor>
function data.safetensors(path, options) end

---Writes one tensor (.npy, .idx) or several by name (.npz, .safetensors). The file is there when it is whole: what stood there before stays until then.
---@param path string The file; what it ends with is its format.
---@param value tarn.tensor|table A tensor, or a table of tensors by name.
function data.save(path, value) end

---The two parts of a data set.
---@class tarn.pair_of_data_sets
---@field train tarn.dataset To train on.
---@field test tarn.dataset To test on.

---Sets of inputs, the outputs reachable from them, and their size.
reach = {}
tarn.reach = reach

---@class (exact) tarn.options.reach.ball
---@field norm? "inf" The norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---All inputs within eps of x in the l-infinity norm; not clipped unless asked.
---@param x tarn.tensor Centers, one a row.
---@param eps tarn.tensor The radius, or one for each feature.
---@param options? tarn.options.reach.ball
---@return tarn.input_set
function reach.ball(x, eps, options) end

---All inputs between two bounds.
---@param lower tarn.tensor Lower bounds, one set a row.
---@param upper tarn.tensor Upper bounds.
---@return tarn.input_set
function reach.box(lower, upper) end

---@class (exact) tarn.options.reach.output
---@field domain? "interval"|"zonotope"|"crown"|"crown_interval"|"alpha_crown"|"intersection" How sets are carried.
---@field slope? "minimax"|"deepz" Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's. (With domain = "zonotope", default "minimax".)
---@field max_generators? integer Zonotopes with more are reduced, to no fewer than a layer has elements. (With domain = "zonotope", default as many as there are.)
---@field iterations? integer Steps in which alpha_crown optimizes its lines. (With domain = "alpha_crown", default 20.)
---@field of? "interval"[]|"zonotope"|"crown"|"crown_interval"|"alpha_crown" The domains of an intersection. (With domain = "intersection", default {"interval", "zonotope", "crown"}.)
---@field sound? boolean Widen bounds by all that rounding can do: they hold in exact arithmetic.
---@field check? boolean Search for inputs whose outputs lie outside, by samples and gradients: an error if there are.

---A set that holds the outputs of all inputs in the set: sound in real arithmetic.
---@param net tarn.network|function A network, or any function of one tensor.
---@param set tarn.input_set From reach.ball or reach.box.
---@param options? tarn.options.reach.output
---@return tarn.reachable_set
function reach.output(net, set, options) end

---@class (exact) tarn.options.reach.sensitivity
---@field domain? "interval"|"zonotope"|"crown"|"crown_interval"|"alpha_crown"|"intersection" How sets are carried.
---@field slope? "minimax"|"deepz" Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's. (With domain = "zonotope", default "minimax".)
---@field max_generators? integer Zonotopes with more are reduced, to no fewer than a layer has elements. (With domain = "zonotope", default as many as there are.)
---@field iterations? integer Steps in which alpha_crown optimizes its lines. (With domain = "alpha_crown", default 20.)
---@field of? "interval"[]|"zonotope"|"crown"|"crown_interval"|"alpha_crown" The domains of an intersection. (With domain = "intersection", default {"interval", "zonotope", "crown"}.)
---@field sound? boolean Widen bounds by all that rounding can do: they hold in exact arithmetic.
---@field measure? "log_volume"|"volume"|"log_exact_volume"|"exact_volume"|"log_volume_lower"|"volume_lower"|"log_volume_upper"|"volume_upper"|"estimate_volume"|"geometric_width"|"mean_width"|"max_width"|"relative_width"|"generator_sum" How large a set is.
---@field refine? integer Parts into which each sample's set is cut; what is measured is the hull of their images, and never larger than the image of the whole.

---The size of the reachable set of each sample: how far its outputs can be moved by perturbations of at most eps. Robustness is its inverse.
---@param net tarn.network|function A network, or any function of one tensor.
---@param x tarn.tensor Samples, one a row.
---@param eps tarn.tensor The radius, or one for each feature.
---@param options? tarn.options.reach.sensitivity
---@return tarn.tensor
function reach.sensitivity(net, x, eps, options) end

---@class (exact) tarn.options.reach.range
---@field of? tarn.tensor A matrix: each of its rows is a linear combination of the outputs, whose range is asked for instead of that of each output.
---@field timeout? number Seconds for each row of the set.
---@field tolerance? number How far outer and inner bounds may be apart.

---The exact range of each output on a set, or of linear combinations of outputs, by branch and bound over inputs and neurons. The outer bounds hold whenever the time is over; the inner ones are attained. Networks are computed in double precision.
---@param net tarn.network|function A network, or any function of one tensor.
---@param set tarn.input_set From reach.ball or reach.box.
---@param options? tarn.options.reach.range
---@return tarn.output_range
function reach.range(net, set, options) end

---@class (exact) tarn.options.reach.output_volume
---@field timeout? number Seconds for each row of the set.

---The volume of the set of outputs itself, of a network of at most three: a length, an area, or a volume, of the union of the images of the parts of a set, from below and from above. Networks of ReLU and few neurons are cut into their linear pieces; the union of the images of these, of one or two outputs, is exact.
---@param net tarn.network|function A network, or any function of one tensor, of at most three outputs.
---@param set tarn.input_set From reach.ball or reach.box.
---@param options? tarn.options.reach.output_volume
---@return tarn.volume_bracket
function reach.output_volume(net, set, options) end

---@class (exact) tarn.options.reach.margin
---@field domain? "interval"|"zonotope"|"crown"|"crown_interval"|"alpha_crown"|"intersection" How sets are carried.
---@field slope? "minimax"|"deepz" Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's. (With domain = "zonotope", default "minimax".)
---@field max_generators? integer Zonotopes with more are reduced, to no fewer than a layer has elements. (With domain = "zonotope", default as many as there are.)
---@field iterations? integer Steps in which alpha_crown optimizes its lines. (With domain = "alpha_crown", default 20.)
---@field of? "interval"[]|"zonotope"|"crown"|"crown_interval"|"alpha_crown" The domains of an intersection. (With domain = "intersection", default {"interval", "zonotope", "crown"}.)
---@field sound? boolean Widen bounds by all that rounding can do: they hold in exact arithmetic.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---For each row a certified lower bound of the margin, the logit of its class minus the largest other logit, over all inputs within eps. Above 0 no such input changes the prediction. The differences are bounded as a whole, not as logits first.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param eps tarn.tensor The l-infinity radius, or one for each feature.
---@param options? tarn.options.reach.margin
---@return tarn.tensor
function reach.margin(net, x, y, eps, options) end

---@class (exact) tarn.options.reach.certified_accuracy
---@field domain? "interval"|"zonotope"|"crown"|"crown_interval"|"alpha_crown"|"intersection" How sets are carried.
---@field slope? "minimax"|"deepz" Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's. (With domain = "zonotope", default "minimax".)
---@field max_generators? integer Zonotopes with more are reduced, to no fewer than a layer has elements. (With domain = "zonotope", default as many as there are.)
---@field iterations? integer Steps in which alpha_crown optimizes its lines. (With domain = "alpha_crown", default 20.)
---@field of? "interval"[]|"zonotope"|"crown"|"crown_interval"|"alpha_crown" The domains of an intersection. (With domain = "intersection", default {"interval", "zonotope", "crown"}.)
---@field sound? boolean Widen bounds by all that rounding can do: they hold in exact arithmetic.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.

---The part of the samples whose certified margin is above 0: right, whatever is added.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param eps tarn.tensor The l-infinity radius, or one for each feature.
---@param options? tarn.options.reach.certified_accuracy
---@return number
function reach.certified_accuracy(net, x, y, eps, options) end

---@class (exact) tarn.options.reach.certified_radius
---@field domain? "interval"|"zonotope"|"crown"|"crown_interval"|"alpha_crown"|"intersection" How sets are carried.
---@field slope? "minimax"|"deepz" Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's. (With domain = "zonotope", default "minimax".)
---@field max_generators? integer Zonotopes with more are reduced, to no fewer than a layer has elements. (With domain = "zonotope", default as many as there are.)
---@field iterations? integer Steps in which alpha_crown optimizes its lines. (With domain = "alpha_crown", default 20.)
---@field of? "interval"[]|"zonotope"|"crown"|"crown_interval"|"alpha_crown" The domains of an intersection. (With domain = "intersection", default {"interval", "zonotope", "crown"}.)
---@field sound? boolean Widen bounds by all that rounding can do: they hold in exact arithmetic.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field max_eps? number The largest radius that is tried.
---@field tolerance? number How far the bisection goes.

---For each row the largest l-infinity radius, to the tolerance, at which its margin is certified to be above 0; at the radius that is returned it was. 0 for samples that are wrong.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options? tarn.options.reach.certified_radius
---@return tarn.tensor
function reach.certified_radius(net, x, y, options) end

---What a network must not do: boxes of inputs, and conditions on the outputs, in the language of the neural-network verification competition. Its numbers are rounded outward.
---@param path string A file in VNN-LIB.
---@return tarn.specification
function reach.vnnlib(path) end

---@class (exact) tarn.options.reach.verify
---@field timeout? number Seconds after which it gives up.
---@field workers? integer Threads.
---@field sound? boolean Whether unsat is proved against rounding too, not in real arithmetic alone.
---@field seed? integer Of the attack.

---Whether the network does anything that the specification calls unsafe: by attacks, bounds, and branch and bound over inputs or hidden neurons. Verdicts do not depend on the number of workers.
---@param net tarn.network A network; it is computed in double precision.
---@param spec tarn.specification From reach.vnnlib.
---@param options? tarn.options.reach.verify
---@return tarn.verdict
function reach.verify(net, spec, options) end

---Ranges of outputs over sets of inputs, proved and attained.
---@class tarn.output_range
---@field lower tarn.tensor [rows, outputs]: proved, against rounding too.
---@field upper tarn.tensor [rows, outputs]: proved.
---@field inner_lower tarn.tensor [rows, outputs]: attained at argmin; NaN if unknown.
---@field inner_upper tarn.tensor [rows, outputs]: attained at argmax.
---@field argmin tarn.tensor [rows, outputs, features...]: inputs.
---@field argmax tarn.tensor [rows, outputs, features...]: inputs.
---@field status "solved"|"timeout"|"interrupted" solved: all ranges are known to the tolerance; interrupted: by Ctrl-C.
---@field seconds number Time taken.
---@field splits integer Branches.

---Between which numbers the volume of each row's reachable set lies.
---@class tarn.volume_bracket
---@field lower tarn.tensor [rows]: proved.
---@field upper tarn.tensor [rows]: proved.
---@field exact tarn.tensor [rows]: 1 where the two are one number to rounding, else 0.

---Whether a network does anything that a specification calls unsafe.
---@class tarn.verdict
---@field status "unsat"|"sat"|"timeout"|"unknown" unsat: it never does; sat: it does, at the counterexample.
---@field seconds number Time taken.
---@field splits integer Branches.
---@field counterexample? tarn.tensor [inputs], float64: where it does, if it does.
---@field outputs? tarn.tensor [outputs]: what the network gives there.
---@field bound? number How near the worst part that is left came to be safe, above 0.

---Adversarial perturbations of inputs, on networks and functions.
attack = {}
tarn.attack = attack

---@class (exact) tarn.options.attack.fgsm
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised.

---One step of length eps along the sign of the gradient of the loss. success is 1 where the prediction is wrong, samples that were wrong before included; success_rate counts the others.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.fgsm
---@return tarn.attack_result
function attack.fgsm(net, x, y, options) end

---@class (exact) tarn.options.attack.bim
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field steps? integer Gradient steps.
---@field step_size? number Length of a step.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised.

---fgsm's step, repeated with a smaller length from the sample itself.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.bim
---@return tarn.attack_result
function attack.bim(net, x, y, options) end

---@class (exact) tarn.options.attack.pgd
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field steps? integer Gradient steps.
---@field step_size? number Length of a step.
---@field decay? number Steps shrink to this part of their length, by equal factors.
---@field restarts? integer Runs; the best point of all counts.
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised.

---Projected gradient steps, as fgsm's, each of which ends in the ball and the clip range. The result is the first point that fools the network, else the one of highest loss.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.pgd
---@return tarn.attack_result
function attack.pgd(net, x, y, options) end

---@class (exact) tarn.options.attack.mifgsm
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field steps? integer Gradient steps.
---@field step_size? number Length of a step.
---@field decay? number What is kept of the gradients before.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised.

---Steps along the sum of all gradients so far, each scaled to l1 norm 1.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.mifgsm
---@return tarn.attack_result
function attack.mifgsm(net, x, y, options) end

---@class (exact) tarn.options.attack.apgd
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field steps? integer Gradient steps.
---@field restarts? integer Runs; the best point of all counts.
---@field rho? number The part of the steps that must rise, or their length is halved.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised.
---@field targets? integer Other classes to go to, a run each; 0: none.
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt).

---Projected gradient steps that choose their length by themselves. loss = "dlr" with targets = 9 is APGD-T: a run towards each of the nine nearest classes.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.apgd
---@return tarn.attack_result
function attack.apgd(net, x, y, options) end

---@class (exact) tarn.options.attack.noise
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field samples? integer Points for each sample.

---Random points of the ball, uniform in volume; the first that fools the network counts.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.noise
---@return tarn.attack_result
function attack.noise(net, x, y, options) end

---@class (exact) tarn.options.attack.deepfool
---@field eps? tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field steps? integer Steps, at most.
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each.
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary.

---Steps onto the nearest boundary of the linearised network until the prediction changes. Looks for the nearest point: eps may be left out; with it points that lie further away are moved to that distance.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options? tarn.options.attack.deepfool
---@return tarn.attack_result
function attack.deepfool(net, x, y, options) end

---@class (exact) tarn.options.attack.cw
---@field eps? tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field searches? integer Steps of the binary search.
---@field iterations? integer Steps of Adam of each of them.
---@field step_size? number The rate of Adam.
---@field weight? number In norm "2": the first weight of the margin.

---Adam on the margin and the distance, with a binary search of the weight of the one against the other. Looks for the nearest point; eps may be left out.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options? tarn.options.attack.cw
---@return tarn.attack_result
function attack.cw(net, x, y, options) end

---@class (exact) tarn.options.attack.fab
---@field eps? tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field steps? integer Steps of a run.
---@field restarts? integer Runs; all but the first begin at random, near the sample.
---@field targets? integer Other classes to go to, a run each; 0: at each step the nearest of nine.
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt).
---@field alpha_max? number The largest part of the step from the sample.
---@field eta? number How far steps go, as a multiple of the way to the boundary.
---@field beta? number The part of the way from the sample that is left after a step back.

---Steps onto the boundary of the linearised network, drawn towards the sample, and back whenever the prediction changes. Looks for the nearest point; eps may be left out.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options? tarn.options.attack.fab
---@return tarn.attack_result
function attack.fab(net, x, y, options) end

---@class (exact) tarn.options.attack.square
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field queries? integer Changes that are tried.
---@field restarts? integer Runs; the best point of all counts.
---@field p_init? number The part of the features that the first windows cover; it shrinks.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised.

---A random search without gradients: changes of square windows, which are kept where they raise the loss.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.square
---@return tarn.attack_result
function attack.square(net, x, y, options) end

---@class (exact) tarn.options.attack.auto
---@field eps tarn.tensor The radius of the ball: a number, or one for each feature or row.
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field steps? integer Gradient steps of each search.
---@field targets? integer Other classes that apgd goes to.
---@field queries? integer Forward evaluations of square.

---The AutoAttack ensemble: apgd on cross-entropy, apgd towards other classes, fab, square, each on what is left. The original takes 100 steps and 9 classes, at four times the gradients. warnings lists what speaks against the result: a random network, a softmax at the end, zero gradients, a search without gradients that finds more, few classes.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.auto
---@return tarn.attack_result
function attack.auto(net, x, y, options) end

---The names of all attacks.
---@return any[]
function attack.names() end

---@class (exact) tarn.options.attack.curve
---@field norm? "inf"|"2"|"1" Its norm.
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field seed? integer Of what is drawn.
---@field targeted? boolean Whether predictions are to become a class; success is that they do.
---@field target? tarn.tensor With targeted: that class of each sample; the least likely unless given.
---@field budget? integer The most evaluations of a sample, forwards and gradients together.
---@field compact? boolean Whether fooled samples leave the batch.
---@field eps number[] The radii.
---@field attack? "fgsm"|"bim"|"pgd"|"mifgsm"|"apgd"|"noise"|"deepfool"|"cw"|"fab"|"square"|"auto"|function Any attack by name, with its options, or one of attack.custom with its defaults.
---@field loss? "cross_entropy"|"margin"|"dlr" What is raised. (With attack = "fgsm", "bim", "pgd", "mifgsm", "apgd", "square".)
---@field steps? integer Gradient steps. (With attack = "bim", "pgd", "mifgsm", "apgd", "deepfool", "fab", "auto".)
---@field step_size? number Length of a step. (With attack = "bim", "pgd", "mifgsm", "cw".)
---@field decay? number Steps shrink to this part of their length, by equal factors. (With attack = "pgd", "mifgsm".)
---@field restarts? integer Runs; the best point of all counts. (With attack = "pgd", "apgd", "fab", "square", default 1.)
---@field random_start? boolean Whether the first run begins at random in the ball, as all others do. (With attack = "pgd", default true.)
---@field rho? number The part of the steps that must rise, or their length is halved. (With attack = "apgd", default 0.75.)
---@field targets? integer Other classes to go to, a run each; 0: none. (With attack = "apgd", "fab", "auto".)
---@field order? "logits"|"malt" Which classes: the smallest differences of logits, or of logits over gradients (malt). (With attack = "apgd", "fab", default "malt".)
---@field samples? integer Points for each sample. (With attack = "noise", default 1.)
---@field candidates? integer Other classes that are looked at, the likeliest; a gradient each. (With attack = "deepfool", default 9.)
---@field overshoot? number By which part of the whole perturbation points lie beyond the boundary. (With attack = "deepfool", default 0.02.)
---@field searches? integer Steps of the binary search. (With attack = "cw", default 9.)
---@field iterations? integer Steps of Adam of each of them. (With attack = "cw", default 1000.)
---@field weight? number In norm "2": the first weight of the margin. (With attack = "cw", default 0.001.)
---@field alpha_max? number The largest part of the step from the sample. (With attack = "fab", default 0.1.)
---@field eta? number How far steps go, as a multiple of the way to the boundary. (With attack = "fab", default 1.05.)
---@field beta? number The part of the way from the sample that is left after a step back. (With attack = "fab", default 0.9.)
---@field queries? integer Changes that are tried. (With attack = "square", "auto", default 5000.)
---@field p_init? number The part of the features that the first windows cover; it shrinks. (With attack = "square", default 0.8.)

---The robust accuracy at several radii by one attack, in the order in which they are given. Samples that a smaller radius fooled are not attacked again; an attack that looks for the nearest point runs once. The list is that of the accuracies; accuracy is the same.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options tarn.options.attack.curve
---@return tarn.robustness_curve
function attack.curve(net, x, y, options) end

---@class (exact) tarn.options.attack.custom
---@field start? function function(p): the first points; the samples p.x unless given.
---@field step function function(p, x, gradient, k): the next points; k counts from 1. gradient is that of attack.pgd's objective at x.
---@field options? table What the attack takes besides: names and defaults; steps (default 40) and restarts are there.

---An attack of Lua functions, called like attack.pgd. p has x, y, eps, clip, key, the options, p.project(x) (onto ball and range), p.ascend(gradient) (the steepest direction of the norm) and p.rand(shape) (random numbers of each row, uniform in [0, 1)).
---@param name string Its name in errors.
---@param options tarn.options.attack.custom
---@return function
function attack.custom(name, options) end

---@class (exact) tarn.options.attack.exact
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field timeout? number Seconds a sample.
---@field tolerance? number How far the bounds may be apart.
---@field max_eps? number The largest distance that is sought; beyond it a sample stays unsolved, with this as its lower bound.

---The exact least l-infinity distance to an input of another class, by branch and bound over inputs and neurons: for small networks of ReLU, tanh and sigmoid, and slowly for any other. lower <= true distance <= upper for each sample, proved against rounding for the network in real arithmetic. Where the status is solved, the two are within the tolerance, and distance = upper is attained by adversarial, which the network, in double precision, gives another class; it is 0 where the sample is wrong already, and infinite where no valid input is of another class. Elsewhere, where time, Ctrl-C or max_eps ended the search, the status is timeout and distance is NaN.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options? tarn.options.attack.exact
---@return tarn.exact_distance
function attack.exact(net, x, y, options) end

---@class (exact) tarn.options.attack.bracket
---@field clip? tarn.tensor[] {low, high}: the range of valid inputs, numbers or tensors.
---@field eps? number[] Radii at which accuracies are asked for.
---@field timeout? number Seconds a sample.
---@field tolerance? number How far the attacked radius may be above the certified one, relative to it, for the search to end.
---@field seed? integer Of the attacks.

---For each sample the largest radius that is certified and the smallest at which an attack succeeds, and for each eps the accuracies between which the robust accuracy lies: intervals, zonotopes, CROWN, alpha-CROWN, attacks, and branch and bound for what these leave open. Certificates hold for the network in real arithmetic, attacks for the network as it is run. The methods are tried from the cheapest on, and each sample is left alone as soon as it is decided at all eps and its attacked radius is within the tolerance of the certified one, or its time is over; by says which method was needed for the last of its eps.
---@param net tarn.network|function A network, or any function from a batch to logits.
---@param x tarn.tensor Samples, one a row.
---@param y tarn.tensor Classes from 1.
---@param options? tarn.options.attack.bracket
---@return tarn.bracket
function attack.bracket(net, x, y, options) end

---What an attack found; one number a sample in each tensor.
---@class tarn.attack_result
---@field adversarial tarn.tensor The inputs that were found, in the shape of x.
---@field success tarn.tensor 1 where the prediction is wrong there, else 0.
---@field accuracy number The share of samples that are still right.
---@field success_rate number Of the samples that were right before, the share fooled.
---@field distance tarn.tensor From x to adversarial, in the norm of the attack.
---@field gradients integer Gradients of single samples that were computed.
---@field forwards integer Evaluations of single samples.
---@field undefined tarn.tensor 1 where a gradient or an output was NaN or infinite, and nothing was found.
---@field warnings? string[] Of an ensemble: what speaks against trusting the result.

---A list of accuracies, with further fields.
---@class tarn.robustness_curve
---@field accuracy number[] Robust accuracies, the same as the items.
---@field eps number[] The radii.
---@field gradients integer Gradients of single samples that were computed.
---@field forwards integer Evaluations of single samples.
---@field [integer] number

---lower <= true distance <= upper for each sample.
---@class tarn.exact_distance
---@field distance tarn.tensor [n]: upper where solved, else NaN.
---@field lower tarn.tensor [n]: proved.
---@field upper tarn.tensor [n]: attained by adversarial; infinite where none is known.
---@field adversarial tarn.tensor The inputs, in the shape of x; NaN where none is known.
---@field status ("solved"|"timeout")[] Of each sample.
---@field splits integer Branches, over all samples.

---Energy landscapes: minima, and the atlas that keeps them.
landscape = {}
tarn.landscape = landscape

---@class (exact) tarn.options.landscape.open
---@field net? tarn.network The network whose parameters are searched.
---@field loss? tarn.loss The energy, as a function of the parameters; in float64.
---@field data? tarn.dataset|table A data set, or a table {x =, y =}.
---@field energy? function Instead of net, loss and data: a scalar function of a vector.
---@field dim? integer The length of that vector.
---@field symmetry? "none"|"rigid"|function What leaves 'energy' as it is, so that images are one minimum: "rigid" motions and permutations of identical particles, or a function that gives a canonical copy of a vector, the same for all its images. Networks have theirs found.
---@field particles? integer Of a rigid symmetry: their number, `dim` / `dimension` if it is not given.
---@field dimension? integer Of a rigid symmetry: coordinates of each particle, one particle after another.
---@field shards? string Where mpirun has started several processes: the folder for the files of ranks, which may be on a disk of the machine; that of `path` unless given.

---Opens the atlas of minima of a loss, or of any function of a vector. An atlas made with another network, loss or data is an error that says what differs.
---@param path string An SQLite file, made if it is not there; ":memory:" for none.
---@param options? tarn.options.landscape.open
---@return tarn.atlas
function landscape.open(path, options) end

---@class (exact) tarn.options.landscape.import
---@field minima? string The file with the minima (for PATHSAMPLE and topsearch: min.data, or its folder); without it, an atlas that was imported before is opened.
---@field saddles? string|boolean The file with the transition states (for PATHSAMPLE and topsearch: ts.data, or its folder); true: where that program keeps them beside the minima, if it does; false: none.
---@field format? "csv"|"pathsample"|"pele"|"topsearch" Whose file it is.
---@field net? tarn.network The network whose parameters are searched.
---@field loss? tarn.loss The energy, as a function of the parameters; in float64.
---@field data? tarn.dataset|table A data set, or a table {x =, y =}.
---@field energy? function Instead of net, loss and data: a scalar function of a vector.
---@field dim? integer The length of that vector.
---@field symmetry? "none"|"rigid"|function What leaves 'energy' as it is, so that images are one minimum: "rigid" motions and permutations of identical particles, or a function that gives a canonical copy of a vector, the same for all its images. Networks have theirs found.
---@field particles? integer Of a rigid symmetry: their number, `dim` / `dimension` if it is not given.
---@field dimension? integer Of a rigid symmetry: coordinates of each particle, one particle after another.
---@field workers? integer Threads that prove points, where there is an energy; the session's unless given.
---@field progress? boolean Whether a bar is shown on a terminal.

---Puts the minima and transition states of another program into an atlas; returns it, and what was done. With net, loss and data, or energy and dim, every point is refined and proved, and stored only if it is proved, a transition state with the minima to which its paths down lead. Without them points are stored as they are, with proof = "imported": what evaluates the energy is then an error. Points of one file are not compared with each other, those that the atlas had before are. A csv file has the energy first, then the coordinates, or a header with energy, x1, x2, ... and further columns; that of transition states, minima.saddles.csv beside minima.csv, has the columns minimum1 and minimum2 as well: ids of minima.
---@param path string The atlas: an SQLite file, made if it is not there; ":memory:" for none.
---@param options? tarn.options.landscape.import
---@return tarn.atlas, tarn.import
function landscape.import(path, options) end

---@class (exact) tarn.options.landscape.merge
---@field net? tarn.network The network whose parameters are searched.
---@field loss? tarn.loss The energy, as a function of the parameters; in float64.
---@field data? tarn.dataset|table A data set, or a table {x =, y =}.
---@field energy? function Instead of net, loss and data: a scalar function of a vector.
---@field dim? integer The length of that vector.
---@field symmetry? "none"|"rigid"|function What leaves 'energy' as it is, so that images are one minimum: "rigid" motions and permutations of identical particles, or a function that gives a canonical copy of a vector, the same for all its images. Networks have theirs found.
---@field particles? integer Of a rigid symmetry: their number, `dim` / `dimension` if it is not given.
---@field dimension? integer Of a rigid symmetry: coordinates of each particle, one particle after another.

---Brings what several atlases have into one. A point that several have is one, with the hits of all their runs; each run counts once, so that merging a file again changes nothing, and the order changes nothing but ids. Of a column the number that came first stays, and conflicts counts the others. A search that was not finished goes on in its own file only. The energy (net, loss and data, or energy and dim) is needed where the symmetry is a function, and checks the files where it is given.
---@param paths string[] Atlases of one objective.
---@param out string The atlas that takes them, made if it is not there.
---@param options? tarn.options.landscape.merge
---@return tarn.merge
function landscape.merge(paths, out, options) end

---@class (exact) tarn.options.landscape.slice
---@field to? tarn.network|tarn.tensor|table Another network or vector of parameters, or a list of two: the slice goes through all of them. On the line the network lies at 0, the other at 1.
---@field directions? "random"|"lowest"|"highest"|tarn.tensor|table "random": drawn, and scaled to the parameters; "lowest", "highest": eigenvectors of the Hessian for those eigenvalues; or one or two vectors of as many numbers as there are parameters.
---@field dims? integer A line or a plane; unless given, a plane, or as many as there are vectors or other points.
---@field steps? integer|integer[] Points along each direction.
---@field range? any Ends {lower, upper} along the first direction.
---@field range_y? any The same along the second.
---@field scale? "filter"|"layer"|"none" How long directions are: each filter or row of weights as that of the parameters, each layer, or as they are.
---@field ignore_bias? boolean Whether directions leave biases and factors of batch normalisation as they are.
---@field margin? number Of a slice through several points: around them, times their extent.
---@field columns? table Functions by name, function(net, a, b, x): a number or a scalar tensor at every point; net is nil for an atlas of an energy.
---@field seed? integer Seed; the session's unless given.
---@field workers? integer Threads; the session's unless given.
---@field progress? boolean Whether a bar is shown on a terminal.

---The loss on a line or a plane through the parameters of a network, with further numbers beside it. Random directions are filter-normalised, so that slices of different networks can be compared.
---@param net tarn.network The network in the middle; it stays as it is.
---@param loss tarn.loss The loss, computed in float64.
---@param data tarn.dataset|table A data set, or a table {x =, y =}.
---@param options? tarn.options.landscape.slice
---@return tarn.slice
function landscape.slice(net, loss, data, options) end

---A lower bound of loss.mse() + loss.l2(lambda) over all parameters of a two-layer ReLU network, of whatever width: the value of a feasible dual of the convex program over all activation patterns, rounded down.
---@param net tarn.network nn.Linear(1 or 2, any), nn.ReLU(), nn.Linear(any, 1); of it only that counts, and which biases there are.
---@param data tarn.dataset|table At most 20 samples: a data set, or a table {x =, y =}.
---@param lambda number The weight of the sum of squares of all parameters.
---@return tarn.convex_bound
function landscape.convex_bound(net, data, lambda) end

---What was done with minima of another program.
---@class tarn.import
---@field imported integer New in the atlas.
---@field known integer The atlas had them before.
---@field invalid integer The other program itself calls them invalid; not stored.
---@field failed integer Not proved, so not stored.
---@field failures table<string, integer> The same, counted by reason.
---@field notes string[] What the files have that was left out.
---@field energy_difference? number With an energy: the largest difference between it and the file's.
---@field saddles tarn.import_of_saddles The same of transition states.

---What was done with transition states.
---@class tarn.import_of_saddles
---@field imported integer New in the atlas.
---@field known integer The atlas had them before.
---@field invalid integer The other program itself calls them invalid; not stored.
---@field failed integer Not proved, so not stored.
---@field failures table<string, integer> The same, counted by reason.
---@field new_minima integer Minima below them that were not among the file's.

---What several atlases have together.
---@class tarn.merge
---@field minima integer In the result.
---@field saddles integer In the result.
---@field new integer Points that it did not have.
---@field known integer Points that it had.
---@field runs integer New runs.
---@field conflicts table<string, integer> For each column, the numbers that another one had kept out.

---Between which values the least loss of a two-layer ReLU network lies.
---@class tarn.convex_bound
---@field lower number No such network is below it: a feasible dual, rounded down.
---@field upper number The loss of a network of the program, which that of `units` or more hidden units can have.
---@field gap number Between the two, relative.
---@field units integer Hidden units of that network.
---@field patterns integer Activation patterns of the data.
---@field rounds integer In which patterns were added.

---Figures, drawn by gnuplot: fig:save("f.svg"), fig:show(). Values that are NaN, infinite, or not positive on a logarithmic axis are left out; of very many points those that pixels can show are drawn.
plot = {}
tarn.plot = plot

---@class (exact) tarn.options.plot.line
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field label? string Name in the legend.
---@field color? any A name (black, blue, brown, cyan, darkblue, gray, green, grey, lightgray, magenta, orange, pink, purple, red, sky, teal, vermilion, white, yellow) or "#RRGGBB"; the next of a series that color-blind readers can tell apart unless given.
---@field points? boolean Whether the points are drawn too.
---@field dashed? boolean Whether the line is dashed.
---@field dash? "solid"|"dashed"|"dotted"|"dashdot" How the line is dashed.
---@field line_width? number Width of the line; 2 unless given.
---@field marker? "circle"|"square"|"triangle"|"diamond"|"down"|"pentagon"|"cross"|"plus" Shape of the points; the next of a series unless given.
---@field point_size? number Size of the points, relative to the usual.
---@field alpha? number From 0, unseen, to 1, opaque.
---@field xerr? any[] One number >= 0 a point: how far a bar reaches to both sides.
---@field yerr? any[] One number >= 0 a point: how far a bar reaches up and down.
---@field band? any[] A shaded band around the line: {lower, upper}, two lists of y values, or one list of how far it reaches up and down.

---Points joined by a line.
---@param x any[] List or tensor; without y, these are the y values over 1, 2, ….
---@param y? any[] As many numbers; NaN leaves a gap.
---@param options? tarn.options.plot.line
---@return tarn.figure
function plot.line(x, y, options) end

---@class (exact) tarn.options.plot.scatter
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field color_label? string Text at the color bar.
---@field color_log? boolean Logarithmic colors.
---@field color_range? any Ends {lower, upper} of the color bar; those of the data unless given.
---@field palette? "viridis"|"diverging"|"gray" Colors of values; viridis unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it.
---@field label? string Name in the legend.
---@field color? any[] One number a point, shown as its color, or one color for all: A name (black, blue, brown, cyan, darkblue, gray, green, grey, lightgray, magenta, orange, pink, purple, red, sky, teal, vermilion, white, yellow) or "#RRGGBB"; the next of a series that color-blind readers can tell apart unless given.
---@field marker? "circle"|"square"|"triangle"|"diamond"|"down"|"pentagon"|"cross"|"plus" Shape of the points; the next of a series unless given.
---@field point_size? number Size of the points, relative to the usual.
---@field alpha? number From 0, unseen, to 1, opaque.
---@field xerr? any[] One number >= 0 a point: how far a bar reaches to both sides.
---@field yerr? any[] One number >= 0 a point: how far a bar reaches up and down.
---@field group? any[] One name or number a point: each group has its own color, shape and name in the legend.
---@field group_order? string[] The names of the groups in order; that of first appearance unless given.

---Points, in one color, by groups, or colored by a value.
---@param x any[] List or tensor.
---@param y any[] As many numbers.
---@param options? tarn.options.plot.scatter
---@return tarn.figure
function plot.scatter(x, y, options) end

---@class (exact) tarn.options.plot.histogram
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field label? string Name in the legend.
---@field color? any A name (black, blue, brown, cyan, darkblue, gray, green, grey, lightgray, magenta, orange, pink, purple, red, sky, teal, vermilion, white, yellow) or "#RRGGBB"; the next of a series that color-blind readers can tell apart unless given.
---@field alpha? number From 0, unseen, to 1, opaque.
---@field bins? integer Number of bins; chosen from the data unless given.

---How often values fall into bins of equal width.
---@param values any[] A list, or a tensor of any shape.
---@param options? tarn.options.plot.histogram
---@return tarn.figure
function plot.histogram(values, options) end

---@class (exact) tarn.options.plot.heatmap
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field color_label? string Text at the color bar.
---@field color_log? boolean Logarithmic colors.
---@field color_range? any Ends {lower, upper} of the color bar; those of the data unless given.
---@field palette? "viridis"|"diverging"|"gray" Colors of values; viridis unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it.
---@field x? any[] Increasing coordinates of the columns; 1, 2, … unless given.
---@field y? any[] Increasing coordinates of the rows; 1, 2, … unless given.

---The values of a matrix as colored cells; NaN stays white.
---@param matrix tarn.matrix Nested lists or tensor: row i is drawn at y[i], upwards, column j at x[j].
---@param options? tarn.options.plot.heatmap
---@return tarn.figure
function plot.heatmap(matrix, options) end

---@class (exact) tarn.options.plot.contour
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field color_label? string Text at the color bar.
---@field color_log? boolean Logarithmic colors.
---@field color_range? any Ends {lower, upper} of the color bar; those of the data unless given.
---@field palette? "viridis"|"diverging"|"gray" Colors of values; viridis unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it.
---@field x? any[] Increasing coordinates of the columns; 1, 2, … unless given.
---@field y? any[] Increasing coordinates of the rows; 1, 2, … unless given.
---@field levels? any[] Increasing values at which lines are drawn; about ten round numbers unless given.
---@field filled? boolean Whether colors fill what lies between the lines.

---Lines of equal value of a matrix; NaN stays white.
---@param matrix tarn.matrix Nested lists or tensor: row i is drawn at y[i], upwards, column j at x[j].
---@param options? tarn.options.plot.contour
---@return tarn.figure
function plot.contour(matrix, options) end

---@class (exact) tarn.options.plot.surface
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field color_label? string Text at the color bar.
---@field color_log? boolean Logarithmic colors.
---@field color_range? any Ends {lower, upper} of the color bar; those of the data unless given.
---@field palette? "viridis"|"diverging"|"gray" Colors of values; viridis unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it.
---@field x? any[] Increasing coordinates of the columns; 1, 2, … unless given.
---@field y? any[] Increasing coordinates of the rows; 1, 2, … unless given.
---@field tilt? number Degrees; 0 looks from above.
---@field turn? number Degrees around the vertical axis.

---The values of a matrix as heights, seen from the side; color_label stands at the vertical axis too.
---@param matrix tarn.matrix Nested lists or tensor: row i is drawn at y[i], upwards, column j at x[j].
---@param options? tarn.options.plot.surface
---@return tarn.figure
function plot.surface(matrix, options) end

---@class (exact) tarn.options.plot.images
---@field title? string Text above the figure.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field labels? string[]|number Text above each image.
---@field columns? integer Images side by side; chosen from their number unless given.
---@field range? any Values {black, white}; those of the data unless given, and {0, 1} for colors between them.
---@field palette? "viridis"|"diverging"|"gray" Colors of values; gray unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it.

---Images side by side, gray or red, green and blue.
---@param x any Images: [n, channels, height, width] with 1 or 3 channels, [n, height, width] or [height, width].
---@param options? tarn.options.plot.images
---@return tarn.figure
function plot.images(x, options) end

---@class (exact) tarn.options.plot.curves
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field fields? string[] Which curves, in this order; all unless given.

---Named series over 1, 2, 3, …, such as the history of a training.
---@param history table Lists by name, or one record of numbers for each epoch.
---@param options? tarn.options.plot.curves
---@return tarn.figure
function plot.curves(history, options) end

---@class (exact) tarn.options.plot.panels
---@field title? string Text above the figure.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field columns? integer Figures side by side; 2 unless given, 1 of a single figure.
---@field share? "x"|"y"|"both" Which axes show the same range in all panels: what holds the data of each.
---@field tags? boolean Whether titles begin with (a), (b), ….

---Figures side by side and below each other, each on axes of its own, all equally large. The height, unless given, keeps the shape of the first one.
---@param figures tarn.figure[] Figures, row by row.
---@param options? tarn.options.plot.panels
---@return tarn.figure
function plot.panels(figures, options) end

---@class (exact) tarn.options.plot.reach
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field dims? integer[] {i, j}: the two outputs; {1, 2} unless given.
---@field rows? integer[] Which rows are drawn; all unless given.
---@field samples? integer Points of each row's input set, half of them corners, whose outputs are drawn.
---@field seed? integer Seed; the session's unless given.

---Reachable sets projected on two outputs, with outputs of sampled inputs inside: the exact outline of zonotopes, the boxes of other domains.
---@param set tarn.reachable_set From reach.output.
---@param options? tarn.options.plot.reach
---@return tarn.figure
function plot.reach(set, options) end

---@class (exact) tarn.options.plot.tree
---@field title? string Text above the figure.
---@field xlabel? string Text at the x axis.
---@field ylabel? string Text at the y axis.
---@field xlog? boolean Logarithmic x axis.
---@field ylog? boolean Logarithmic y axis.
---@field xrange? any Ends {lower, upper} of the x axis; those of the data unless given.
---@field yrange? any Ends {lower, upper} of the y axis; those of the data unless given.
---@field legend? boolean|"auto"|"none"|"top left"|"top right"|"bottom left"|"bottom right"|"right"|"below" Where the labels are listed: outside of the axes unless a corner is named; false for nowhere.
---@field grid? boolean Whether faint lines stand behind the data.
---@field equal? boolean Whether one unit is as long on both axes.
---@field width? any Pixels, 96 to the inch, or a text such as "8.5cm" or "3.3in"; unless given, what goes with the height, or 800.
---@field height? any As the width; unless given, what goes with the width: as 560 to 800, images as high as they are.
---@field font_size? number Of all letters, in points; grows with the figure, from 11 at the usual size, unless given.
---@field dpi? number Pixels to the inch of a png, whose letters and lines grow with them.
---@field color_label? string Text at the color bar.
---@field color_log? boolean Logarithmic colors.
---@field color_range? any Ends {lower, upper} of the color bar; those of the data unless given.
---@field palette? "viridis"|"diverging"|"gray" Colors of values; viridis unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it.
---@field color_by? string The column, such as "sensitivity", whose numbers color the lines of the minima; gray where there is none.
---@field joins? "sloped"|"square" Whether lines lean from a join, or run across and down.
---@field labels? boolean Whether ids are written below, where there is room.
---@field min_barrier? number Minima from which a path to a lower one climbs less than this are left out.
---@field levels? integer Joins are lifted to so many energies at equal distances, as in the first disconnectivity graphs; exact unless given.
---@field connected? boolean Whether only minima that are connected with the lowest one are kept.

---A disconnectivity graph: every line ends at the energy of a minimum, and lines join where a path between them is known. The lowest minimum stands in the middle; parts that are not connected stand side by side. A subtree narrower than a pixel is drawn as its lowest minimum.
---@param atlas tarn.atlas|tarn.tree An atlas, or its tree.
---@param options? tarn.options.plot.tree
---@return tarn.figure
function plot.tree(atlas, options) end

---Statistics of lists or tensors of numbers, and tables of results.
stats = {}
tarn.stats = stats

---The arithmetic mean.
---@param values any[] A list, or a tensor of any shape.
---@return number
function stats.mean(values) end

---@class (exact) tarn.options.stats.std
---@field population? boolean Divide by n instead of n - 1.

---The standard deviation of a sample.
---@param values any[] A list, or a tensor of any shape.
---@param options? tarn.options.stats.std
---@return number
function stats.std(values, options) end

---The middle value, or the mean of the two middle ones.
---@param values any[] A list, or a tensor of any shape.
---@return number
function stats.median(values) end

---The value below which a share of the values lies, linear between neighbors.
---@param values any[] A list, or a tensor of any shape.
---@param q number|any[] The share of values below, 0 to 1; or a list of them.
---@return any # number or list
function stats.quantile(values, q) end

---Spearman's rank correlation, ties sharing their mean rank. p is two-sided, against independence; n is the number of pairs.
---@param x any[] List or tensor, at least three numbers.
---@param y any[] As many numbers.
---@return tarn.correlation
function stats.spearman(x, y) end

---Kendall's tau-b, which corrects for ties. p is two-sided, against independence; n is the number of pairs.
---@param x any[] List or tensor, at least three numbers.
---@param y any[] As many numbers.
---@return tarn.correlation
function stats.kendall(x, y) end

---Pearson's linear correlation. p is two-sided, against independence; n is the number of pairs.
---@param x any[] List or tensor, at least three numbers.
---@param y any[] As many numbers.
---@return tarn.correlation
function stats.pearson(x, y) end

---@class (exact) tarn.options.stats.bootstrap
---@field n? integer How many lists are drawn.
---@field confidence? number Share of the values inside the interval.
---@field seed? integer Seed; the session's unless given.

---Draws lists from the list with replacement and calls f with each: value is f of the list itself, low and high hold the middle share of the others, error is their standard deviation, defined the share that is not NaN.
---@param list table|tarn.tensor Anything that a list can hold: numbers, pairs, records; or a tensor of numbers.
---@param f function From a list like it to a number; NaN: no such number.
---@param options? tarn.options.stats.bootstrap
---@return tarn.bootstrap
function stats.bootstrap(list, f, options) end

---@class (exact) tarn.options.stats.histogram
---@field bins? integer Number of bins.
---@field range? any Ends {lower, upper}, outside which values are left out.

---Counts values in bins of equal width; each holds its lower edge, the last one both. There is one edge more than counts.
---@param values any[] A list, or a tensor of any shape.
---@param options? tarn.options.stats.histogram
---@return tarn.histogram
function stats.histogram(values, options) end

---@class (exact) tarn.options.stats.table
---@field columns? string[] The columns to show, in this order; for lists, their names. All, sorted, unless given.
---@field digits? integer Significant digits of numbers.

---A table of results: print aligns it; it has :csv(), :markdown() and :latex().
---@param rows table[] Records with named fields, or lists.
---@param options? tarn.options.stats.table
---@return tarn.stats_table
function stats.table(rows, options) end

---How two lists go together.
---@class tarn.correlation
---@field value number The coefficient, -1 to 1.
---@field p number Two-sided, against independence.
---@field n integer Pairs.

---How far a statistic would vary.
---@class tarn.bootstrap
---@field value number Of the list itself.
---@field low number Lower end of the interval.
---@field high number Its upper end.
---@field error number Standard deviation over the drawn lists.
---@field defined number The share of drawn lists that have a number.

---Counts of values in bins.
---@class tarn.histogram
---@field edges number[] One more than counts.
---@field counts integer[] Of each bin.
