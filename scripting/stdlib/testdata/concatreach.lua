-- Each is true: what a script does to the functions it sees changes nothing of the operator.

string.rep, table.concat, tostring = nil, nil, nil return "a" .. 1 .. "b" == "a1b"
setfenv(1, {}) return "a" .. "b" == "ab"
local g, p = _G, pairs for k in p(g) do g[k] = nil end return "a" .. "b" == "ab"
getmetatable("").__concat = function() return "mine" end return "a" .. "b" == "ab"
for k in pairs(_G) do assert(type(k) == "string" and not k:find("%W") or k:find("_")) end return true
local s = "\0" .. "0" return s == "\0000" and #s == 2
local s = "\0000" local t = "a" .. "b" return type(s) == "string" and #s == 2 and t == "ab"
return ({["\0000"] = "a" .. "b"})["\0000"] == "ab"
local t = {} t["\0000"] = "a" .. "b" return t["\0000"] == "ab" and type(next(t)) == "string"
