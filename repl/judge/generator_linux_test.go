package judge

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// A generator writes what is typed in a situation, an entry at a time: every function
// of the API that has to do with sockets, in states where it works and in others. It
// looks at the sockets that there are, and at nothing else.
type generator struct {
	*rand.Rand
	of      *situation
	n       int               // names given so far
	vars    map[string]int    // sockets that variables hold, by name
	tasks   []string          // variables that hold tasks
	errors  []string          // variables that hold errors
	ports   []string          // ports that were somebody's
	outside map[string]string // ends of the other program, by its name for them: what they are
}

// A move is one thing that can be done. It gives "" where it can't.
type move struct {
	weight int
	name   string
	entry  func(*generator) string
}

var moves = []move{
	{10, "listen", (*generator).listen},
	{3, "listen where another one is", (*generator).collide},
	{14, "dial", (*generator).dial},
	{4, "dial in vain", (*generator).dialVain},
	{12, "accept", func(g *generator) string {
		return g.on(isListener, func(l string) string { return g.makes("accept(%s, {timeout=0.01})", l) })
	}},
	{18, "send", (*generator).send},
	{16, "receive", (*generator).receive},
	{5, "shutdown", func(g *generator) string {
		return g.on(anySort, func(s string) string {
			return fmt.Sprintf("shutdown(%s, %q)", s, g.pick("write", "write", "read", "both"))
		})
	}},
	{7, "close", func(g *generator) string {
		return g.on(anySort, func(s string) string { return g.ends("close(%s)", s) })
	}},
	{3, "reset", func(g *generator) string {
		return g.on(anySort, func(s string) string { return g.ends("reset(%s)", s) })
	}},
	{9, "set an option", (*generator).setopt},
	{6, "fault", (*generator).fault},
	{6, "pair", func(g *generator) string {
		a, b := g.fresh(), g.fresh()
		return fmt.Sprintf("%s, %s = pair(%q)", a, b, g.pick("tcp", "tcp", "tcp6", "unix", "unix", "unixgram", "udp", "udp6"))
	}},
	{5, "step by step", (*generator).steps},
	{7, "datagrams", (*generator).datagrams},
	{6, "send to", (*generator).sendTo},
	{7, "a task", (*generator).task},
	{2, "cancel", func(g *generator) string {
		if len(g.tasks) == 0 {
			return ""
		}
		return fmt.Sprintf("cancel(%s)", g.tasks[g.IntN(len(g.tasks))])
	}},
	{2, "wait", func(g *generator) string {
		return g.on(anySort, func(s string) string {
			return fmt.Sprintf("wait{%s, timeout=0.01%s}", s, g.pick("", ", write=true"))
		})
	}},
	{1, "wait for ever", func(g *generator) string {
		return g.on(anySort, func(s string) string {
			return fmt.Sprintf("%s(%s)", g.pick("recv", "accept", "recv_all", "recv_line"), s)
		})
	}},
	{2, "lose the variable", func(g *generator) string {
		return g.on(anySort, func(s string) string { delete(g.vars, s); return s + " = nil" })
	}},
	{8, "another program", (*generator).another},
	{16, "a scene", (*generator).scene},
}

// scenes are what brings sockets into states that single calls seldom do. A, B and C are
// names that are new, P what stands for a kind of pair.
var scenes = []string{
	`A, B = pair("tcp") send(A, "12345") close(B)`,
	`A, B = pair("tcp") send(A, "12345") recv(B, 2) close(B)`,
	`A, B = pair("tcp") setopt(A, "linger", 0) close(A)`,
	`A = listen(0, {linger=0}) B = dial(A.local_port) C = accept(A) close(C)`,
	`A, B = pair("tcp") shutdown(B, "both") send(A, "x")`,
	`A, B = pair("tcp") shutdown(A) shutdown(B)`,
	`A, B = pair("unix") shutdown(B, "read")`,
	`A, B = pair("unix") close(B)`,
	`A, B = pair("tcp") close(B) send(A, "first")`,
	`A, B = pair("tcp") reset(B)`,
	`A = listen(0) B = dial(A.local_port) close(A)`,
	`A = listen(0) B = dial(A.local_port) shutdown(A, "both")`,
	`A = socket("tcp") try(connect, A, 1)`,
	`A = socket("tcp") bind(A, 0)`,
	`A = listen(0, {reuseaddr=false}) B = dial(A.local_port) C = accept(A) p = A.local_port close(C) close(B) close(A) D = listen(p)`,
	`A = listen(0) B = dial(A.local_port) C = accept(A) p = A.local_port close(C) close(B) close(A) D = socket("tcp") bind(D, p)`,
	`A = socket("tcp") setopt(A, "reuseaddr", true) bind(A, 0) B = socket("tcp") setopt(B, "reuseaddr", true) bind(B, A.local_port) listen(A, 5) listen(B, 5)`,
	`A = listen("unix://taken%d") B = listen("unix://taken%[1]d")`,
	`A = listen("unix://PLAIN")`, `A = dial("unix://PLAIN")`, `A = listen("unix://none/x")`, `A = dial("unixgram://PLAIN")`,
	`A = listen("unixgram://g%d") B = dial("unix://g%[1]d")`,
	`A = listen("unix://w%d") close(A) B = dial("unix://w%[1]d")`,
	`A = socket("unix") bind(A, "unix://n%d") B = dial("unix://n%[1]d")`,
	`A = listen("udp://0", {rcvbuf=4096}) B = dial("udp://" .. A.local_address) for i = 1, 60 do send(B, ("d"):rep(500)) end`,
	`A, B = pair("unixgram") for i = 1, 700 do send(A, "d", {timeout=0.005}) end`,
	`A, B = pair("udp") send(A, "0123456789") recv(B, 4)`,
	`A = listen("udp://127.0.0.1:0") setopt(A, "multicast_join", "239.1.2.3") recv(A, {timeout=0.01})`,
	`A = listen(0, {backlog=0}) B = dial(A.local_port) C = dial(A.local_port, {timeout=0.02}) D = dial(A.local_port, {timeout=0.02})`,
	`A, B = pair("tcp") setopt(A, "cork", true) send(A, "a") recv(B, 5, {timeout=0.01})`,
	`A, B = pair("tcp") TASK = spawn(function() send(A, ("x"):rep(6000000)) end) send(B, ("y"):rep(6000000), {timeout=0.02})`,
	`A, B = pair("tcp") TASK = spawn(function() recv(A) end) recv(B, {timeout=0.02})`,
	`ch = channel(0) TASK = spawn(function() ch:get() end)`, `ch = channel(0) TASK = spawn(function() ch:put(1) end)`,
	`t0 = spawn(sleep, 60) TASK = spawn(join, t0)`, `TASK = spawn(sleep, 60)`,
	`A, B = pair("tcp") fault(A, {reset=true}) send(A, "z")`,
	`A, B = pair("tcp") fault(B, {stop=true}) send(A, "hello") recv(B, {timeout=0.01})`,
	`A, B = pair("tcp") fault(B, {stop=true}) close(A) recv(B, {timeout=0.01})`,
	`A, B = pair("tcp") fault(A, {direction="send", stop=3}) send(A, "hello", {timeout=0.01})`,
	`A, B = pair("unix") fault(B, {reset=3}) send(A, "123456") recv(B)`,
	`A, B = pair("tcp") fault(A, {glued=true}) send(A, "a") send(A, "b")`,
	`A, B = pair("tcp") fault(A, {drop=true}) send(A, "lost") recv(B, {timeout=0.01})`,
	`A, B = pair("tcp") send(A, "12345") close(A) recv_exactly(B, 10)`,
	`A, B = pair("tcp") send(A, "12345") shutdown(A) recv_exactly(B, 10)`,
	`A, B = pair("tcp") recv(B, {timeout=0})`,
	`A, B = pair("tcp") for i = 1, 3 do send(A, "x") end recv(B) recv(B, {timeout=0.01})`,
	`A, B = pair("tcp") close(B) for i = 1, 3 do recv(A) end`,
	`A = listen(0) for i = 1, 3 do local c = dial(A.local_port) local s = accept(A) close(c) end`,
}

// scene writes one of them.
func (g *generator) scene() string {
	text := scenes[g.IntN(len(scenes))]
	if strings.Contains(text, "TASK") {
		t := fmt.Sprintf("t%d", len(g.tasks)+1)
		g.tasks = append(g.tasks, t)
		text = strings.ReplaceAll(text, "TASK", t)
	}
	if strings.Contains(text, "%d") {
		text = fmt.Sprintf(text, g.n)
	}
	text = strings.Replace(text, "PLAIN", g.pick("plain", "dead", "folder", "link", "none"), 1)
	return letter.ReplaceAllStringFunc(text, func(name string) string { return fmt.Sprintf("v%d", g.n+1+int(name[0]-'A')) }) + g.used()
}

// letter is a name of a scene.
var letter = regexp.MustCompile(`\b[A-D]\b`)

// used counts the names of a scene as given.
func (g *generator) used() string { g.n += 4; return "" }

// next gives what is typed next, and the name of the move.
func (g *generator) next() (name, entry string) {
	total := 0
	for _, m := range moves {
		total += m.weight
	}
	for {
		n := g.IntN(total)
		for _, m := range moves {
			if n -= m.weight; n >= 0 {
				continue
			}
			if entry = m.entry(g); entry == "" {
				break
			}
			if call.MatchString(entry) && g.one(5) {
				e := fmt.Sprintf("e%d", len(g.errors)+1)
				if f, args, ok := strings.Cut(strings.TrimSuffix(entry, ")"), "("); ok {
					g.errors = append(g.errors, e)
					entry = fmt.Sprintf("x, %s = try(%s, %s)", e, f, args)
				}
			}
			return m.name, entry
		}
	}
}

// call is an entry that is one call.
var call = regexp.MustCompile(`^[a-z_]+\([^()]*(\([^()]*\)[^()]*)*\)$`)

func (g *generator) one(n int) bool           { return g.IntN(n) == 0 }
func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }
func (g *generator) fresh() string            { g.n++; return fmt.Sprintf("v%d", g.n) }
func (g *generator) text(n int) string {
	return fmt.Sprintf("(%q):rep(%d)", string(rune('a'+g.IntN(26))), n)
}
func (g *generator) amount() int { return []int{1, 2, 5, 10, 100, 5000, 70000}[g.IntN(7)] }
func (g *generator) makes(f string, a ...any) string {
	return g.fresh() + " = " + fmt.Sprintf(f, a...)
}

// ends writes a call that ends a socket, of which some keep the variable.
func (g *generator) ends(f, name string) string {
	if s := g.of.socket(name); s != nil {
		if local, _ := s.Addresses(); local.Port != 0 {
			g.ports = append(g.ports, fmt.Sprint(local.Port))
		}
	}
	return fmt.Sprintf(f, name)
}

// Sorts of sockets.
func anySort(*runtime.Socket) bool      { return true }
func isListener(s *runtime.Socket) bool { return s.Kind() == runtime.Listener }
func isStream(s *runtime.Socket) bool   { return s.Kind() == runtime.Stream }
func isDatagram(s *runtime.Socket) bool { return s.Kind() == runtime.Datagram }
func isFresh(s *runtime.Socket) bool    { return s.Kind() == runtime.Fresh }
func isTCP(s *runtime.Socket) bool      { return s.Network.IsTCP() }

// on writes what is done with a socket of a sort; a few are of another sort, or closed.
func (g *generator) on(sort func(*runtime.Socket) bool, f func(name string) string) string {
	if g.one(25) {
		sort = anySort
	}
	var names []string
	for name := range g.vars {
		s := g.of.socket(name)
		switch {
		case s == nil && g.one(40):
			names = append(names, name)
		case s != nil && sort(s):
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return f(names[g.IntN(len(names))])
}

// settings writes options of a socket that is made.
func (g *generator) settings(all ...string) string {
	var out []string
	for _, o := range all {
		if g.one(4 * len(all)) {
			out = append(out, o)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return ", {" + strings.Join(out, ", ") + "}"
}

func (g *generator) listen() string {
	at := g.pick("0", "0", "0", `"tcp6://[::1]:0"`, fmt.Sprintf(`"unix://s%d"`, g.n), fmt.Sprintf(`"unix://@%s%d"`, g.of.name, g.n))
	return g.makes("listen(%s%s)", at, g.settings("backlog=0", "backlog=1", "reuseaddr=false", "reuseport=true", "rcvbuf=4096", "keepalive=true", "linger=0"))
}

// collide listens where something may be already.
func (g *generator) collide() string {
	if len(g.ports) > 0 && g.one(3) {
		return g.makes("listen(%s%s)", g.ports[g.IntN(len(g.ports))], g.settings("reuseaddr=false"))
	}
	return g.on(anySort, func(s string) string {
		sock := g.of.socket(s)
		switch {
		case sock == nil || isDatagram(sock) || !isTCP(sock):
			return g.makes(`listen(%s.local_address)`, s)
		case g.one(3):
			return g.makes(`listen("udp://" .. %s.local_port)`, s)
		}
		return g.makes("listen(%s.local_address%s)", s, g.settings("reuseport=true", "reuseport=true", "reuseaddr=false"))
	})
}

func (g *generator) dial() string {
	return g.on(isListener, func(l string) string {
		return g.makes("dial(%s.local_address, {timeout=0.02%s})", l,
			g.pick("", "", "", "", ", from=0", ", linger=0", ", nodelay=true", ", cork=true", ", keepalive=true", ", rcvbuf=4096", ", sndbuf=4096"))
	})
}

func (g *generator) dialVain() string {
	switch {
	case len(g.ports) > 0 && g.one(2):
		return g.makes("dial(%s, {timeout=0.02})", g.ports[g.IntN(len(g.ports))])
	case g.one(4):
		return g.makes(`dial("%s")`, g.pick("unix://none", "unix://plain", "unixgram://none", "unix://@none", "1", "0"))
	}
	return g.on(isListener, func(l string) string {
		return g.makes(`dial("%s:" .. %s.local_port, {timeout=0.02})`, g.pick("[::1]", "127.0.0.2", "127.0.0.1"), l)
	})
}

func (g *generator) send() string {
	sort := isStream
	if g.one(8) {
		sort = isDatagram
	}
	return g.on(sort, func(s string) string {
		n := g.amount()
		if g.one(25) {
			n = 6_000_000
		}
		return fmt.Sprintf("send(%s, %s, {timeout=0.01})", s, g.text(n))
	})
}

func (g *generator) receive() string {
	sort := isStream
	if g.one(6) {
		sort = isDatagram
	}
	return g.on(sort, func(s string) string {
		call := g.pick("recv(%s, %d, {timeout=0.01})", "recv(%s, %d, {timeout=0.01})", "recv(%s, %d, {timeout=0.01})", "recv_exactly(%s, %d, {timeout=0.01})", "peek(%s, %d, {timeout=0.01})",
			"recv_line(%s, {timeout=0.01})", "recv_all(%s, {timeout=0.01})", `recv_until(%s, ";", {timeout=0.01})`)
		if strings.Contains(call, "%d") {
			return fmt.Sprintf(call, s, g.amount())
		}
		return fmt.Sprintf(call, s)
	})
}

func (g *generator) setopt() string {
	return g.on(anySort, func(s string) string {
		return fmt.Sprintf("setopt(%s, %s)", s, g.pick(`"linger", 0`, `"linger", 1`, `"cork", true`, `"cork", false`, `"nodelay", true`, `"keepalive", true`, `"keepidle", 1`, `"keepintvl", 1`, `"keepcnt", 2`,
			`"user_timeout", 1`, `"rcvbuf", 4096`, `"sndbuf", 4096`, `"ttl", 300`, `"ttl", 3`, `"reuseaddr", true`, `"reuseport", true`, `"v6only", true`, `"broadcast", true`, `"quickack", true`, `"multicast_leave", "239.1.2.3"`, `"multicast_join", "127.0.0.1"`))
	})
}

func (g *generator) fault() string {
	return g.on(isStream, func(s string) string {
		if g.one(5) {
			return fmt.Sprintf("fault(%s)", s)
		}
		what := g.pick("reset=true", "reset=3", "stop=true", "stop=3", "drop=true", "drop=3", "slice=2", "halves=true", "glued=true", "rate=1000", "delay=0.005")
		return fmt.Sprintf("fault(%s, {%s%s})", s, what, g.pick("", `, direction="send"`, `, direction="recv"`))
	})
}

// steps makes a socket step by step.
func (g *generator) steps() string {
	if g.one(2) {
		return g.makes("socket(%q)", g.pick("tcp", "tcp", "tcp6", "udp", "unix", "unixgram"))
	}
	return g.on(isFresh, func(s string) string {
		switch g.IntN(5) {
		case 0:
			return fmt.Sprintf("bind(%s, %s)", s, g.pick("0", "0", fmt.Sprintf(`"unix://b%d"`, g.n)))
		case 1:
			return fmt.Sprintf("listen(%s, %d)", s, g.IntN(3))
		case 2:
			return fmt.Sprintf("send(%s, %q)", s, "x")
		}
		return g.on(isListener, func(l string) string { return fmt.Sprintf("connect(%s, %s.local_address, {timeout=0.02})", s, l) })
	})
}

func (g *generator) datagrams() string {
	if g.one(2) {
		return g.on(isDatagram, func(u string) string {
			if s := g.of.socket(u); s != nil && s.Network.IsUnix() {
				return g.makes("dial(%s.local_address)", u)
			}
			return g.makes(`dial("udp://" .. %s.local_address)`, u)
		})
	}
	return g.makes("listen(%s%s)", g.pick(`"udp://0"`, `"udp://0"`, `"udp6://[::1]:0"`, fmt.Sprintf(`"unixgram://d%d"`, g.n)), g.settings("rcvbuf=4096", "reuseaddr=true", "reuseport=true"))
}

func (g *generator) sendTo() string {
	return g.on(isDatagram, func(s string) string {
		if g.one(6) {
			return fmt.Sprintf("recvfrom(%s, %d, {timeout=0.01})", s, g.amount())
		}
		if g.one(12) {
			return fmt.Sprintf(`sendto(%s, "x", "%s")`, s, g.pick("127.0.0.1:0", "127.255.255.255:9999", "239.1.1.1:9700", "127.0.0.1:1", "unixgram://none"))
		}
		return g.on(isDatagram, func(to string) string {
			n := g.amount()
			if g.one(10) && g.of.socket(to) != nil { // more than its buffer has room for
				return fmt.Sprintf("for i = 1, 40 do sendto(%s, %s, %s.local_address, {timeout=0.01}) end", s, g.text(500), to)
			}
			return fmt.Sprintf("sendto(%s, %s, %s.local_address, {timeout=0.01})", s, g.text(n), to)
		})
	})
}

// task writes one that waits, or serves a client.
func (g *generator) task() string {
	if len(g.tasks) > 3 {
		return ""
	}
	t := fmt.Sprintf("t%d", len(g.tasks)+1)
	text := ""
	switch g.IntN(4) {
	case 0:
		text = g.on(isListener, func(l string) string {
			return fmt.Sprintf("local s = accept(%s) send(s, recv(s)) %s", l, g.pick("close(s)", "recv(s)", "sleep(60)"))
		})
	case 1:
		text = g.on(isStream, func(s string) string { return fmt.Sprintf("recv(%s)", s) })
	case 2:
		text = g.on(isStream, func(s string) string { return fmt.Sprintf("send(%s, %s)", s, g.text(6_000_000)) })
	default:
		text = g.on(anySort, func(s string) string { return fmt.Sprintf("%s(%s)", g.pick("accept", "recv", "recvfrom", "peek"), s) })
	}
	if text == "" {
		return ""
	}
	g.tasks = append(g.tasks, t)
	return fmt.Sprintf("%s = spawn(function() %s end)", t, text)
}

// another lets the other program do something: "!dial 127.0.0.1:80" and the like.
func (g *generator) another() string {
	if g.of.other == nil {
		return ""
	}
	var ends []string
	for e := range g.outside {
		ends = append(ends, e)
	}
	slices.Sort(ends)
	if len(ends) > 0 && g.one(2) {
		e := ends[g.IntN(len(ends))]
		if addr, ok := strings.CutPrefix(g.outside[e], "listen "); ok {
			switch g.IntN(4) {
			case 0:
				return "!accept " + e
			case 1:
				delete(g.outside, e)
				return "!close " + e
			}
			return g.makes("dial(%q, {timeout=0.02})", addr)
		}
		switch g.IntN(5) {
		case 0:
			delete(g.outside, e)
			return "!close " + e
		case 1:
			delete(g.outside, e)
			return "!reset " + e
		case 2:
			return "!recv " + e
		}
		return fmt.Sprintf("!send %s %d", e, g.amount())
	}
	if g.one(3) {
		return "!listen"
	}
	return g.on(isListener, func(l string) string {
		s := g.of.socket(l)
		if s == nil || !s.Network.IsTCP() || s.State().Name != stack.Listen || s.State().Full() {
			return ""
		}
		local, _ := s.Addresses()
		return "!dial " + local.String()
	})
}
