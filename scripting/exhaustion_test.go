//go:build unix

package scripting

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// childOf names the variable that tells this test binary to be a child with few
// descriptors.
const childOf = "SOCKPIT_TEST_FEW_DESCRIPTORS"

// A script that takes every descriptor there is gets an error that says so, and
// goes on when it has closed some. The limit is that of a process, so the script
// runs in one of its own.
func TestDescriptorExhaustion(t *testing.T) {
	t.Parallel()
	if os.Getenv(childOf) != "" {
		t.Skip("this is the child")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestWithFewDescriptors$", "-test.v")
	cmd.Env = append(os.Environ(), childOf+"=64")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestWithFewDescriptors") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestWithFewDescriptors(t *testing.T) {
	if os.Getenv(childOf) == "" {
		t.Skip("run by TestDescriptorExhaustion")
	}
	h, _ := newHost(t, Config{})
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = 64
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	o := h.Run("t.lua", `
local l = listen(0)
local open, err = {}
repeat
  local c
  c, err = try(dial, l.local_port)
  open[#open + 1] = c
until err
expect.equal(err.code, "EMFILE")
expect(err.message:find("too many open files", 1, true), err.message)
local held = #sockets()
expect(held > 40, "most of the 64 are sockets")
expect(err.hint:find(tostring(held), 1, true), "the hint says how many are open: " .. err.hint)

-- every way to make a socket says the same, and nothing is half made
for _, make in ipairs{function() accept(l) end, function() socket("udp") end, function() pair("tcp") end,
  function() pair("unix") end, function() listen(0) end} do
  expect.error("EMFILE", make)
end
expect.equal(#sockets(), held, "as many as before")
send(open[1], "still usable")

-- what needs more than the one that is left gives that one back
close(table.remove(open))
for i = 1, 5 do
  for _, network in ipairs{"tcp", "udp", "unix", "unixgram"} do
    expect.error("EMFILE", pair, network)
  end
end
close(socket("tcp"))

for i = 1, 6 do
  close(table.remove(open))
end
local c = dial(l.local_port)
local s = accept(l)
expect.equal(recv(s), "still usable")
local a, b = pair("tcp")
send(a, "on we go")
expect.equal(recv(b), "on we go")`)
	for _, f := range o.Failures {
		t.Errorf("%v\n%s", f, f.Hint)
	}
}
