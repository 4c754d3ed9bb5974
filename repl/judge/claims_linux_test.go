package judge

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"sockpit/runtime"
	"sockpit/runtime/event"
	"sockpit/scripting"
	"sockpit/scripting/explain/claim"
)

// A stated is one claim that is shown, with what it was asked about.
type stated struct {
	*situation
	sh      *shown
	c       claim.Claim
	subject int          // the socket that was asked about, or on which the call failed; 0: not known
	fail    *event.Event // the call that failed, if it is about one
	code    string       // of that failure
}

// A check says what is wrong with a claim, "" if nothing is.
type check func(x *stated) string

// checkReports holds every claim of the reports against log and kernel.
func (s *situation) checkReports(sh *shown, result *scripting.Result) {
	if f := result.Failed; f != nil {
		s.failed, s.message = nil, f.Message
		var ce *runtime.CallError
		if errors.As(f.Err, &ce) {
			s.failed = ce
		}
	}
	for _, reports := range sh.reports {
		for _, r := range reports.Reports {
			x := stated{situation: s, sh: sh, subject: reports.about}
			if s.failed != nil && s.message != "" && strings.HasPrefix(r.What, s.message) && s.failedAt(sh, r.What) {
				x.code = runtime.Code(s.failed.Err)
				if s.failed.Socket != nil {
					x.subject = s.failed.Socket.ID
				}
				if s.failed.Event != 0 {
					x.fail = eventOf(sh.events, s.failed.Event)
				}
			}
			if len(r.Claims) == 0 {
				s.count("reports without claims")
			} else {
				s.count("reports of claims")
			}
			if s.before(r.Claims) {
				s.count("reports of what was when a call was stopped")
				continue
			}
			for i, c := range r.Claims {
				if who, ok := c.Values["who"].(claim.Socket); ok && i == 0 && (c.Kind == "waits-since" || c.Kind == "waited-for") {
					x.subject = int(who)
				}
				x.c = c
				x.judge(r.Why + " " + r.Try)
			}
		}
	}
}

// failedAt reports whether what is explained is the failure of this moment: an earlier
// one, of another line, may have the same message.
func (s *situation) failedAt(sh *shown, what string) bool {
	e := eventOf(sh.events, s.failed.Event)
	if e == nil {
		return true
	}
	at := ", at " + e.Place.String()
	rest, found := strings.CutPrefix(strings.TrimPrefix(what, s.message), at)
	return found && (rest == "" || rest[0] < '0' || rest[0] > '9')
}

// before reports whether claims rest on what the stack gave before all of it was looked
// at: :why goes on telling why a call waited that was stopped.
func (s *situation) before(claims []claim.Claim) bool {
	for _, c := range claims {
		for _, e := range c.Evidence {
			if e.Seq == 0 && !e.At.IsZero() && e.At.Before(s.looked) {
				return true
			}
		}
	}
	return false
}

// judge holds one claim against what must be so of all, and of its kind.
func (x *stated) judge(text string) {
	kind := string(x.c.Kind)
	x.count("claims: " + kind)
	wrong := x.anyClaim()
	if test := checkOf(x.c.Kind); test == nil {
		x.count("kinds without a checker: " + kind)
	} else if wrong == "" {
		wrong = guarded(test, x)
	}
	if wrong != "" {
		if x.glued() {
			kind += glued
		}
		x.complain("claim "+kind, "%s (about #%d, %s %v): %s", wrong, x.subject, x.code, x.c.Values, text)
	}
}

// glued is behind the name of a rule that speaks of a socket which holds small sends back:
// what gives them to the kernel in the end waits in the name of the task that sent them.
const glued = ", of sends that were glued"

func (x *stated) glued() bool {
	return x.manner == "glued" || len(x.of(x.subject, func(e *event.Event) bool { return e.Call == "fault" && strings.Contains(e.Arg, "glued") })) > 0
}

// guarded takes a checker that does not find what it needs for one that says no.
func guarded(test check, x *stated) (wrong string) {
	defer func() {
		if r := recover(); r != nil {
			wrong = fmt.Sprint("the checker found nothing to look at: ", r)
		}
	}()
	return test(x)
}

func eventOf(events []event.Event, seq int64) *event.Event {
	i := slices.IndexFunc(events, func(e event.Event) bool { return e.Seq == seq })
	if i < 0 {
		return nil
	}
	return &events[i]
}

// anyClaim is what must be so of every claim: it rests on something, what it rests on is
// so, and who is named is there.
func (x *stated) anyClaim() string {
	m, known := claim.Kinds[x.c.Kind]
	switch {
	case !known:
		return "no such kind"
	case m.Sort == claim.Fact && len(x.c.Evidence) == 0:
		return "a fact without evidence"
	}
	newest := x.host.Session.Newest()
	for _, id := range x.c.Sockets {
		if id < 1 || id > newest {
			return fmt.Sprintf("there never was a #%d", id)
		}
	}
	for name, v := range x.c.Values {
		switch v := v.(type) {
		case claim.Bytes:
			if v < 0 {
				return fmt.Sprintf("%s is %d", name, v)
			}
		case time.Duration:
			if v < 0 || v > time.Hour {
				return fmt.Sprintf("%s is %v", name, v)
			}
		case claim.By:
			e := eventOf(x.sh.events, v.Seq)
			if v.Seq != 0 && (e == nil || e.Call != v.Call || e.Task != v.Task || e.Place != v.Place || e.Socket != v.Socket) {
				return fmt.Sprintf("%s is no event of the log", name)
			}
		case event.Place:
			if v.Source != "" && x.c.Kind != "waited-for" && !slices.ContainsFunc(x.sh.world.Tasks, func(t scripting.TaskView) bool { return t.At == v }) && !slices.ContainsFunc(x.sh.events, func(e event.Event) bool { return e.Place == v }) {
				return fmt.Sprintf("%s is no line that made a call: %v", name, v)
			}
		}
	}
	for _, e := range x.c.Evidence {
		if wrong := x.evidence(e); wrong != "" {
			return wrong
		}
	}
	return ""
}

// evidence holds a piece of evidence against log and kernel.
func (x *stated) evidence(e claim.Evidence) string {
	switch {
	case e.Seq != 0:
		x.count("evidence: events")
		ev := eventOf(x.sh.events, e.Seq)
		if ev == nil || ev.Call != e.Call || ev.Task != e.Task || ev.Place != e.Place || ev.Socket != e.Socket {
			return fmt.Sprintf("the log has no event %+v", e)
		}
		if !ev.Begin.Equal(e.At) && !(ev.Done() && ev.End.Equal(e.At)) { // what was captured before may have seen its begin only
			return fmt.Sprintf("event %d was not then", e.Seq)
		}
	case e.Socket != 0:
		o := x.sh.sight.ours[e.Socket]
		if o == nil && e.Field == "kind" {
			return "" // the session knows it of a closed one
		}
		if o == nil {
			return fmt.Sprintf("a field of #%d, which is not open: %s", e.Socket, e.Field)
		}
		read := evidenceFields[e.Field]
		if read == nil {
			x.count("fields without a reader: " + e.Field)
			return ""
		}
		x.count("evidence: fields")
		if !read(x, o, e.Value) {
			return fmt.Sprintf("%s of #%d is not %s: %v", e.Field, e.Socket, e.Value, o)
		}
	default:
		x.count("evidence: settings")
		if e.Field == "network" && e.Value != x.manner {
			return fmt.Sprintf("the network is %q, not %q", x.manner, e.Value)
		}
		if e.Field == "net.ipv4.ip_local_port_range" && e.Value != portRange() {
			return fmt.Sprintf("the range is %s", portRange())
		}
	}
	return ""
}

func portRange() string {
	text, _ := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	return strings.Join(strings.Fields(string(text)), "-")
}

// evidenceFields read what evidence says that the stack gave.
var evidenceFields = map[string]func(x *stated, o *own, value string) bool{
	"state": func(x *stated, o *own, v string) bool {
		name, _, _ := strings.Cut(v, ",")
		_, ok := x.trueField(x.sh, o, "state", name)
		return ok
	},
	"accept queue": func(x *stated, o *own, v string) bool { return v == fmt.Sprint(o.queue) },
	"connection in the accept queue": func(x *stated, o *own, v string) bool {
		for _, r := range x.sh.sight.rows {
			if r.table == "tcp" && same(r.remote.String(), v) && r.local.Port() == o.at.Port() && r.inode == 0 {
				return true
			}
		}
		return !o.tcp && o.queue > 0
	},
	"backlog":    func(x *stated, o *own, v string) bool { return v == fmt.Sprint(o.most) },
	"recv queue": func(x *stated, o *own, v string) bool { return x.trueIn(o, v) || v == "unknown" && o.in <= 0 },
	"send queue": func(x *stated, o *own, v string) bool { return x.trueOut(x.sh, o, v) },
	"local":      func(x *stated, o *own, v string) bool { return v == x.localOf(o) },
	"remote": func(x *stated, o *own, v string) bool {
		return v == x.remoteOf(o) || o.remote == "" && same(v, x.dialled(x.sh, o))
	},
	"retransmits": func(x *stated, o *own, v string) bool { return o.info != nil && v == fmt.Sprint(o.info.Retransmits) },
	"probes without an answer": func(x *stated, o *own, v string) bool {
		return o.info != nil && v == fmt.Sprint(o.info.Probes)
	},
	"bytes received": func(x *stated, o *own, v string) bool { // by receives, or of the silence of who sends, by the kernel
		_, received := sums(x.sh.events, o.id)
		return v == fmt.Sprint(received) || o.info != nil && v == fmt.Sprint(o.info.Bytes_received) || x.faulted(x.sh, o.id)
	},
	"datagrams": func(x *stated, o *own, v string) bool {
		n, known := x.datagramsAt(x.sh, o)
		return !known || v == fmt.Sprint(n)
	},
	"drops": func(x *stated, o *own, v string) bool { return o.row != nil && v == fmt.Sprint(o.row.drops) },
	"recv queue of the other end": func(x *stated, o *own, v string) bool {
		for _, r := range x.sh.sight.rows {
			if r.table == "tcp" && r.local == plain(o.to) && r.remote == plain(o.at) {
				return v == fmt.Sprint(r.rx) || v == fmt.Sprint(r.rx-1)
			}
		}
		return true
	},
	"local address": func(x *stated, o *own, v string) bool { return v == x.localOf(o) || v == "none" && x.boundOnlySince(o) },
	"kept": func(x *stated, o *own, v string) bool {
		s := x.host.Session.Find(o.id)
		return s == nil || v == fmt.Sprint(s.Kept())
	},
	"bytes sent": func(x *stated, o *own, v string) bool {
		sent, _ := sums(x.sh.events, o.id)
		return v == fmt.Sprint(sent) || x.faulted(x.sh, o.id)
	},
	"kind":      func(x *stated, o *own, v string) bool { return v == x.kindOf(x.sh, o) },
	"keepalive": func(x *stated, o *own, v string) bool { return v == fmt.Sprint(o.options["keepalive"] != 0) },
	"cork":      func(x *stated, o *own, v string) bool { return v == fmt.Sprint(o.options["cork"] != 0) },
	"faults":    func(x *stated, o *own, v string) bool { return x.faulted(x.sh, o.id) },
	"last received": func(x *stated, o *own, v string) bool {
		return o.info != nil && o.info.Bytes_received > 0 // it grows while one looks
	},
}

// boundOnlySince reports whether a socket has no name, or got it after the failure.
func (x *stated) boundOnlySince(o *own) bool { return o.local == "" || x.boundSince(o.id) }

// What claims name.

func (x *stated) id(name string) int {
	if v, ok := x.c.Values[name].(claim.Socket); ok {
		return int(v)
	}
	return 0
}

func (x *stated) ev(name string) *event.Event {
	if v, ok := x.c.Values[name].(claim.By); ok && v.Seq != 0 {
		return eventOf(x.sh.events, v.Seq)
	}
	return nil
}

// amount gives a number that a claim names; false if it names none.
func (x *stated) amount(name string) (int64, bool) {
	v := reflect.ValueOf(x.c.Values[name])
	if !v.IsValid() || !v.CanInt() {
		return 0, false
	}
	return v.Int(), true
}

func (x *stated) own(id int) *own { return x.sh.sight.ours[id] }

// proof gives the events that a claim rests on.
func (x *stated) proof(call string) (out []*event.Event) {
	for _, e := range x.c.Evidence {
		if ev := eventOf(x.sh.events, e.Seq); ev != nil && (call == "" || ev.Call == call) {
			out = append(out, ev)
		}
	}
	return out
}

// of gives the calls on a socket that fit.
func (x *stated) of(id int, fits func(*event.Event) bool) (out []*event.Event) {
	for i := range x.sh.events {
		if e := &x.sh.events[i]; e.Socket == id && fits(e) {
			out = append(out, e)
		}
	}
	return out
}

func did(calls ...string) func(*event.Event) bool {
	return func(e *event.Event) bool { return e.Done() && e.Err == nil && slices.Contains(calls, e.Call) }
}

// peer gives the socket of ours that has, or had, the other end: as the kernel showed it
// once, or by the ends that connect and accept gave. 0: there was none.
func (x *stated) peer(id int) int {
	if p := x.peers[id]; p != 0 {
		return p
	}
	mine := x.joined(id)
	if mine == nil {
		return 0
	}
	best, at := int64(1<<62), 0
	for i := range x.sh.events {
		e := &x.sh.events[i]
		switch {
		case e.Call == "socketpair" && e.Socket == id:
			return e.Made
		case e.Call == "socketpair" && e.Made == id:
			return e.Socket
		case e.Err != nil || !e.Done() || e.Call == mine.Call || e.Call != "accept" && e.Call != "connect":
		case same(e.Local.String(), mine.Remote.String()) && same(e.Remote.String(), mine.Local.String()) && e.Local.Port != 0:
			if d := max(e.Seq-mine.Seq, mine.Seq-e.Seq); d < best {
				best, at = d, e.Socket
				if e.Call == "accept" {
					at = e.Made
				}
			}
		}
	}
	return at
}

// byListener reports whether one Unix socket was connected to the listener that the other
// came from: which of its clients has which end only the kernel could have shown.
func (x *stated) byListener(client, accepted int) bool {
	made, c := madeBy(x.sh.events, accepted), x.joined(client)
	if made == nil || made.Call != "accept" || c == nil || c.Call != "connect" || !x.isUnix(client) || x.peers[client]+x.peers[accepted] != 0 {
		return false
	}
	bound := x.latest(made.Socket, "bind")
	return bound != nil && bound.Local == c.Remote
}

// joined gives the call that connected a socket, nil if there was none.
func (x *stated) joined(id int) (found *event.Event) {
	for i := range x.sh.events {
		e := &x.sh.events[i]
		if e.Err == nil && e.Done() && (e.Call == "connect" && e.Socket == id || e.Call == "accept" && e.Made == id || e.Call == "socketpair" && (e.Socket == id || e.Made == id)) {
			found = e
		}
	}
	return found
}

// unreadAt counts the bytes that to had not received of what from had sent, when an
// event began.
func (x *stated) unreadAt(from, to int, at *event.Event) int64 {
	var sent, got int64
	for i := range x.sh.events {
		e := &x.sh.events[i]
		switch {
		case e.Begin.After(at.Begin):
		case e.Socket == from && (e.Call == "send" || e.Call == "sendto"):
			sent += int64(e.N)
		case e.Socket == to && (e.Call == "recv" || e.Call == "recvfrom"):
			got += int64(e.N)
		}
	}
	return sent - got
}

// tcp and the like say of what network a socket is, or was.
func (x *stated) network(id int) string {
	for i := range x.sh.events {
		e := &x.sh.events[i]
		if e.Call == "socket" && e.Socket == id || e.Call == "socketpair" && (e.Socket == id || e.Made == id) {
			return e.Arg
		}
		if e.Call == "accept" && e.Made == id {
			return x.network(e.Socket)
		}
	}
	return ""
}

func (x *stated) isTCP(id int) bool  { return strings.HasPrefix(x.network(id), "tcp") }
func (x *stated) isUnix(id int) bool { return strings.HasPrefix(x.network(id), "unix") }

// Checks that many kinds share.

// all is every one of some checks.
func all(checks ...check) check {
	return func(x *stated) string {
		for _, c := range checks {
			if wrong := c(x); wrong != "" {
				return wrong
			}
		}
		return ""
	}
}

// so is a condition.
func so(what string, holds func(x *stated) bool) check {
	return func(x *stated) string {
		if !holds(x) {
			return "it is not so that " + what
		}
		return ""
	}
}

// did by: the event under a name is one of some calls that succeeded, on the socket
// under another name ("" any, "subject": that which was asked about).
func by(name, on string, calls ...string) check {
	return func(x *stated) string {
		e := x.ev(name)
		if e == nil {
			if _, there := x.c.Values[name].(claim.By); !there {
				return "" // an optional part
			}
			return name + " is no event"
		}
		who := x.id(on)
		if on == "subject" {
			who = x.subject
		}
		switch {
		case !slices.Contains(calls, e.Call) || !e.Done() || e.Err != nil:
			return fmt.Sprintf("%s is %s (%v), not one of %v", name, e.Call, e.Err, calls)
		case who != 0 && e.Socket != who:
			return fmt.Sprintf("%s is of #%d, not of #%d", name, e.Socket, who)
		}
		return ""
	}
}

// theOtherEnd: the socket under a name has the other end of the subject.
func theOtherEnd(name string) check {
	return func(x *stated) string {
		if who := x.id(name); x.subject != 0 && who != 0 && x.peer(x.subject) != who && !x.byListener(x.subject, who) && !x.byListener(who, x.subject) {
			return fmt.Sprintf("#%d is not the other end of #%d: that is #%d", who, x.subject, x.peer(x.subject))
		}
		return ""
	}
}

// beforeFailure: the event under a name began before the call failed.
func beforeFailure(name string) check {
	return func(x *stated) string {
		if e := x.ev(name); e != nil && x.fail != nil && e.Begin.After(x.fail.End) {
			return name + " came after the failure"
		}
		return ""
	}
}

// number: a number under a name is what f counts.
func amountIs(name string, f func(x *stated) int64) check {
	return func(x *stated) string {
		if n, ok := x.amount(name); ok && n != f(x) {
			return fmt.Sprintf("%s is %d, by own count %d", name, n, f(x))
		}
		return ""
	}
}

// atMost: a number under a name is no more than f counts, and not 0.
func atMost(name string, f func(x *stated) int64) check {
	return func(x *stated) string {
		if n, ok := x.amount(name); ok && (n > f(x) || n == 0) {
			return fmt.Sprintf("%s is %d, by own count at most %d", name, n, f(x))
		}
		return ""
	}
}

// nothing is a check of what says nothing of this session: knowledge, and advice whose
// sockets are there.
func nothing(x *stated) string { return "" }

// callable: advice names a socket that can be called on.
func callable(name string) check {
	return so("the socket of the advice is open", func(x *stated) bool { return x.id(name) == 0 || x.own(x.id(name)) != nil })
}

// nobodyOfOurs: nothing is known here of who ended the connection.
func nobodyOfOurs(x *stated) string {
	if p := x.peer(x.subject); x.subject != 0 && p != 0 {
		return fmt.Sprintf("the other end is of this session: #%d", p)
	}
	return ""
}
