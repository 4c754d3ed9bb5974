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

-- digest sums up what a conversion of os.date gives on every day of a year,
-- and on some days far away.
function digest(conversion)
  local sum, count = 0, 0
  local function add(t)
    for _, b in ipairs{os.date("!%" .. conversion, t):byte(1, -1)} do
      sum, count = (sum * 31 + b) % 16777213, count + 1
    end
  end
  for day = 0, 370 do add(946684800 + day * 86400 + day * 3617) end
  for _, far in ipairs{-62200000000, -62100000000, -50000000000, -3e9, -1, 0, 4e9, 253402300799, 253402300800, 3e11, 1e15} do
    for day = 0, 3 do add(far + day * 86400) end
  end
  return sum, count
end

-- normal writes the time that os.time makes of t, which is local as t is.
function normal(t) return os.date("%Y-%m-%d %H:%M:%S", os.time(t)) end

-- sorted writes a table's fields in order.
function sorted(t)
  local s = {}
  for k, v in pairs(t) do s[#s + 1] = tostring(k) .. "=" .. tostring(v) end
  table.sort(s)
  return table.concat(s, " ")
end
