-- A starter plugin: one command, one function and one decoder
--
-- Copy this file into a plugin folder of your own, rename it and change it.
-- A plugin is a Lua file that calls plugin{...}. It may use everything a
-- script may use, and nothing more.

-- The work is done in plain local functions, as in any script.

-- ask dials an address, sends one line, and gives the line that comes back.
local function ask(addr, line)
  local s = dial(addr, {timeout = 5})
  send(s, line .. "\n")
  local answer, err = try(recv_line, s, {timeout = 5})
  close(s) -- also when recv_line failed: that is what try is for
  if err and err ~= "eof" then
    error(err)
  end
  return answer
end

-- knock tries each port and prints whether anybody answers.
local function knock(...)
  for _, port in ipairs{...} do
    local s, err = try(dial, port, {timeout = 1})
    if s then
      close(s)
      print(port .. ": open")
    else
      print(port .. ": " .. err.code)
    end
  end
end

-- entry takes one message of a protocol apart: a kind in one byte, the length of
-- the text in one byte, the text. hex(data, "entry") shows it.
local function entry(data)
  local kind, length = data:byte(1, 2)
  return {
    {name = "kind", bytes = 1, value = kind, note = ({"question", "answer"})[kind]},
    {name = "length", bytes = 1, value = length},
    {name = "text", bytes = length or 0}, -- what is not there is told as missing
  }
end

plugin{
  name = "starter",
  summary = "an example to copy",

  -- A function becomes a global: ask(9000, "hello"). help(ask) shows what is
  -- written here. The example is Lua that runs by itself; it is tested.
  functions = {
    {
      name = "ask",
      params = "addr, line",
      returns = "the line that came back; nil if none came before the end of the stream",
      summary = "dials addr, sends a line and waits for one line",
      example = [[
local l = listen(0)
spawn(function()
  local s = accept(l)
  send(s, recv_line(s):upper() .. "\n")
  close(s)
end)
expect.equal(ask(l.local_port, "hello"), "HELLO")
close(l)]],
      run = ask,
    },
  },

  -- A command is typed at the prompt after a colon, :knock 9000 9001. Its run
  -- gets the words behind the command, each as a string.
  commands = {
    {
      name = "knock",
      args = "PORT...",
      summary = "tells which ports somebody listens on",
      run = knock,
    },
  },

  -- A decoder is given the bytes from where a message begins, and returns the
  -- message's parts in their order. decode("\1\2hi", "entry")[1].text is "hi".
  decoders = {entry = entry},
}
