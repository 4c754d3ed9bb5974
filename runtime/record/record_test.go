package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/runtime/stack"
)

var began = time.Date(2024, 2, 29, 12, 0, 0, 123456789, time.UTC)

// odd are texts that JSON, terminals or UTF-8 have trouble with.
var odd = []string{"", "a", "\x00", "\xff\xfe", "\u202e", "\u2028", "\"", "\\", "<b>", "\n", "ví dụ", "\U000e0041", "a:b", "\ufffd", "{}"}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func randomText(r *rand.Rand) string { return pick(r, odd...) + pick(r, odd...) }

func randomAddress(r *rand.Rand) stack.Address {
	switch r.IntN(6) {
	case 0, 1:
		return stack.Address{Network: pick(r, stack.TCP4, stack.UDP4), IP: netip.AddrFrom4([4]byte{127, 0, 0, byte(r.Uint32())}), Port: uint16(r.Uint32())}
	case 2:
		return stack.Address{Network: pick(r, stack.TCP6, stack.UDP6), IP: netip.MustParseAddr(pick(r, "::1", "::ffff:1.2.3.4", "fe80::1%eth0", "::")), Port: uint16(r.Uint32())}
	case 3:
		return stack.Address{Network: pick(r, stack.Unix, stack.Unixgram), Path: "/" + randomText(r)}
	}
	return stack.Address{}
}

// randomLog is one that a session could have made, and then some.
func randomLog(r *rand.Rand) Log {
	l := Log{Tool: randomText(r), Script: randomText(r), Text: randomText(r), Began: began, Dropped: int64(r.IntN(3))}
	for range r.IntN(3) {
		l.Args = append(l.Args, randomText(r))
	}
	seq, at, last := int64(0), began, 0
	for range r.IntN(8) {
		seq += 1 + int64(r.IntN(3))
		at = at.Add(time.Duration(r.Int64N(1e15)))
		if r.IntN(4) == 0 {
			l.Steps = append(l.Steps, Step{Text: randomText(r), Place: event.Place{Source: "s" + randomText(r), Line: r.IntN(9)}, At: began, Seq: seq})
		}
		e := event.Event{Seq: seq, Begin: at, Task: r.IntN(5), Via: randomText(r), Arg: randomText(r), Note: randomText(r), Local: randomAddress(r), N: r.IntN(2)}
		if e.Remote = randomAddress(r); e.Local.IP.IsValid() && e.Remote.IP.IsValid() {
			e.Remote.Network = e.Local.Network // as in every session
		}
		if r.IntN(5) > 0 {
			e.End = at.Add(time.Duration(r.Int64N(1e17)))
		}
		if r.IntN(2) == 0 {
			e.Place = event.Place{Source: "s" + randomText(r), Line: r.IntN(9)}
		}
		if e.Done() && r.IntN(3) == 0 {
			e.Err = pick[error](r, syscall.ECONNREFUSED, os.ErrDeadlineExceeded, runtime.ErrClosed, errors.New(randomText(r)))
		}
		last = randomCall(r, &e, last, l.Dropped > 0)
		l.Events = append(l.Events, e)
	}
	return l
}

// randomCall makes e a call that fits its sockets: last is the number of the
// newest, and if some lines are missing there can be any others.
func randomCall(r *rand.Rand, e *event.Event, last int, others bool) int {
	rule := pick(r, callRules...)
	if rule.on && last == 0 && !others {
		rule = callRules[0]
	}
	e.Call = rule.name
	if rule.args != nil {
		e.Arg = pick(r, rule.args...)
	}
	if rule.on {
		if e.Socket = 1 + r.IntN(max(1, last)); last == 0 || others && r.IntN(4) == 0 {
			e.Socket = 1000 + r.IntN(9)
		}
	}
	if rule.makes && e.Err == nil && e.Done() {
		last++
		if e.Made = last; !rule.on {
			e.Socket = last
		}
		if e.Call == "socketpair" {
			last++
			e.Made = last
		}
	}
	if rule.moves {
		e.Data = []byte(randomText(r))
		e.N, e.EOF = len(e.Data)+r.IntN(3), r.IntN(4) == 0
		e.Size = e.N + r.IntN(2)
		e.Stream.From = int64(r.IntN(5))
		e.Stream.To = e.Stream.From + int64(e.N)
	}
	return last
}

// Encoding what was decoded gives the same bytes, and payloads, times and codes
// of errors come back as they were.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rounds := 3000
	switch {
	case os.Getenv("SOCKPIT_LONG") != "":
		rounds = 1_000_000
	case testing.Short():
		rounds = 300
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	for range rounds {
		l := randomLog(r)
		first := Encode(l)
		got, err := Read(bytes.NewReader(first))
		if err != nil {
			t.Fatalf("seed %d: %v in\n%s", seed, err, first)
		}
		if second := Encode(got); !bytes.Equal(first, second) {
			t.Fatalf("seed %d:\n%s\n%s", seed, first, second)
		}
		if len(got.Events) != len(l.Events) || len(got.Steps) != len(l.Steps) {
			t.Fatalf("seed %d: %d calls and %d steps of %d and %d", seed, len(got.Events), len(got.Steps), len(l.Events), len(l.Steps))
		}
		for i := range l.Events {
			same(t, seed, &l.Events[i], &got.Events[i])
		}
	}
}

func same(t *testing.T, seed uint64, a, b *event.Event) {
	t.Helper()
	switch {
	case !bytes.Equal(a.Data, b.Data), a.Stream != b.Stream, a.N != b.N, a.EOF != b.EOF, !a.Begin.Equal(b.Begin), !a.End.Equal(b.End), a.Seq != b.Seq,
		IsTransfer(a) && a.Size != b.Size, (a.Err == nil) != (b.Err == nil), a.Local.String() != clean(b.Local.String()) && a.Local.IP.IsValid():
		t.Fatalf("seed %d:\n%+v\n%+v", seed, a, b)
	case a.Err != nil && (runtime.Code(a.Err) != runtime.Code(b.Err) || errors.Is(a.Err, syscall.ECONNREFUSED) != errors.Is(b.Err, syscall.ECONNREFUSED)):
		t.Fatalf("seed %d: %v became %v", seed, a.Err, b.Err)
	}
}

const head = `{"sockpit":1,"tool":"sockpit 0.1"}` + "\n"

const made = `{"seq":1,"begin":"2024-02-29T12:00:00.000000000Z","took":0.1,"call":"socket","arg":"tcp4","socket":1,"made":1}` + "\n"

// line writes a call of the second line of calls, as socket 1 is made in the first.
func line(fields string) string {
	return head + made + `{"seq":2,"begin":"2024-02-29T12:00:00.000000000Z","task":1,` + fields + "}\n"
}

// What is wrong is told with its line and field.
func TestWrongLogs(t *testing.T) {
	t.Parallel()
	event := func(fields string) string { return line(`"call":"recv","socket":1,` + fields) }
	done := func(fields string) string { return line(`"took":1,` + fields) }
	for text, want := range map[string]string{
		"":                            "line 1: the file is empty, want a log of sockpit",
		"hello":                       "line 1: not a log of sockpit: the first line is no JSON object",
		"null\n":                      "line 1: not a log of sockpit: the first line is no JSON object",
		"{}":                          `line 1: not a log of sockpit: the first line has no field "sockpit"`,
		`{"sockpit":"1"}`:             `line 1: sockpit: got "1", want the version of the format`,
		`{"sockpit":2}`:               "line 1: sockpit: the log is of version 2, and this sockpit reads version 1: read it with the sockpit that wrote it, or a newer one",
		`{"sockpit":1.5}`:             "line 1: sockpit: got 1.5, want the version of the format",
		`{"sockpit":1,"args":"x"}`:    `line 1: args: got "x", want a list of texts`,
		`{"sockpit":1,"dropped":-1}`:  `line 1: dropped: got -1, want 0 to 4503599627370496`,
		head + "{}":                   `line 2: neither a step nor a call: it has no field "step" and none "call"`,
		head + `{"seq":1,`:            "line 2: no JSON object: is the line cut?",
		head + "\n":                   "line 2: no JSON object: is the line cut?",
		head + `{"call":"x"}`:         "line 2: seq: is missing",
		head + `{"call":"x","seq":1}`: "line 2: begin: is missing",
		head + `{"call":"x","seq":1,"begin":"now"}`:                                        `line 2: begin: got "now", want a time as 2006-01-02T15:04:05.000000000Z`,
		head + `{"call":1,"seq":1,"begin":"2024-02-29T12:00:00Z"}`:                         `line 2: call: got 1, want a text`,
		head + `{"call":"","seq":1,"begin":"2024-02-29T12:00:00Z"}`:                        `line 2: call: got "", want ` + someCalls,
		head + `{"call":"x","seq":1,"begin":"2024-02-29T12:00:00Z"}`:                       `line 2: call: got "x", want ` + someCalls,
		head + `{"call":"recv","seq":0,"begin":"2024-02-29T12:00:00Z"}`:                    `line 2: seq: got 0: calls are counted from 1`,
		head + `{"call":"recv","seq":-1,"begin":"2024-02-29T12:00:00Z"}`:                   `line 2: seq: got -1, want 0 to 4503599627370496`,
		head + `{"call":"recv","seq":1e9,"begin":"2024-02-29T12:00:00Z"}`:                  `line 2: seq: got 1e9, want a whole number`,
		head + `{"step":"a","seq":3}` + "\n" + `{"step":"b","seq":2}`:                      "line 3: seq: got 2 after 3: steps are in order",
		head + `{"step":"a","task":-1}`:                                                    "line 2: task: got -1, want 0 to 2147483648",
		head + made + made:                                                                 "line 3: seq: got 1 after 1: calls are in order",
		head + made + strings.Replace(made, `"seq":1`, `"seq":2`, 1):                       "line 3: socket: got 1, which line 2 has made",
		head + made + `{"seq":2,"begin":"2023-02-28T12:00:00Z","call":"close","socket":1}`: "line 3: begin: is before that of the call before it: calls are in order",

		line(`"call":"recv"`):                                           "line 3: socket: is missing",
		line(`"call":"connect"`):                                        "line 3: socket: is missing",
		line(`"call":"close"`):                                          "line 3: socket: is missing",
		line(`"call":"close","socket":0`):                               "line 3: socket: is missing",
		line(`"call":"close","socket":2`):                               "line 3: socket: got 2, and no line before has made it",
		line(`"call":"close","socket":1,"task":-1`):                     "line 3: task: got -1, want 0 to 2147483648",
		line(`"call":"close","socket":1,"made":2`):                      "line 3: made: got 2: the call has made no socket",
		line(`"call":"socket","arg":"tcp4","socket":2`):                 "line 3: socket: got 2: the call has made no socket",
		done(`"call":"socket","arg":"tcp4"`):                            "line 3: socket: is missing",
		done(`"call":"socket","arg":"tcp4","socket":2,"made":3`):        "line 3: made: got 3, and socket is 2: want the same",
		done(`"call":"socket","arg":"tcp5","socket":2,"made":2`):        `line 3: arg: got "tcp5", want tcp4, tcp6, udp4, udp6, unix or unixgram`,
		done(`"call":"socketpair","arg":"tcp4","socket":2,"made":3`):    `line 3: arg: got "tcp4", want unix or unixgram`,
		done(`"call":"socketpair","arg":"unix","socket":2,"made":2`):    `line 3: made: got 2, and socket too: a pair is two`,
		done(`"call":"accept","socket":1`):                              "line 3: made: is missing",
		done(`"call":"accept","socket":1,"made":1`):                     "line 3: made: got 1, which is the socket itself",
		done(`"call":"shutdown","socket":1,"arg":"all"`):                `line 3: arg: got "all", want read, write or both`,
		done(`"call":"close","socket":1,"eof":true`):                    `line 3: eof: "close" receives nothing`,
		done(`"call":"bind","socket":1,"network":"tcp"`):                `line 3: network: got "tcp", want tcp4, tcp6, udp4 or udp6`,
		done(`"call":"bind","socket":1,"error":"no"`):                   `line 3: error: got "no", want a code as ECONNREFUSED`,
		done(`"call":"bind","socket":1,"local":"unix:///` + long + `"`): `line 3: local: 1,048,584 bytes are too long for an address`,
		done(`"call":"bind","socket":1,"data":"YQ=="`):                  `line 3: data: "bind" has no payload`,
		line(`"call":"bind","socket":1,"error":"EACCES"`):               `line 3: took: is missing: a call that failed has returned`,
		event(`"n":1.5`):              "line 3: n: got 1.5, want a whole number",
		event(`"n":"1"`):              `line 3: n: got "1", want a whole number`,
		event(`"n":null`):             "line 3: n: got null, want a whole number",
		event(`"n":99999999999999`):   "line 3: n: got 99999999999999, want 0 to 1099511627776",
		event(`"took":-1`):            "line 3: took: got -1, want 0 to 1e+09 seconds",
		event(`"took":1e300`):         "line 3: took: got 1e+300, want 0 to 1e+09 seconds",
		event(`"data":"!"`):           `line 3: data: got "!", want bytes in base64`,
		event(`"data":"YWI=","n":1`):  "line 3: data: 2 bytes, and n says 1",
		event(`"from":5,"to":4`):      "line 3: to: got 4, and from is 5",
		event(`"n":1,"to":4`):         "line 3: to: got 4: from 0 on these are 4 bytes, and n says 1",
		event(`"size":-2`):            "line 3: size: got -2, want 0 to 1099511627776, or -1",
		event(`"line":"here"`):        `line 3: line: got "here", want file:number`,
		event(`"eof":"yes"`):          `line 3: eof: got "yes", want true or false`,
		event(`"remote":"there"`):     `line 3: remote: got "there", want an address`,
		event(`"remote":"1.2.3.4:5"`): `line 3: remote: the network of 1.2.3.4:5 is "", want tcp4, tcp6, udp4 or udp6`,
		event(`"remote":"tcp://x"`):   `line 3: remote: got "tcp://x", want an address`,
	} {
		_, err := Read(strings.NewReader(text))
		if err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", text[:min(len(text), 400)], err, want)
		}
	}
}

const someCalls = "socket, socketpair, getaddrinfo, bind, listen, connect, accept, send, sendto, recv, recvfrom, peek, getsockopt, setsockopt, shutdown, close, reset or fault"

var long = strings.Repeat("a", 1<<20)

// A line of a log whose beginning is missing may be about any socket.
func TestWithoutBeginning(t *testing.T) {
	t.Parallel()
	text := strings.Replace(line(`"call":"close","socket":9`), `"sockpit":1`, `"sockpit":1,"dropped":7`, 1)
	if l, err := Read(strings.NewReader(text)); err != nil || len(l.Events) != 2 {
		t.Errorf("%v, %+v", err, l)
	}
}

// However long a text is, what is kept of it is bounded; it says that it was cut,
// and is not cut again when it is read again.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("in one goroutine: nothing for the race detector")
	}
	for _, long := range []string{long, strings.Repeat("ế", 1<<14), strings.Repeat("\x01", 1<<14)} {
		quoted, _ := json.Marshal(long)
		for _, f := range HeaderFields() {
			checkLong(t, f, strings.Replace(head, `"tool":"sockpit 0.1"`, fmt.Sprintf("%q:%s", f.Name, valueOf(f, quoted)), 1))
		}
		for _, f := range StepFields() {
			checkLong(t, f, head+fmt.Sprintf(`{"step":"a",%q:%s}`, f.Name, valueOf(f, quoted)))
		}
		for _, f := range EventFields() {
			checkLong(t, f, line(fmt.Sprintf(`"call":"recv","socket":1,%q:%s`, f.Name, valueOf(f, quoted))))
		}
	}
}

// valueOf makes a value of a long text for a field.
func valueOf(f Field, quoted []byte) string {
	switch {
	case f.Type == "list":
		return "[" + string(quoted) + strings.Repeat(`,"a"`, 2000) + "]"
	case f.Name == "line":
		return string(quoted[:len(quoted)-1]) + `:7"`
	}
	return string(quoted)
}

func checkLong(t *testing.T, f Field, text string) {
	t.Helper()
	l, err := Read(strings.NewReader(text))
	if err != nil {
		if len(err.Error()) > 600 {
			t.Errorf("%s: an error of %d bytes", f.Name, len(err.Error()))
		}
		return
	}
	l.Text = "" // it may be as long as scripts are
	first := Encode(l)
	if len(first) > 30_000 {
		t.Errorf("%s: %d bytes are kept", f.Name, len(first))
	}
	if again, err := Read(bytes.NewReader(first)); err != nil || !bytes.Equal(Encode(again), first) {
		t.Errorf("%s: read again it is another: %v", f.Name, err)
	}
}

// Fields that are not known are passed over.
func TestUnknownFields(t *testing.T) {
	t.Parallel()
	l, err := Read(strings.NewReader(`{"sockpit":1,"colour":"red"}` + "\n" + `{"seq":1,"begin":"2024-02-29T12:00:00Z","call":"socket","arg":"tcp4","mood":{"a":[1]}}`))
	if err != nil || len(l.Events) != 1 || strings.Contains(string(Encode(l)), "mood") {
		t.Errorf("%v, %+v", err, l)
	}
}

// What was cut is told, and what is whole is not.
func TestCut(t *testing.T) {
	t.Parallel()
	e := event.Event{Seq: 1, Begin: began, Call: "send", N: 5, Data: []byte("hel")}
	if text := string(Encode(Log{Events: []event.Event{e}})); !strings.Contains(text, `"cut":2`) {
		t.Errorf("not told: %s", text)
	}
	e.Data = []byte("hello")
	if text := string(Encode(Log{Events: []event.Event{e}})); strings.Contains(text, "cut") {
		t.Errorf("told: %s", text)
	}
}

func FuzzRead(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		f.Add(Encode(randomLog(r)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Read(bytes.NewReader(data))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Fatalf("%v does not say where", err)
			}
			return
		}
		first := Encode(l)
		again, err := Read(bytes.NewReader(first))
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, first)
		}
		if second := Encode(again); !bytes.Equal(first, second) {
			t.Fatalf("written:\n%s\nread and written again:\n%s", first, second)
		}
	})
}

// Each field has a name of its own in its line, a type, and says what it means.
func TestFields(t *testing.T) {
	t.Parallel()
	for _, list := range [][]Field{HeaderFields(), StepFields(), EventFields()} {
		seen := map[string]bool{}
		for _, f := range list {
			if f.Name == "" || f.Type == "" || f.Means == "" || seen[f.Name] {
				t.Errorf("field %+v", f)
			}
			seen[f.Name] = true
		}
	}
	if fmt.Sprint(Version) != strings.TrimPrefix(HeaderFields()[0].Means[:25], "version of the format: ")[:1] {
		t.Error("the text of the field sockpit names another version")
	}
}
