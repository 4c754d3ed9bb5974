-- Helpers of the snippets, the same for both implementations.

-- all returns what the iterator of gmatch gives, as text.
function all(s, p)
  local t = {}
  for a, b, c in string.gmatch(s, p) do
    t[#t + 1] = tostring(a) .. (b and "," .. tostring(b) or "") .. (c and "," .. tostring(c) or "")
    if #t > 30 then break end
  end
  return table.concat(t, ";")
end

-- list returns the elements of t up to n, as text.
function list(t, n)
  local s = {}
  for i = 1, n or #t do s[i] = tostring(t[i]) end
  return table.concat(s, " ")
end

-- each calls f for every further argument and returns the results as text.
function each(f, ...)
  local s = {}
  for i = 1, select("#", ...) do s[i] = tostring((f((select(i, ...))))) end
  return table.concat(s, " ")
end

-- every returns the bytes that match pattern p.
function every(p)
  local t = {}
  for i = 0, 255 do
    if string.char(i):find(p) then t[#t + 1] = i end
  end
  return table.concat(t, " ")
end

text = "The quick brown fox, 42 years (old), jumps: over\tthe\nlazy dog."
object = setmetatable({}, {__tostring = function() return "an object" end})
chain = {__concat = function(a, b)
  local function name(x) return type(x) == "table" and x.name or tostring(x) end
  return "<" .. name(a) .. "," .. name(b) .. ">"
end}
A, B = setmetatable({name = "A"}, chain), setmetatable({name = "B"}, chain)
N = setmetatable({}, {
  __add = function(a, b) return "add " .. type(a) .. " " .. type(b) end,
  __unm = function() return "unm" end,
  __lt = function() return true end,
})

-- constructed builds a list of n items "i" with tail behind them, and tells which
-- items are not what they should be, and the fields.
function constructed(n, tail)
  local items = {}
  for i = 1, n do items[i] = '"' .. i .. '"' end
  local source = "local f = ... return {" .. table.concat(items, ",") .. (n > 0 and ", " or "") .. tail .. "}"
  local t = loadstring(source)(function() return "f1", "f2" end, 2, 3)
  local out = {}
  for k, v in pairs(t) do
    if tostring(k) ~= v then
      out[#out + 1] = tostring(k):sub(1, 8) .. "=" .. tostring(v):sub(1, 8)
    end
  end
  table.sort(out)
  return #t, table.concat(out, " ")
end
