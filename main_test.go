//go:build !windows

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain runs the program itself when a test has started this binary as it.
func TestMain(m *testing.M) {
	if os.Getenv("SOCKPIT_TEST_PROGRAM") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is sockpit as a command, in a folder of its own that is also its
// home.
func program(t *testing.T, files map[string]string, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "SOCKPIT_TEST_PROGRAM=1", "HOME="+dir, "XDG_CONFIG_HOME="+dir)
	return cmd
}

// run gives what a command prints to both outputs, and its exit status.
func run(t *testing.T, cmd *exec.Cmd, stdin string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &out
	if err := cmd.Run(); err != nil {
		if _, ok := err.(*exec.ExitError); !ok {
			t.Fatal(err)
		}
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"good.lua":   "step('one')\nlocal l = listen(0)\nexpect.equal(l.state, 'LISTEN')\nprint(arg[1])\nclose(l)\n",
		"open.lua":   "local l = listen(0)\n",
		"syntax.lua": "local l = listen(0)\nif l then\n  print('x'\nend\n",
		"name.lua":   "local function go()\n  lisen(0)\nend\ngo()\n",
		"public.lua": "dial('192.0.2.1:80')\n",
		"task.lua":   "local t = spawn(function()\n  local c\n  c:send('x')\nend)\nexpect.eventually(function() return t.done end)\n",
		"expect.lua": "local a, b = pair('tcp')\nsend(a, 'hello')\nexpect.equal(recv(b), 'hallo', 'bytes are kept')\n",
		"loop.lua":   "while true do end\n",
		"named.lua":  "try(dial, 'nosuch.invalid:80')\n",
		"named.json": `{"sockpit":1}
{"seq":1,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"getaddrinfo","via":"dial","arg":"nosuch.invalid","error":"EAI_NONAME"}
{"seq":2,"begin":"2024-02-29T12:00:01Z","took":0.1,"task":1,"call":"getaddrinfo","via":"dial","arg":"here.invalid","note":"the resolver: 127.0.0.1"}
`,
		"good.json": `{"sockpit":1,"tool":"sockpit 0.1","script":"good.lua","args":["word"],"began":"2024-02-29T12:00:00Z"}
{"step":"one","seq":1}
{"seq":1,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"line":"good.lua:2","call":"socket","socket":1,"made":1,"arg":"tcp4"}
`,
		"echo.json": `{"sockpit":1}
{"seq":1,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"socket","socket":2,"made":2,"arg":"tcp4"}
{"seq":2,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"listen","socket":2,"arg":"backlog 1","network":"tcp4","local":"127.0.0.1:1"}
{"seq":3,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"socket","socket":1,"made":1,"arg":"tcp4"}
{"seq":4,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"call":"connect","socket":1,"network":"tcp4","local":"127.0.0.1:2","remote":"127.0.0.1:1"}
{"seq":5,"begin":"2024-02-29T12:00:00Z","took":0.1,"task":1,"line":"x.lua:1","call":"accept","socket":2,"made":3,"network":"tcp4","local":"127.0.0.1:1","remote":"127.0.0.1:2"}
`,
		"bad.json": "{\"sockpit\":1}\n{\"seq\":1,\"begin\":\"2024-02-29T12:00:00Z\",\"call\":\"x\",\"took\":\"x\"}\n",
		"old.json": "{\"sockpit\":2}\n",
		"deep.lua": "local function f() return 1 + f() end\nf()\n",

		"stuck.lua":   "local a, b = pair('tcp')\nspawn(function()\n  recv(a)\nend)\nrecv(b)\n",
		"waits.lua":   "local l = listen(0)\naccept(l)\n",
		"refused.lua": "local l = listen(0)\nlocal p = l.local_port\nclose(l)\ndial(p)\n",
		"rethrow.lua": "local l = listen(0)\nlocal p = l.local_port\nclose(l)\nlocal ok, err = pcall(dial, p)\nerror(err)\n",
		"behind.lua":  "local l = listen(0)\nlocal p = l.local_port\nclose(l)\nlocal t = spawn(dial, p)\nexpect.eventually(function() return t.done end)\n",
	}
	const refused = `.*\n  The machine answered: nothing listens on port \d+ any more: task 1 at refused.lua:3\s+closed its\s+listener. No TCP socket of this session\s+listens`
	tests := []struct {
		args   string
		stdin  string
		status int
		want   string // a regular expression
	}{
		{"version", "", 0, `^sockpit \d`},
		{"--version", "", 0, `^sockpit \d`},
		{"lern", "", 2, `^sockpit: no command and no scenario called lern. Did you mean sockpit learn\?\n$`},
		{"good.lua word", "", 0, `(?s)^one\nword\nok   1 step, 1 expectation`},
		{"run --quiet good.lua word", "", 0, `^word\n$`},
		{"run --json good.lua", "", 0, `(?m)^\{"seq":1,.*"call":"socket"`},
		{"view good.json", "", 0, `(?s)^good.lua word  of .*  1 call, 1 step  written by sockpit 0.1\none\n +1 +\d\.\d{3} task 1 #1 +socket +tcp4 +ok, after 100 ms +good.lua:2\n$`},
		{"view echo.json --diagram", "", 0, `(?s)SYN, SYN-ACK, ACK.*accept`},
		{"view echo.json --diagram --lanes tasks", "", 0, `(?s)^ +main .* kernel.*connect.*SYN, SYN-ACK, ACK`},
		{"run --quiet --diagram --lanes ends accept", "", 0, `(?m)^ +client +client2 +kernel +listener +conn +conn2$`},
		{"run --trace named.lua", "", 0, `task 1 –   dial · getaddrinfo  nosuch.invalid   failed: DENIED`},
		{"run --quiet --diagram named.lua", "", 0, `dial +✗ DENIED`},
		{"view named.json", "", 0, `(?s)getaddrinfo  nosuch.invalid   failed: EAI_NONAME.*here.invalid +the resolver: 127.0.0.1`},
		{"view named.json --diagram", "", 0, `(?s)dial +✗ EAI_NONAME.*getaddrinfo   here.invalid: the resolver`},
		{"view named.json --diagram=named.svg", "", 0, `written`}, {"view named.json --diagram=named.mmd", "", 0, `written`}, {"view named.json --diagram=named.html", "", 0, `written`},
		{"view named.json --diagram --lanes tasks", "", 0, `getaddrinfo`}, {"view named.json --diagram --lanes sides", "", 0, `getaddrinfo`},
		{"replay named.json --client", "", 1, `no client in the log has connected to a server`},
		{"run --diagram --lanes nonsense good.lua", "", 2, `^sockpit: --lanes: got nonsense, want ends\|tasks\|sides\n$`},
		{"run --diagram=flow.png good.lua", "", 2, `^sockpit: diagram: flow.png: want a name that ends in .html, .svg, .mmd or .txt\n$`},
		{"run --diagram=run.svg good.lua word", "", 0, `(?s)\nok   1 step, [^\n]*\n  written to run.svg\n$`},
		{"run --quiet --diagram=quiet.svg good.lua word", "", 0, `^word\n$`},
		{"run --json --diagram=json.svg good.lua", "", 0, `(?s)^\{.*\}\n$`},
		{"view echo.json --diagram=flow.svg", "", 0, `^  written to flow.svg\n$`},
		{"view bad.json", "", 1, `bad.json: line 2: took: got "x", want seconds`},
		{"view old.json", "", 1, `old.json: line 1: sockpit: the log is of version 2`},
		{"view nosuch.json", "", 2, `can't read nosuch.json: no such file`},
		{"replay good.json", "", 2, `which side\? --client dials the live server, --server waits`},
		{"replay good.json --client --server", "", 2, `which side`},
		{"replay good.json --client", "", 1, `no client in the log has connected to a server`},
		{"replay bad.json --server", "", 1, `bad.json: line 2: took`},
		{"replay echo.json --client 127.0.0.1", "", 2, `address: `},
		{"replay echo.json --client 192.0.2.1:9", "", 1, `(?s)not a loopback address.*--allow-net`},
		{"replay echo.json --server --wait 1ms", "", 1, `(?s)^listening on 127.0.0.1:\d+\nno client came within 1ms; the log has 1, this would be number 1 \(event 5, x.lua:1\)\n$`},
		{"view -", "{}", 1, `line 1: not a log of sockpit`},
		{"run --trace good.lua", "", 0, `\d\.\d{3} task 1 #1 l +listen +backlog 4096 +ok +good.lua:2`},
		{"run --trace accept", "", 0, `(?s)  4 +\d\.\d{3} task 1 #1 listener +listen +backlog 4096 [^\n]*\n[^\n]*\na client dials[^\n]*\n[^\n]*dial · socket[^\n]*\n[^\n]*\n[^\n]*dial · connect[^\n]*\n[^\n]*\naccept takes`},
		{"run accept", "", 0, `(?m)^ok `},
		{"step good.lua word", "", 0, `(?s)▶ task 1  line 2    local l = listen\(0\)\n  \+ l +#1  listener.*\nword\n▶.*  - l +#1.*\nok   1 step, 1 expectation`},
		{"step good.lua word", "n\nq\n", 0, `(?s)^  n goes.*line 1 .*\none\n▶ task 1  line 2    local l = listen\(0\)\n$`},
		{"step --plain name.lua", "b go\nc\nc\n", 1, `(?s)  breakpoint 1 at name.lua:2\n▶ task 1  line 2      lisen\(0\)\n  breakpoint 1.*no function called lisen. Did you mean listen\?.*\nfailed`},
		{"step stuck.lua", "", 1, `(?s)  task 1 waits in recv on b, line 5\n▶ task 2  line 3      recv\(a\)\n  task 2 waits in recv on a, line 3\n.*deadlock`},
		{"step nosuch", "", 2, `no scenario called nosuch`},
		{"step", "", 2, `usage: sockpit step FILE.lua`},
		{"open.lua", "", 0, `1 socket was left open and closed at the end: l \(made at open.lua:1\)`},
		{"syntax.lua", "", 1, `syntax.lua:4: did not expect 'end' here: a bracket of line 3 is not closed`},
		{"name.lua", "", 1, `(?s)name.lua:2: no function called lisen. Did you mean listen\?.*2 │ +lisen\(0\).*called at name.lua:4`},
		{"public.lua", "", 1, `192.0.2.1 is not a loopback address.*--allow-net=192.0.2.1`},
		{"task.lua", "", 1, `task 2: task.lua:3: c is nil`},
		{"expect.lua", "", 1, `(?s)want  "hallo"\n +got   "hello"\n +\^ byte 2\n +why   bytes are kept.*ESTABLISHED`},
		{"run --timeout 100ms loop.lua", "", 1, `took more than 100ms \(limit: --timeout\)`},
		{"run --max-instructions 100000 loop.lua", "", 1, `100,?000 instructions \(limit: --max-instructions\)`},
		{"deep.lua", "", 1, `overflow`},
		{"stuck.lua", "", 1, `(?s)^stuck.lua:5: deadlock: every task waits.*5 │ recv\(b\)\n  task 1 waits in recv on b at stuck.lua:5 for a to send; task 2 waits in recv on a at stuck.lua:3\s+for b to send.*failed `},
		{"test good.lua stuck.lua", "", 1, `(?s)FAIL  stuck.lua.*deadlock: every task waits.*stuck.lua:3\s+for b to send.*1 passed, 1 failed`},
		{"", "a, b = pair('tcp')\nrecv(b)\n1 + 1\n", 1, `(?s)deadlock: the only task waits.*task 1 waits in recv on b at \[prompt\]:2 .recv\(b\). for a to send.*\n2\n$`},
		{"run --timeout 1500ms waits.lua", "", 1, `(?s)^  … everything waits: accept on l at waits.lua:2 for a client: another program may still dial\s+127.0.0.1:\d+. Ctrl-C ends it.\nwaits.lua:2: the run took more`},
		{"run --quiet --timeout 1500ms waits.lua", "", 1, `^waits.lua:2: the run took more`},
		{"refused.lua", "", 1, "(?s)^refused.lua:4: dial: .*ECONNREFUSED" + refused},
		{"test refused.lua", "", 1, "(?s)refused.lua:4: dial: .*ECONNREFUSED" + refused},
		{"rethrow.lua", "", 1, "(?s)^rethrow.lua:4: dial: .*ECONNREFUSED" + strings.ReplaceAll(refused, "refused", "rethrow")},
		{"behind.lua", "", 1, "(?s)^task 2: behind.lua:4: dial: .*ECONNREFUSED" + strings.ReplaceAll(refused, "refused", "behind")},
		{"run", "", 2, `usage: sockpit run`},
		{"run nosuch.lua", "", 2, `can't read nosuch.lua: no such file`},
		{"run acept", "", 2, `no scenario called acept. Did you mean accept\?`},
		{"--nosuch", "", 2, `unknown flag`},
		{"run --allow-net=nonsense accept", "", 2, `want an address or a range`},
		{"doc recv", "", 0, `recv\(s \[, max`},
		{"doc recvv", "", 2, `Did you mean recv\?`},
		{"list", "", 0, `(?m)^  accept +\S`},
		{"list accept", "", 0, `(?m)^-- `},
		{"test good.lua open.lua", "", 0, `2 passed, 0 failed`},
		{"test good.lua expect.lua", "", 1, `(?s)FAIL  expect.lua.*1 passed, 1 failed`},
		{"test nowhere", "", 2, `nowhere`},
		{"", "x = nil + 1\n1 + 1\n", 1, `(?s)cannot calculate with nil.*\n2\n$`},
		{"", ":nosuch\n", 1, `no command :nosuch`},
		{"", ":events x\n", 1, `want how many to show`},
		{"", "1 + 1\nprint('x')\n", 0, `^2\nx\n$`},
		{"", "l = listen(0)\n:quit\nprint('not reached')\n", 0, `^  \+ l  #1 .*\n$`},
		{"-e print(arg[1]) -e print(2+) word", "", 1, `^\[-e\]:2: `},
		{"--quiet -e print(arg[1],arg[2]) -e print(2) word -i", "", 0, `^word\t-i\n2\n$`},
		{"-e x=listen(0) -i", "x.state\n", 0, `(?s)^ok .*\n"LISTEN"\n$`},
		{"-e", "", 2, `flag needs an argument`},
		{"- word", "print(arg[1])\nx()", 1, `^word\n\[stdin\]:2: no function called x`},
		{"run --quiet - word", "print(arg[1])", 0, `^word\n$`},
		{"run --quiet -", "read_file('good.lua')", 1, `this code has no folder`},
		{"step -", "print(1)\nprint(2)", 0, `(?s)line 1    print\(1\)\n1\n.*line 2    print\(2\)\n2\n`},
		{"test good.lua -", "expect(false)", 1, `(?s)FAIL  \[stdin\].*1 passed, 1 failed`},
		{"-i open.lua", "l2 = listen(0)\n", 0, `(?s)ok .*\+ l2 +#2`},
	}
	for _, test := range tests {
		t.Run(test.args+test.stdin, func(t *testing.T) {
			t.Parallel()
			out, status := run(t, program(t, files, strings.Fields(test.args)...), test.stdin)
			if status != test.status {
				t.Errorf("exit status %d, want %d", status, test.status)
			}
			if !regexp.MustCompile(test.want).MatchString(out) {
				t.Errorf("printed\n%s\nwant a match of %s", out, test.want)
			}
		})
	}
}

// A program that is told to end leaves no socket file behind.
func TestTerminate(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"file.lua"}, nil} {
		text := "l = listen('unix://' .. 'here.sock')\nprint('ready')\naccept(l)\n"
		cmd := program(t, map[string]string{"file.lua": text}, args...)
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		await(t, out, "ready")
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
		if s, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGTERM {
			t.Errorf("%v ended with %v, want SIGTERM", args, cmd.ProcessState)
		}
		if _, err := os.Lstat(filepath.Join(cmd.Dir, "here.sock")); !os.IsNotExist(err) {
			t.Errorf("%v left the socket file behind (%v)", args, err)
		}
	}
}

// await reads until the text has come, and gives what it read.
func await(t *testing.T, out io.Reader, text string) *bytes.Buffer {
	t.Helper()
	var got bytes.Buffer
	buf := make([]byte, 1024)
	for !strings.Contains(got.String(), text) {
		n, err := out.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			t.Fatalf("ended before %q came: %s", text, got.String())
		}
	}
	return &got
}

// A run that waits ends at once on Ctrl-C, with the line it waited in.
func TestInterruptRun(t *testing.T) {
	t.Parallel()
	cmd := program(t, map[string]string{"hang.lua": "print('ready')\naccept(listen(0))\n"}, "hang.lua")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	text := await(t, out, "ready")
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_, _ = text.ReadFrom(out)
	_ = cmd.Wait()
	if !strings.Contains(text.String(), "stopped at hang.lua:2") || cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGINT {
		t.Errorf("exit status %d, printed %q", cmd.ProcessState.ExitCode(), text.String())
	}
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("it took %s to end", d)
	}
}

// What sockpit doc --luals writes is Lua, and knows exercises too.
func TestDefinitionsForEditors(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil, "doc", "--luals")
	out, status := run(t, cmd, "")
	if status != 0 || !strings.HasPrefix(out, "---@meta sockpit\n") || !strings.Contains(out, "\n---@class sockpit.peer\n") || !strings.Contains(out, "\nfunction recv(s, max, options) end\n") {
		t.Fatalf("exit status %d, got %.300s", status, out)
	}
	if said, status := run(t, program(t, nil, "--quiet", "-"), out); status != 0 {
		t.Errorf("it is no Lua: %.300s", said)
	}
}
