package judge

import (
	"regexp"

	"sockpit/runtime/event"
	"sockpit/scripting"
)

// A notice is a sentence below change lines, with what must be so that it may be said.
type sentence struct {
	name string
	like *regexp.Regexp
	so   func(s *situation, sh *shown, since []event.Event, m []string) bool
}

var notices = []sentence{
	{"accept queue", regexp.MustCompile(`^The kernel finished the handshake. Nobody has called accept yet; the OS chose port (\d+) for (.+)\.$`),
		func(s *situation, sh *shown, since []event.Event, m []string) bool {
			o := sh.sight.ours[s.idOf(sh, m[2])]
			if o == nil || int(o.at.Port()) != atoi(m[1]) {
				return false
			}
			connected := false
			for i := range since {
				e := &since[i]
				switch {
				case e.Socket == o.id && e.Call == "bind" && e.Err == nil && chosen.MatchString(e.Arg):
					return false
				case e.Socket == o.id && e.Call == "connect" && e.Done() && e.Err == nil:
					connected = true
				}
			}
			// the other end waits in a queue
			for _, r := range sh.sight.rows {
				if r.local == plain(o.to) && r.remote == plain(o.at) && r.inode != 0 {
					return false
				}
			}
			return connected
		}},
	{"accept", regexp.MustCompile(`^accept made a new socket on (.+)'s own port (\d+); its other end is the client, port (\d+)\. (.+) goes on listening\.$`),
		func(s *situation, sh *shown, since []event.Event, m []string) bool {
			l := sh.sight.ours[s.idOf(sh, m[1])]
			if l == nil || m[1] != m[4] || l.state != "LISTEN" {
				return false
			}
			for i := range since {
				if e := &since[i]; e.Call == "accept" && e.Socket == l.id && e.Err == nil && int(e.Remote.Port) == atoi(m[3]) && int(l.at.Port()) == atoi(m[2]) {
					return true
				}
			}
			return false
		}},
	{"bytes wait", regexp.MustCompile(`^send gave the bytes to the kernel\. They wait in (.+)'s receive queue until recv takes them\.$`),
		func(s *situation, sh *shown, since []event.Event, m []string) bool {
			o := sh.sight.ours[s.idOf(sh, m[1])]
			return o != nil && o.in > 0 && called(since, "send")
		}},
	{"half close", regexp.MustCompile(`^(.+) has said that it sends no more \(FIN\)\. The other direction is still open\.$`),
		func(s *situation, sh *shown, since []event.Event, m []string) bool {
			o := sh.sight.ours[s.idOf(sh, m[1])]
			return o != nil && o.state == "FIN_WAIT2" && called(since, "shutdown")
		}},
	{"time wait", regexp.MustCompile(`^The side that closes first rests in TIME_WAIT, so that late packets die: (.+) is the kernel's now\.$`),
		func(s *situation, sh *shown, since []event.Event, m []string) bool {
			for _, r := range sh.sight.rows {
				if r.state == "TIME_WAIT" {
					return true
				}
			}
			return false
		}},
}

// chosen is the address of a bind that leaves nothing to the OS.
var chosen = regexp.MustCompile(`:[1-9]\d*$`)

func called(events []event.Event, call string) bool {
	for i := range events {
		if e := &events[i]; e.Call == call && (e.Err == nil || e.N > 0) {
			return true
		}
	}
	return false
}

func (s *situation) sentence(before scripting.World, text string, sh *shown) {
	for _, n := range notices {
		m := n.like.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		s.count("notice: " + n.name)
		if !n.so(s, sh, sh.events, m) {
			s.complain("notice: "+n.name, "%q", text)
		}
		return
	}
	s.count("notice, not judged: " + regexp.MustCompile(`\d+`).ReplaceAllString(text, "N"))
}
