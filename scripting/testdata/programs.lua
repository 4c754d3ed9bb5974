-- What generated programs are run by, in sockpit and in lua5.1 alike: run(n, text)
-- prints a line with what the program told and how it ended.
local out, ticks = {}, 0

-- S writes a value so that what differs looks different, and nothing else.
function S(v, depth)
  depth = depth or 0
  local t = type(v)
  if t == "number" then return v ~= v and "nan" or tostring(v) end
  if t == "string" then return string.format("%q", v) end
  if t ~= "table" then return t == "nil" and "nil" or t == "boolean" and tostring(v) or t end
  if depth > 3 then return "{...}" end
  local fields = {}
  for k, x in pairs(v) do fields[#fields + 1] = type(k):sub(1, 1) .. S(k, depth + 1) .. "=" .. S(x, depth + 1) end
  table.sort(fields)
  return "{" .. table.concat(fields, ",") .. "}"
end

function o(...)
  local line = {}
  for i = 1, select("#", ...) do line[i] = S((select(i, ...))) end
  if #out < 200 then out[#out + 1] = "(" .. table.concat(line, ",") .. ")" end
end

-- tick ends what goes on too long.
function tick()
  ticks = ticks + 1
  if ticks > 300 then error("enough!", 0) end
end

-- E writes an error: its place and its text if it has a ! in it. What the VM says
-- is worded otherwise here, and wrap puts a place before the place in lua5.1.
function E(e)
  if type(e) ~= "string" then return S(e) end
  if e:find("yield", 1, true) or e:find("coroutine", 1, true) then return "refused" end
  local place, text = "", e
  while text:find("^p:%d+: ") do place, text = text:match("^(p:%d+:) (.*)") end
  if text:find("!", 1, true) then return place .. text end
  return "error" -- an expression over several lines counts as its first here
end

-- P is pcall that tells, R is resume that tells; both give the values.
function P(...)
  local function tell(ok, ...)
    if ok then o("ok", ...) return ... end
    o("failed", E((...)))
    return "failed"
  end
  return tell(pcall(...))
end
function R(co, ...)
  local function tell(ok, ...)
    if ok then o("resumed", coroutine.status(co), ...) return ... end
    o("died", coroutine.status(co), E((...)))
  end
  return tell(coroutine.resume(co, ...))
end
Y = coroutine.yield

-- M makes an object with every operator of arithmetic, comparison and call.
function M(n)
  local meta = {}
  local function num(x) return type(x) == "table" and rawget(x, "n") or tonumber(x) or 0 end
  for _, op in ipairs{"add", "sub", "mul", "div", "mod", "pow", "concat"} do
    meta["__" .. op] = function(a, b) tick() return op .. S(num(a)) .. S(num(b)), "second" end
  end
  meta.__unm = function(a) tick() return M(-num(a)) end
  meta.__eq = function(a, b) return num(a) == num(b) end
  meta.__lt = function(a, b) return num(a) < num(b) end
  meta.__le = function(a, b) return num(a) <= num(b) end
  meta.__call = function(self, ...) tick() return num(self), select("#", ...), ... end
  meta.__index = function(self, k) tick() return k == "z" and "indexed" or nil end
  meta.__newindex = function(self, k, v) rawset(self, k, v and {v} or false) end
  meta.__tostring = function(self) return "M" .. S(num(self)) end
  return setmetatable({n = n}, meta)
end

function run(n, text)
  out, ticks = {}, 0
  local f, problem = loadstring(text, "=p")
  if not f then print(n .. " syntax") return end
  local function ended(ok, ...)
    if ok then o("end", ...) else o("failed", E((...))) end
  end
  ended(pcall(f, 1, "a", nil, 2.5))
  print(n .. " " .. table.concat(out))
end
