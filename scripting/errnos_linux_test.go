package scripting

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// An errand is a stack in which a call fails as it is told to.
type errand struct {
	stack.Stack
	fails atomic.Pointer[failing]
}

type failing struct {
	call  string
	errno syscall.Errno
}

// errandEnd is an endpoint of an errand.
type errandEnd struct {
	stack.Endpoint
	of *errand
}

func (s *errand) err(calls ...string) error {
	if f := s.fails.Load(); f != nil && slices.Contains(calls, f.call) {
		return os.NewSyscallError(f.call, f.errno)
	}
	return nil
}

func (s *errand) wrap(ep stack.Endpoint, err error) (stack.Endpoint, error) {
	if err != nil {
		return nil, err
	}
	return &errandEnd{ep, s}, nil
}

func (s *errand) Socket(n stack.Network) (stack.Endpoint, error) {
	if err := s.err("socket"); err != nil {
		return nil, err
	}
	return s.wrap(s.Stack.Socket(n))
}

func (s *errand) Pair(n stack.Network) (a, b stack.Endpoint, err error) {
	if err := s.err("socketpair"); err != nil {
		return nil, nil, err
	}
	if a, b, err = s.Stack.Pair(n); err != nil {
		return nil, nil, err
	}
	return &errandEnd{a, s}, &errandEnd{b, s}, nil
}

func (e *errandEnd) Bind(a stack.Address) error {
	if err := e.of.err("bind"); err != nil {
		return err
	}
	return e.Endpoint.Bind(a)
}

func (e *errandEnd) Listen(n int) error {
	if err := e.of.err("listen"); err != nil {
		return err
	}
	return e.Endpoint.Listen(n)
}

func (e *errandEnd) Accept(blocked func()) (stack.Endpoint, error) {
	if err := e.of.err("accept"); err != nil {
		return nil, err
	}
	return e.of.wrap(e.Endpoint.Accept(blocked))
}

func (e *errandEnd) Connect(a stack.Address, blocked func()) error {
	if err := e.of.err("connect"); err != nil {
		return err
	}
	return e.Endpoint.Connect(a, blocked)
}

func (e *errandEnd) Recv(got *stack.Received, most int, peek bool, blocked func()) error {
	if err := e.of.err("recv", "recvfrom", "peek"); err != nil {
		return err
	}
	return e.Endpoint.Recv(got, most, peek, blocked)
}

func (e *errandEnd) Send(p []byte, to stack.Address, blocked func()) (int, error) {
	if err := e.of.err("send", "sendto"); err != nil {
		return 0, err
	}
	return e.Endpoint.Send(p, to, blocked)
}

func (e *errandEnd) Shutdown(h stack.How) error {
	if err := e.of.err("shutdown"); err != nil {
		return err
	}
	return e.Endpoint.Shutdown(h)
}

func (e *errandEnd) Close() error {
	if err := e.of.err("close"); err != nil {
		_ = e.Endpoint.Close()
		return err
	}
	return e.Endpoint.Close()
}

func (e *errandEnd) Getopt(o *stack.Option) (stack.Value, error) {
	if err := e.of.err("getsockopt"); err != nil && o.Name == "rcvbuf" {
		return stack.Value{}, err
	}
	return e.Endpoint.Getopt(o)
}

func (e *errandEnd) Setopt(o *stack.Option, v stack.Value) error {
	if err := e.of.err("setsockopt"); err != nil && o.Name == "rcvbuf" {
		return err
	}
	return e.Endpoint.Setopt(o, v)
}

// errnosOf are the errors that the manual page of a call lists, with those that the
// network may give to each; EFAULT, EBADF and ENOTSOCK are of programs that misuse
// memory and descriptors.
var errnosOf = map[string]string{
	"socket":     "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT EPERM ESOCKTNOSUPPORT",
	"socketpair": "EAFNOSUPPORT EMFILE ENFILE ENOTSUP EPROTONOSUPPORT ENOMEM",
	"bind":       "EACCES EADDRINUSE EINVAL EADDRNOTAVAIL ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR EROFS EPERM EAFNOSUPPORT ENODEV ENOBUFS",
	"listen":     "EADDRINUSE EINVAL ENOTSUP ENOBUFS ENOMEM EACCES",
	"accept": "ECONNABORTED EINVAL EMFILE ENFILE ENOBUFS ENOMEM ENOTSUP EPERM EPROTO ENETDOWN ENOPROTOOPT EHOSTDOWN ENONET EHOSTUNREACH ENETUNREACH " +
		"ETIMEDOUT",
	"connect": "EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EALREADY EAGAIN ECONNREFUSED EINPROGRESS EISCONN ENETUNREACH EPROTOTYPE ETIMEDOUT ENOENT " +
		"ENOTDIR ELOOP ENAMETOOLONG EINVAL EHOSTUNREACH EHOSTDOWN ENETDOWN ENOBUFS ENOMEM ECONNRESET ECONNABORTED ENOTSUP",
	"send":       "EACCES ECONNRESET EDESTADDRREQ EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSUP EPIPE ECONNREFUSED ENETUNREACH EHOSTUNREACH EHOSTDOWN ENETDOWN ETIMEDOUT EPERM EINVAL EAGAIN",
	"sendto":     "EACCES EDESTADDRREQ EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSUP EPIPE ECONNREFUSED ENETUNREACH EHOSTUNREACH EHOSTDOWN ENETDOWN EPERM EINVAL EAGAIN EAFNOSUPPORT EADDRNOTAVAIL ENOENT ENOTDIR ELOOP ENAMETOOLONG EPROTOTYPE",
	"recv":       "ECONNREFUSED EINVAL ENOMEM ENOBUFS ENOTCONN ECONNRESET ETIMEDOUT EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ENOTSUP EPERM EPROTO EACCES",
	"recvfrom":   "ECONNREFUSED EINVAL ENOMEM ENOTCONN EHOSTUNREACH ENETUNREACH ENETDOWN ENOTSUP",
	"peek":       "ECONNREFUSED EINVAL ENOMEM ENOTCONN ECONNRESET ETIMEDOUT EHOSTUNREACH ENETUNREACH",
	"shutdown":   "EINVAL ENOTCONN ENOBUFS ENOTSUP",
	"getsockopt": "EINVAL ENOPROTOOPT ENOTSUP EPERM EACCES ENOTCONN",
	"setsockopt": "EINVAL ENOPROTOOPT EDOM ENOTSUP EPERM EACCES ENOMEM ENOBUFS ENODEV EADDRNOTAVAIL EADDRINUSE EISCONN ENOTCONN EBUSY",
	"close":      "EINTR EIO ENOSPC EDQUOT ECONNRESET",
}

// waysTo make a call, on the networks on which it makes sense: A is an address there,
// and of an open end a and its other b.
var waysTo = map[string]struct{ networks, before, call string }{
	"socket":     {"tcp4 tcp6 udp4 unix unixgram", ``, `socket, N`},
	"socketpair": {"unix", ``, `pair, "unix"`},
	"bind":       {"tcp4 tcp6 udp4 unix unixgram", `s = socket(N)`, `bind, s, A`},
	"listen":     {"tcp4 tcp6 unix", `s = socket(N) bind(s, A)`, `listen, s, 5`},
	"accept":     {"tcp4 tcp6 unix", `l = listen(A)`, `accept, l`},
	"connect":    {"tcp4 tcp6 udp4 unix unixgram", `l = listen(A) s = socket(N)`, `connect, s, S .. l.local_address`},
	"send":       {"tcp4 udp4 unix unixgram", `a, b = ends()`, `send, a, "x"`},
	"sendto":     {"udp4 unixgram", `l = listen(A) s = socket(N)`, `sendto, s, "x", S .. l.local_address`},
	"recv":       {"tcp4 udp4 unix unixgram", `a, b = ends()`, `recv, a`},
	"recvfrom":   {"udp4 unixgram", `a, b = ends()`, `recvfrom, a`},
	"peek":       {"tcp4 udp4 unix", `a, b = ends()`, `peek, a, 1`},
	"shutdown":   {"tcp4 udp4 unix", `a, b = ends()`, `shutdown, a`},
	"getsockopt": {"tcp4 udp4 unix", `a, b = ends()`, `getopt, a, "rcvbuf"`},
	"setsockopt": {"tcp4 udp4 unix", `a, b = ends()`, `setopt, a, "rcvbuf", 9000`},
	"close":      {"tcp4 unix", `a, b = ends()`, `close, a`},
}

// unique numbers names of Unix sockets.
var unique atomic.Int64

// endsOf makes two connected sockets of any network, and names addresses of it.
func endsOf(network string) string {
	address, scheme := "127.0.0.1:0", network[:3]+"://"
	switch network {
	case "tcp6", "udp6":
		address = "[::1]:0"
	case "unix", "unixgram":
		address, scheme = fmt.Sprintf("@errnos-%d-%s-%d", os.Getpid(), network, unique.Add(1)), ""
	}
	full := scheme + address
	if scheme == "" {
		full = network + "://" + address
	}
	return fmt.Sprintf(`N, A, S = %q, %q, %q
function ends() local l = listen(A) local c = dial(S .. l.local_address) if N == "tcp4" or N == "tcp6" or N == "unix" then return c, accept(l) end return c, l end `, network, full, scheme)
}

// statesOf are ways to have a socket s, by what they need of the network: "stream",
// "inet", or nothing.
var statesOf = []struct{ needs, lua string }{
	{"", `s = socket(N)`}, {"", `s = socket(N) bind(s, A)`}, {"", `s, o = ends()`}, {"", `o, s = ends()`},
	{"", `s, o = ends() close(o)`}, {"", `s, o = ends() shutdown(s, "both")`}, {"", `s, o = ends() shutdown(s, "write")`},
	{"stream", `s = listen(A)`}, {"stream", `s = listen(A) shutdown(s, "both")`}, {"stream", `s, o = ends() reset(o)`},
	{"stream", `s, o = ends() send(o, "x") close(s) s, o = o, s`},
	{"", `s = socket(N) try(connect, s, NOBODY)`},
	{"inet", `s = socket(N) setopt(s, "reuseaddr", true)`},
}

// callsOn are calls on s that may fail.
var callsOn = strings.Fields(strings.ReplaceAll(`bind,s,A bind,s,NOBODY listen,s,3 accept,s,NOW connect,s,THERE,NOW connect,s,NOBODY,NOW connect,s,OTHER,NOW connect,s,FILE,NOW
send,s,"x",NOW send,s,BIG,NOW sendto,s,"x",THERE,NOW sendto,s,"x",NOBODY,NOW sendto,s,"x",PORT0,NOW sendto,s,"x",OTHER,NOW sendto,s,"x",CAST,NOW
recv,s,9,NOW recvfrom,s,9,NOW peek,s,9,NOW recv_exactly,s,9,NOW shutdown,s,"read" shutdown,s,"write" shutdown,s close,s reset,s wait,{s,timeout=0}`, "\n", " "))

// optionValues are values of options, of which some are refused.
var optionValues = map[stack.OptionKind]string{
	stack.BoolOption: "true", stack.IntOption: "-5 0 1 300 70000", stack.SecondsOption: "0.5 40000 -1", stack.MillisOption: "1 0.5",
	stack.LingerOption: "0 false", stack.GroupOption: `"127.0.0.1" "239.1.2.3" "239.1.2.3" "ff02::1" "::1"`, stack.IfaceOption: `"127.0.0.1" "127.9.9.9" "::1"`,
}

// provokeAll makes every call on every kind of socket in every state, and gives what was
// refused: each has a Why that is its own.
func provokeAll(t *testing.T, network string, explained, all map[string]bool) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/plain", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	prepare := endsOf(network) + " A0 = A " + fmt.Sprintf(`NOW, BIG = {timeout = 0}, ("x"):rep(70000) FILE = N .. "://" .. %q OTHER, CAST, PORT0 = A, A, A `, dir+"/plain")
	switch {
	case network == "unix":
		prepare += `OTHER = A:gsub("unix:", "unixgram:") .. "-other" OTHERS = listen(OTHER) OTHER = OTHER:gsub("unixgram:", "unix:") NOBODY = "unix://" .. FILE:sub(8, -6) .. "none" `
	case network == "unixgram":
		prepare += `OTHER = A:gsub("unixgram:", "unix:") .. "-other" OTHERS = listen(OTHER) OTHER = OTHER:gsub("unix:", "unixgram:") NOBODY = "unixgram://" .. FILE:sub(12, -6) .. "none" `
	default:
		prepare += `g = listen(A) NOBODY = S .. g.local_address close(g) CAST = S .. "127.255.255.255:9" PORT0 = A FILE = NOBODY `
	}
	prepare += `T = listen((A:gsub("@", "@there-"))) THERE = T.local_address if S ~= "" then THERE = S .. THERE end `
	stream := !strings.HasPrefix(network, "udp") && network != "unixgram"
	for i, state := range statesOf {
		if state.needs == "stream" && !stream || state.needs == "inet" && strings.HasPrefix(network, "unix") {
			continue
		}
		h, _ := newHost(t, Config{})
		h.Session.AllowFolder(dir)
		if r := h.Eval(strings.ReplaceAll(prepare, "@errnos-", fmt.Sprintf("@errnos-%d-", i)), 80); r.Failed != nil {
			t.Fatal(network, r.Failed)
		}
		calls := callsOn
		if i == 0 {
			calls = append(slices.Clone(calls), optionCalls(network)...)
		}
		if i == 1 {
			calls = append(slices.Clone(calls), `setopt,s,"v6only",true`)
		}
		for _, call := range calls {
			provoke(t, h, network+": "+state.lua+" "+call, state.lua+` e = nil ok, e = try(`+call+`)`, explained, all)
		}
		h.Close()
	}
}

func optionCalls(network string) (calls []string) {
	for _, o := range stack.Options() {
		if o.Name == "tos" || o.Kind == stack.ErrnoOption {
			continue
		}
		for _, v := range strings.Fields(optionValues[o.Kind]) {
			calls = append(calls, fmt.Sprintf("setopt,s,%q,%s", o.Name, v))
		}
		calls = append(calls, fmt.Sprintf("getopt,s,%q", o.Name))
	}
	return calls
}

func provoke(t *testing.T, h *Host, what, script string, explained, all map[string]bool) {
	t.Helper()
	r := h.Eval(`K = (K or 0) + 1 if N:find("unix") then A = A0 .. K end `+script, 80)
	if r.Failed != nil {
		t.Fatalf("%s: %v", what, r.Failed)
	}
	defer h.Eval("for _, x in ipairs{s, o, ok} do if type(x) == 'userdata' then try(close, x) end end", 80)
	e := ErrorOf(h.variable("e"))
	if e == nil {
		return
	}
	var ce *runtime.CallError
	if _, ok := stack.ErrnoNamed(e.Code); !ok || !errors.As(e, &ce) {
		return
	}
	ev, _ := h.Session.Log.Get(ce.Event)
	reports, err := h.WhyWord("e")
	if err != nil {
		t.Fatal(err)
	}
	key := ev.Call + " " + e.Code
	all[key] = true
	if checkWhy(t, what, ev.Call, reports) {
		t.Logf("bare: %s: %s", what, e.Code)
	} else {
		explained[key] = true
	}
}

// Every error number that a call can give is explained, or it is said that the kernel
// tells no more than the number; and no sentence speaks of a call that was not made.
// The errors are provoked by every call on every kind of socket in every state, and
// what that does not bring is injected.
func TestEveryErrno(t *testing.T) {
	t.Parallel()
	explained, all := map[string]bool{}, map[string]bool{}
	for _, network := range []string{"tcp4", "tcp6", "udp4", "udp6", "unix", "unixgram"} {
		provokeAll(t, network, explained, all)
	}
	provoked := len(all)
	for call, list := range errnosOf {
		for _, network := range strings.Fields(waysTo[call].networks) {
			e := &errand{Stack: runtime.DefaultStack()}
			c := Config{}
			c.Session.Stack = e
			h, _ := newHost(t, c)
			for _, code := range strings.Fields(list) {
				what := call + " " + code
				all[what] = true
				if !failsWith(t, h, e, network, call, code) {
					explained[what] = true
				}
			}
			h.Close()
		}
	}
	var bare []string
	for what := range all {
		if !explained[what] {
			bare = append(bare, what)
		}
	}
	slices.Sort(bare)
	t.Logf("%d errors (of a call), of which %d were provoked: %d explained, %d honestly bare: %s", len(all), provoked, len(explained), len(bare), strings.Join(bare, ", "))
	if len(explained) < 120 {
		t.Error("more were explained before")
	}
}

// failsWith lets a call fail, and reports whether no more than the number is said of it.
func failsWith(t *testing.T, h *Host, e *errand, network, call, code string) (bare bool) {
	t.Helper()
	errno, ok := stack.ErrnoNamed(code)
	if !ok {
		t.Fatalf("no errno %s", code)
	}
	way := waysTo[call]
	if r := h.Eval(endsOf(network)+way.before, 80); r.Failed != nil {
		t.Fatal(network, way.before, r.Failed)
	}
	e.fails.Store(&failing{call, errno})
	r := h.Eval("_, e = try("+way.call+") ", 80)
	e.fails.Store(nil)
	what := fmt.Sprintf("%s, %s on %s", call, code, network)
	if got := h.Eval("e.code", 80).Values; r.Failed != nil || len(got) == 0 || got[0] != `"`+code+`"` {
		t.Errorf("%s: %v %v", what, got, r.Failed)
		return true
	}
	reports, err := h.WhyWord("e")
	if err != nil {
		t.Fatal(err)
	}
	return checkWhy(t, what, call, reports)
}

// checkWhy holds the words of a report against the call that failed, and reports whether
// they say no more than the number.
func checkWhy(t *testing.T, what, call string, reports Reports) (bare bool) {
	t.Helper()
	r := reports[0]
	text := regexp.MustCompile("`[^`]*`").ReplaceAllString(r.Why+" "+r.Try, "(typed)")
	if r.Why == "" {
		t.Errorf("%s: no Why: %s", what, r.What)
	}
	if strings.Contains(text, "%!") || strings.Contains(text, "  ") || strings.Contains(text, "<nil>") || regexp.MustCompile(`[({] *[)}]|: *\.| \.|for :`).MatchString(text) {
		t.Errorf("%s: an empty place in: %s", what, text)
	}
	for phrase, calls := range ofCalls {
		if strings.Contains(text, phrase) && !slices.Contains(strings.Fields(calls), call) {
			t.Errorf("%s: speaks of another call: %s", what, text)
		}
	}
	return strings.Contains(text, "gives no more than this")
}

// ofCalls are words that fit some calls only.
var ofCalls = map[string]string{
	"is taken by your own": "bind listen connect", "not an address of this machine": "bind listen connect", "No free local port": "connect sendto",
	"you dialled": "connect", "nothing listens on port": "connect", "You sent": "send sendto", "The datagram has no destination": "send sendto",
	"only accepts": "send sendto recv recvfrom peek listen connect", "It was sent to nobody": "send", "does not listen": "accept connect",
	"a socket is bound once": "bind", "is a broadcast address": "send sendto connect", "127.0.0.1 is a broadcast": "none", "as listen(addr) does by itself": "bind",
	"a stream connects once": "connect listen", "before it was accepted": "accept", "member": "setsockopt", "Use sendto": "send",
}
