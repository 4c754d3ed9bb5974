//go:build !windows

package main

import "testing"

const stepped = `local l = listen(0)
local server = spawn(function()
  local s = accept(l)
  local n = 0
  while true do
    local line = recv_line(s)
    if not line then
      break
    end
    n = n + #line
    send(s, n .. "\n")
  end
  close(s)
end)
local c = dial(l.local_port)
step("talk")
for _, word in ipairs{"one", "three"} do
  send(c, word .. "\n")
  print("the server counts " .. recv_line(c))
end
step("end")
shutdown(c, "write")
join(server)
`

// TestStepScreen walks a script on the full screen: moves, a breakpoint, Lua in
// the stopped place, another task, the pages; then the prompt has the sockets.
func TestStepScreen(t *testing.T) {
	t.Parallel()
	p := openTerminal(t, map[string]string{"count.lua": stepped}, "step", "-i", "count.lua")
	p.await(`count\.lua ─(?s:.*)▶   1 local l = listen(?s:.*)no sockets yet(?s:.*)▶ 1  stands at line 1, about to call listen`)
	p.send("n")
	p.await(`▶   2 local server(?s:.*)\+ l #1 :\d+ +LISTEN +queue 0/4096`)
	p.send("nn")
	p.await(`▶  16 step(?s:.*)~ l +#1 :\d+ +LISTEN +queue 0→1/4096(?s:.*)\+ c +#2 :\d+ → :\d+ ESTABLISHED(?s:.*)queued(?s:.*)  2  stands at line 3, about to call accept`)
	p.send("t2\r")
	p.await(`▶ +3 +local s(?s:.*)▶ 2  stands at line 3`)
	p.send("t9\r")
	p.await(`└ there is no task 9`)
	p.send("t\r") // the next that stands
	p.await(`▶ +16 step(?s:.*)▶ 1  stands at line 16`)
	p.send("b\r")
	p.await(`└ breakpoint 1 at count\.lua:16`)
	p.send("b\r")
	p.await(`└ breakpoint 1 at count\.lua:16 is taken away`)
	p.send("b11 if n > 3\r")
	p.await(`breakpoint 2 at count\.lua:11 if n > 3`)
	p.send("c")
	p.await(`count\.lua ─(?s:.*)▶  11(?s:.*)\+ s +#3 (?s:.*)▶ 2  stands at line 11: breakpoint 2 at count\.lua:11 if n > 3(?s:.*)flow(?s:.*)"three\\n"(?s:.*)the server counts 3`)
	p.send(":n, line, c\r")
	p.await(`n, line, c  →  8  "three"  nil`)
	p.send("v")
	p.await(`variables ─(?s:.*)captured socket #1(?s:.*)\+ n +8(?s:.*)\+ line +"three"(?s:.*)output`)
	p.send(":n = 9\r")
	p.await(`\+ n +9(?s:.*)└ n = 9: done`)
	p.send("v")
	p.await(`flow ─`)
	p.send(":n = 100\r:inspect(s)\r")
	p.await(`inspect\(s\) ─(?s:.*)peer +c(?s:.*)so far +2 bytes sent`)
	p.send("\x1b") // back to the table
	p.await(`▶  11`)
	p.send("\x1b[B\x1b[Bu\r") // two lines down, and until there
	p.await(`▶  13   close(?s:.*)1  waits in join(?s:.*)▶ 2  stands at line 13`)
	p.send("d")
	p.await(`diagram ─(?s:.*)"100\\n"`)
	p.send("xq") // any key goes back to the table
	p.await(`the server counts 100(?s:.*)> $`)
	p.send(":sockets\r")
	p.await(`listener(?s:.*)> $`)
}

// TestStepAtPrompt: :step goes into the full screen and back; Ctrl-C stops a
// loop at its next line, ends a typed call that waits, and leaves where a task
// stands.
func TestStepAtPrompt(t *testing.T) {
	t.Parallel()
	p := openTerminal(t, map[string]string{"loop.lua": "l = listen(0)\nn = 0\nwhile true do\n  n = n + 1\nend\n"})
	p.await(`> $`)
	p.send(":step loop.lua\r")
	p.await(`▶   1 l = listen`)
	p.send("c")
	p.await(`└ loop\.lua runs: Ctrl-C stops it at its next line`)
	p.send("\x03")
	p.await(`▶   [34] (?s:.*)\+ l #1`)
	p.send(":accept(l)\r")
	p.await(`1  waits in accept on l`)
	p.send("\x03")
	p.await(`└ accept\(l\)  →  `)
	p.send("\x03")
	p.await(`stopped(?s:.*)> $`)
	p.send("print(n > 0, l.state)\r")
	p.await(`true	LISTEN\n(?s:.*)> $`)
}
