-- Files that recipes write. "{seed}" in a name is the seed, so that a run does not write over the
-- file of another; a name that nothing can be written to is an error before the work, not after it.

local files = {}

local function ends_in(path, endings)
  for _, ending in ipairs(endings) do
    if path:lower():sub(-#ending) == ending then return true end
  end
  return false
end

-- The name with the seed in it; nil for an empty one, which says that no file is wanted.
function files.named(path, seed, endings)
  if path == "" then return nil end
  path = path:gsub("{seed}", seed)
  if not ends_in(path, endings) then
    error(('cannot save "%s": the file name must end in %s'):format(path,
      table.concat(endings, ", ")), 0)
  end
  -- To open for appending changes nothing in a file; one that was not there is removed again.
  local before = io.open(path)
  local file, reason = io.open(path, "ab")
  if not file then error("cannot save " .. reason, 0) end
  file:close()
  if before then before:close() else os.remove(path) end
  return path
end

function files.figure(path, seed)
  return files.named(path, seed, { ".svg", ".png", ".pdf", ".csv", ".gp" })
end

function files.network(path, seed)
  return files.named(path, seed, { ".safetensors", ".npz", ".onnx" })
end

return files
