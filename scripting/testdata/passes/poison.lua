-- What one script does to shared values does not reach those of others.

--- metatables of basic types
for _, v in ipairs{1, true, "x", print, coroutine.create(print)} do
  expect(not pcall(setmetatable, v, {}), "no metatable for a " .. type(v))
end
expect(not pcall(setmetatable, nil, {}), "no metatable for nil")

--- getmetatable gives no way in
a, b = pair()
for what, v in pairs{socket = a, task = spawn(print), channel = channel(), error = select(2, try(recv, 5))} do
  expect.equal(getmetatable(v), what)
  expect(not pcall(setmetatable, v, {}), "it can't be replaced")
  expect(not pcall(rawset, v, "x", 1), "nor written to")
  expect(not pcall(rawget, v, "(methods)"), "nor read")
  expect(not pcall(function() return v["(methods)"] end), "by no name")
end
expect(type(getmetatable("")) ~= "table", "strings keep theirs")
expect.equal(getmetatable(expect), "expect")
expect.equal(getmetatable(_G), nil)

--- what is missing
for _, name in ipairs{"module", "dofile", "loadfile", "newproxy", "_printregs", "_GOPHER_LUA_VERSION"} do
  expect.equal(_G[name], nil)
end
for _, name in ipairs{"execute", "exit", "setenv", "remove", "rename", "tmpname"} do expect.equal(os[name], nil) end
for _, name in ipairs{"open", "popen", "lines", "read", "input", "output", "tmpfile", "stdin", "stderr", "close"} do expect.equal(io[name], nil) end
expect.equal(os.getenv("HOME"), nil)
for _, name in ipairs{"getinfo", "getlocal", "getmetatable", "getupvalue", "setlocal", "setmetatable", "setupvalue", "getfenv", "sethook"} do
  expect.equal(debug[name], nil)
end
expect.equal(string.dump, nil)

--- bytecode
local f, err = loadstring("\27Lua" .. ("\0"):rep(100))
expect(f == nil and err:find("compiled Lua is not loaded"), tostring(err))
local f, err = loadstring("#\n\27Lua")
expect(f == nil, "nor behind a first line")

--- our functions use their own library
string.format, string.find, table.concat, tostring, pairs, error, type, math.floor, coroutine.create = nil
_G.expect2 = expect
a, b = pair("tcp")
send(a, "x")
expect.equal(recv(b), "x")
expect.equal(select(2, try(recv, 5)).code, "ARGUMENT")
