-- Decoders of a plugin, most of them wrong.
plugin{name = "p", decoders = {
  short = function(data) return {{name = "length", bytes = 1, value = data:byte(1)}, {name = "body", bytes = data:byte(1)}} end,
  nest = function(data) return {{name = "outer", parts = {{name = "a", bytes = 1}, {name = "b", bytes = 1, value = true, note = "a flag"}}}} end,
  none = function() return {} end, nothing = function() end, text = function() return "x" end, broken = function() error("broken") end,
  noname = function() return {{bytes = 1}} end, negative = function() return {{name = "n", bytes = -1}} end,
  half = function() return {{name = "n", bytes = 1.5}} end, value = function() return {{name = "n", bytes = 1, value = {}}} end,
  loop = function() local t = {name = "t"} t.parts = {t} return {t} end,
  flood = function() local t = {} for i = 1, 20000 do t[i] = {name = "n", bytes = 0} end return t end}}
