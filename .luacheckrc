std = "lua54"
max_line_length = 100
-- The modules of Tarn, visible everywhere and assignable nowhere.
read_globals = {
  "tarn", "tensor", "nn", "loss", "optim", "data", "reach", "attack", "landscape", "plot", "stats",
}
files["Tests/RecipePrograms"] = { read_globals = { "check" } }
-- Editor stubs: generated, and definitions only.
exclude_files = { "stdlib/meta" }
-- Tests say `not (a == b)` where they test `==` itself, and tables of cases have long lines.
files["Tests/LuaTests"] = { max_line_length = 130, ignore = { "581" } }
