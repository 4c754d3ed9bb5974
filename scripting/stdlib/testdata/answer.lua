-- answer runs a snippet and writes its results or its error on a line.
local function quote(s)
  return '"' .. s:gsub('[%c"\\\127-\255]', function(c) return ("\\%03d"):format(c:byte()) end) .. '"'
end

local function show(v)
  if type(v) == "string" then return quote(v) end
  if type(v) == "number" and v ~= v then return "nan" end
  if type(v) == "number" or type(v) == "boolean" or v == nil then return tostring(v) end
  return type(v)
end

function answer(line)
  local f, problem = loadstring("return " .. line, "=snippet")
  if not f then f, problem = loadstring(line, "=snippet") end
  if not f then return "syntax error" end
  local results = {n = 0}
  local function keep(...)
    results = {n = select("#", ...), ...}
  end
  keep(pcall(f))
  if not results[1] then
    return "error: " .. (tostring(results[2]):gsub("^snippet:%d+: ", ""))
  end
  local t = {}
  for i = 2, results.n do t[i - 1] = show(results[i]) end
  return table.concat(t, ", ")
end
