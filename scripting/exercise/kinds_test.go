package exercise

import (
	"strings"
	"testing"
)

// read loads an exercise of which only some fields matter.
func read(t *testing.T, fields string) *Exercise {
	t.Helper()
	e, err := Load("test.lua", "", `exercise { id = "test/one", title = "One", task = "Do it.", start = "", solution = "", `+fields+" }", 0)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// judged runs all checks of an exercise with a program.
func judged(t *testing.T, e *Exercise, program string) *Verdict {
	t.Helper()
	r := All(t.Context(), e, Program{Text: program}, Options{Seed: 1}, nil)
	if r.Failed != nil && r.Failed.Broken != nil {
		t.Fatal(r.Failed.Broken)
	}
	return r.Failed
}

// failsWith expects a failure that says all of the words.
func failsWith(t *testing.T, v *Verdict, words ...string) {
	t.Helper()
	if v == nil {
		t.Fatalf("it passed, want a failure with %q", words)
	}
	text := v.Failed.Error() + " | " + v.Failed.Doing.EN
	if v.Failed.Program != nil {
		text += " | " + v.Failed.Program.Error()
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("want a failure that says %q, got %s", w, text)
		}
	}
}

func TestPredict(t *testing.T) {
	t.Parallel()
	e := read(t, `kind = "predict",
		world = [[l = listen(PORT) c = dial(PORT) send(c, "hello")]],
		checks = { { "the queue", function(t) t:run(); t:predicted("waiting", t:value("l.accept_queue"), "nobody has accepted") end } }`)
	if v := judged(t, e, "waiting = 1"); v != nil {
		t.Errorf("the right prediction fails: %v", v.Failed)
	}
	failsWith(t, judged(t, e, "waiting = 0"), "you predicted waiting = 0", "turned out to be 1", "nobody has accepted")
	failsWith(t, judged(t, e, `waiting = "?"`), "not predicted waiting yet")
	failsWith(t, judged(t, e, `waiting = one`), "not predicted waiting yet", "waiting is nil: a word needs its quotes")
	if v := judged(t, e, `waiting = "1"`); v != nil {
		t.Errorf("the right prediction in quotes fails: %v", v.Failed)
	}
	e = read(t, `kind = "predict", world = [[l = listen(PORT) s = l.state]],
		checks = { { "the state", function(t) t:run(); t:predicted("state", t:value("l.state")) end } }`)
	if v := judged(t, e, `state = " listen"`); v != nil {
		t.Errorf("the right prediction in small letters fails: %v", v.Failed)
	}
	failsWith(t, judged(t, e, `state = "listening"`), `you predicted state = "listening"`)
}

func TestRescue(t *testing.T) {
	t.Parallel()
	e := read(t, `kind = "rescue",
		world = [[l = listen(PORT) c = dial(PORT) s = accept(l) close(c)]],
		checks = { { "no CLOSE_WAIT", function(t) t:run(); t:settle(); t:eq(#t:sockets{state="CLOSE_WAIT"}, 0, "sockets in CLOSE_WAIT") end } }`)
	failsWith(t, judged(t, e, ""), "sockets in CLOSE_WAIT: expected 0, got 1")
	if v := judged(t, e, "close(s)"); v != nil {
		t.Errorf("the rescue fails: %v", v.Failed)
	}
}

func TestTyped(t *testing.T) {
	t.Parallel()
	e := read(t, `kind = "repl",
		checks = { { "a listener", function(t) t:run(); t:eq(#t:sockets{state="LISTEN"}, 1, "listeners") end } }`)
	if v := judged(t, e, "l.id\nlocal l = listen(PORT)"); v != nil {
		t.Errorf("a line that failed ends it: %v", v.Failed)
	}
	if v := judged(t, e, "local l = listen(PORT)\n:sockets\nl.state"); v != nil {
		t.Errorf("it fails: %v", v.Failed)
	}
	failsWith(t, judged(t, e, "listen(PORT):close()"), "listeners: expected 1, got 0")
}

// What a client exercise's checker does: it is the server.
func TestClient(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "it asks", function(t)
		local s = t:server()
		t:run()
		local c = s:accept("dial PORT")
		local w = t:word()
		c:send(w .. "\n")
		t:eq(c:line("answer"), w:upper(), "the answer")
		c:expect_eof()
		t:ended()
	end } }`)
	const good = `local c = dial(PORT); send(c, recv_line(c):upper() .. "\n")`
	if v := judged(t, e, good); v != nil {
		t.Errorf("it fails: %v", v.Failed)
	}
	failsWith(t, judged(t, e, `print(1)`), "did not connect to the server on PORT", "dial PORT")
	failsWith(t, judged(t, e, `local c = dial(PORT); recv(c); recv(c)`), "expected a line, got nothing", "waits in recv(c)")
	failsWith(t, judged(t, e, good+" local x = nil + 1"), "end without an error", "program.lua:1")
}

func TestDatagrams(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "echo", function(t)
		t:run()
		local a, b = t:udp(), t:udp()
		a:send("one"); b:send(""); a:expect("one"); b:expect("")
		a:send("two"); a:expect("two", "echo each"); a:expect_nothing()
	end } }`)
	if v := judged(t, e, `local s = listen("udp://127.0.0.1:" .. PORT); while true do local d, from = recvfrom(s); sendto(s, d, from) end`); v != nil {
		t.Errorf("it fails: %v", v.Failed)
	}
	failsWith(t, judged(t, e, `local s = listen("udp://127.0.0.1:" .. PORT); for i = 1, 2 do local d, from = recvfrom(s); sendto(s, d, from) end recvfrom(s); recvfrom(s)`),
		`expected the datagram "two", got nothing`, "echo each")
}

func TestScarce(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "few", function(t) t:limit{descriptors = 3}; t:run(); t:expect_print("EMFILE") end } }`)
	if v := judged(t, e, `for i = 1, 4 do local s, err = try(listen, 0); if err then print(err.code) end end`); v != nil {
		t.Errorf("it fails: %v", v.Failed)
	}
	if v := judged(t, e, `for i = 1, 40 do local s = listen(0); close(s) end print("EMFILE never")`); v != nil {
		t.Errorf("closing does not give descriptors back: %v", v.Failed)
	}
	e = read(t, `checks = { { "few", function(t) local s = t:server(); t:limit{ports = 2}; t:run(); t:expect_print("EADDRNOTAVAIL") end } }`)
	if v := judged(t, e, `for i = 1, 4 do local s, err = try(dial, PORT); _G[i] = s; if err then print(err.code) end end`); v != nil {
		t.Errorf("it fails: %v", v.Failed)
	}
}

func TestRestart(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "again", function(t)
		t:run(); t:client():expect_eof("hang up first")
		t:restart(); t:client():expect_eof("hang up first")
	end } }`)
	const serve = `while true do close(accept(l)) end`
	if v := judged(t, e, "local l = listen(PORT) "+serve); v != nil {
		t.Errorf("it fails: %v", v.Failed)
	}
	failsWith(t, judged(t, e, "local l = listen(PORT, {reuseaddr=false}) "+serve), "nobody listens", "EADDRINUSE")
}

// A server that echoes gives up when nobody takes what it sends back, and long
// strings that differ are told by where.
func TestEcho(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "the echo", function(t)
		local s = t:server{ buffer = 16384 }
		t:give("DATA", ("x"):rep(8000000))
		t:start()
		s:accept():echo(8000000, "read while you send")
		t:ended()
	end } }`)
	all := `local c = dial(PORT) `
	if v := judged(t, e, all+`spawn(send, c, DATA) assert(recv_exactly(c, #DATA) == DATA)`); v != nil {
		t.Errorf("who reads while it sends fails: %v", v.Failed)
	}
	failsWith(t, judged(t, e, all+`send(c, DATA) recv_exactly(c, #DATA)`), "could send back only", "of 8000000 bytes", "read while you send")
	failsWith(t, judged(t, e, all+`send(c, "few") recv_exactly(c, 3)`), "expected 8000000 bytes to send back, got 3: the end of the stream")
	e = read(t, `checks = { { "long", function(t) local s = t:server() t:run() s:accept():expect(("x"):rep(5000)) end } }`)
	failsWith(t, judged(t, e, all+`send(c, ("x"):rep(4000) .. ("y"):rep(1000))`), "expected 5000 bytes, got others from byte 4001 on")
	failsWith(t, judged(t, e, all+`send(c, ("x"):rep(4000))`), "expected 5000 bytes, got 4000 bytes and then the end")
}

// A task that fails ends alone, and the program goes on: nothing else would say
// that it is not there any more.
func TestTaskThatFails(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "an answer", function(t) t:run(); t:client():expect("hello") end } }`)
	const spawns = "local l = listen(PORT)\nlocal function serve(s)\n  send(s, 'hello')\nend\n"
	v := judged(t, e, spawns+"spawn(serve) accept(l) accept(l)")
	failsWith(t, v, "expected \"hello\", got nothing", "your program waits in accept(l), line 5", "send: s: got nil, want a socket")
	if v != nil && v.Failed.Line != 3 {
		t.Errorf("it is about line %d, want 3", v.Failed.Line)
	}
	v = judged(t, e, spawns+"try(join, spawn(serve)) accept(l) accept(l)")
	if v == nil || v.Failed.Program != nil {
		t.Errorf("a failure that the program has taken is told: %v", v)
	}
}

// A wrong answer that some seeds let through is not caught: the author learns of it.
func TestWrongAnswerByChance(t *testing.T) {
	t.Parallel()
	e := read(t, `checks = { { "it prints", function(t)
			t:run()
			t:ok(t:printed() ~= "" or t:number(1, 2) == 1, "print")
		end } },
		wrong = { { name = "prints nothing", fails = "it prints", code = "" } }`)
	for _, i := range Prove(t.Context(), e, ProveOptions{Times: 120}).Items {
		if i.What == "wrong: prints nothing" && i.OK {
			t.Errorf("a wrong answer that passes half of the time is called caught: %s", i.How)
		}
	}
}
