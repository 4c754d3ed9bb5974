package judge

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"sockpit/runtime/event"
	"sockpit/scripting"
)

// pending are the rules that are broken today: what they find is counted, and fails
// nothing.
var pending = map[string]string{
	"claim waits-since" + glued: "a task is said to wait in send that has gone on",
}

// over says of a socket that it is CLOSED, in the name of a rule.
func over(o *own) string {
	if o.tcp && o.state == "CLOSED" {
		return " of a socket that is CLOSED"
	}
	return ""
}

// offered counts the bytes that the log says sends had to send: of one that has not
// returned it does not say.
func offered(events []event.Event, id int) (n int64) {
	for i := range events {
		if e := &events[i]; e.Socket == id && (e.Call == "send" || e.Call == "sendto") {
			if n += int64(max(e.N, e.Asked)); !e.Done() {
				return math.MaxInt64
			}
		}
	}
	return n
}

// sums adds up what the log says that a socket sent and received.
func sums(events []event.Event, id int) (sent, received int64) {
	for i := range events {
		e := &events[i]
		if e.Socket != id {
			continue
		}
		switch e.Call {
		case "send", "sendto":
			sent += int64(e.N)
		case "recv", "recvfrom":
			received += int64(e.N)
		}
	}
	return sent, received
}

// faulted reports whether a fault, or the network's manner, may stand between the
// script and the kernel.
func (s *situation) faulted(sh *shown, id int) bool {
	if s.manner != "" && s.manner != "whole" {
		return true
	}
	for i := range sh.events {
		if e := &sh.events[i]; e.Socket == id && e.Call == "fault" {
			return true
		}
	}
	return false
}

// amounts of a queue that are true: SIOCOUTQ counts a FIN or SYN of ours as a byte, and
// of what is over it is no number of bytes.
func (s *situation) trueOut(sh *shown, o *own, shown string) bool {
	sent := offered(sh.events, o.id)
	switch {
	case shown == "nil" || shown == "–" || shown == "unknown":
		return o.state == "CLOSED" || o.state == "LISTEN" || !o.tcp
	case o.tcp && (o.state == "CLOSED" || o.state == "LISTEN"):
		return shown == "0"
	case o.tcp:
		n := o.out
		if n > 0 && (o.state == "SYN_SENT" || o.state == "FIN_WAIT1" || o.state == "LAST_ACK" || o.state == "CLOSING") {
			n--
		}
		return shown == fmt.Sprint(n) && (n <= sent || s.faulted(sh, o.id))
	}
	return shown == "0" && o.out <= 0 // memory, where it is not 0
}

func (s *situation) trueIn(o *own, shown string) bool {
	switch {
	case o.state == "LISTEN":
		return shown == "nil"
	case !o.stream:
		return shown == fmt.Sprint(o.next)
	case o.in < 0:
		return shown == "0" || shown == "nil"
	}
	return shown == fmt.Sprint(o.in)
}

// localOf and remoteOf give an end as the kernel has it, or had it last.
func (s *situation) localOf(o *own) string  { return s.seen[o.id][0] }
func (s *situation) remoteOf(o *own) string { return s.seen[o.id][1] }

// checkFields holds the fields of sockets and the rows of sockets() against the kernel.
func (s *situation) checkFields(sh *shown) {
	shown := map[int]bool{}
	for line := range strings.Lines(sh.fields) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) < 3 {
			s.complain("fields", "%q", line)
			continue
		}
		switch f[0] {
		case "var":
			s.gen.vars[f[1]] = atoi(f[2])
			continue
		case "other":
			s.count("amounts: rows of others")
			s.checkOther(sh, f)
			continue
		}
		o := sh.sight.ours[atoi(f[1])]
		if o == nil {
			s.complain("a row of no socket", "%q", line)
			continue
		}
		shown[o.id] = true
		if f[0] == "name" {
			if f[2] != "nil" && f[3] != "true" && !isLocal(f[2]) {
				s.complain("a name is that of the variable", "%s does not hold #%d", f[2], o.id)
			}
			continue
		}
		s.count("amounts: fields")
		if want, ok := s.trueField(sh, o, f[2], f[3]); !ok {
			s.complain("field "+f[2]+over(o), "#%d: %s shows %s, the kernel and the log have %s (%v)", o.id, f[0], f[3], want, o)
		}
	}
	for id := range sh.sight.ours {
		if !shown[id] {
			s.complain("a socket has a row", "#%d", id)
		}
	}
}

// isLocal reports whether a name is one that tasks give.
func isLocal(name string) bool { return name == "s" }

// trueField reports whether a field has a value that is so, and what it should be.
func (s *situation) trueField(sh *shown, o *own, field, value string) (want string, ok bool) {
	orNil := func(text string) string {
		if text == "" {
			return "nil"
		}
		return text
	}
	sent, received := sums(sh.events, o.id)
	switch field {
	case "kind":
		return s.kindOf(sh, o), value == s.kindOf(sh, o)
	case "network":
		return "", strings.HasPrefix(value, "tcp") == o.tcp && strings.HasPrefix(value, "udp") == o.udp && strings.HasSuffix(value, "6") == o.v6
	case "state":
		if !o.stream && !o.udp && o.remote == "" { // who connects to it makes it look connected
			return "UNCONN", value == "UNCONN" || value == o.state
		}
		return o.state, value == o.state
	case "local_address":
		return orNil(s.localOf(o)), value == orNil(s.localOf(o))
	case "remote_address":
		return orNil(s.remoteOf(o)), value == orNil(s.remoteOf(o)) || o.remote == "" && value == s.dialled(sh, o)
	case "local_port":
		p := s.ends[o.id][0].Port()
		return fmt.Sprint(p), value == fmt.Sprint(p) || p == 0 && value == "nil"
	case "remote_port":
		p := s.ends[o.id][1].Port()
		return fmt.Sprint(p), value == fmt.Sprint(p) || p == 0 && (value == "nil" || o.remote == "")
	case "bytes_sent":
		return fmt.Sprint(sent), value == fmt.Sprint(sent) || s.faulted(sh, o.id)
	case "bytes_received":
		return fmt.Sprint(received), value == fmt.Sprint(received) || s.faulted(sh, o.id)
	case "recv_queue":
		return fmt.Sprint(o.in, o.next), s.trueIn(o, value)
	case "send_queue":
		return fmt.Sprint(o.out), s.trueOut(sh, o, value)
	case "accept_queue", "backlog":
		n := o.queue
		if field == "backlog" {
			n = o.most
		}
		if o.state != "LISTEN" {
			return "nil", value == "nil"
		}
		return fmt.Sprint(n), value == fmt.Sprint(n)
	case "closed":
		return "false", value == "false"
	case "peer":
		id, sure := sh.sight.peerOf(o)
		if id == 0 || !sure || o.state == "LISTEN" {
			return "nil", value == "nil" || s.left(sh, o) || s.gaveUp(sh, o) && value == fmt.Sprint(s.peers[o.id])
		}
		return fmt.Sprint(id), value == fmt.Sprint(id) || value == "nil" && !o.tcp
	}
	return "", true
}

// left reports whether the kernel has no connection any more of which the session knows
// the ends.
func (s *situation) left(sh *shown, o *own) bool { return o.tcp && o.row == nil }

// gaveUp reports whether the kernel has ended the other end of a connection, and not this
// one: the socket of ours that had it is still held.
func (s *situation) gaveUp(sh *shown, o *own) bool {
	p := sh.sight.ours[s.peers[o.id]]
	return p != nil && p.state == "CLOSED"
}

// dialled gives where the log says that a socket was connected last, in vain or not.
func (s *situation) dialled(sh *shown, o *own) string {
	at := ""
	for i := range sh.events {
		if e := &sh.events[i]; e.Socket == o.id && e.Call == "connect" {
			at = e.Remote.String()
		} else if e.Made == o.id && e.Call == "accept" {
			at = e.Remote.String()
		}
	}
	return at
}

// kindOf says by the log what a socket is.
func (s *situation) kindOf(sh *shown, o *own) string {
	kind := "socket"
	if !o.stream {
		return "datagram"
	}
	for i := range sh.events {
		e := &sh.events[i]
		mine := e.Socket == o.id
		switch {
		case e.Call == "accept" && !e.Done() && madeBy(sh.events, o.id) == nil:
			kind = "stream" // it has made this one, and is about to return
		case e.Call == "socketpair" && (mine || e.Made == o.id), e.Call == "accept" && e.Made == o.id && e.Err == nil, mine && e.Call == "connect" && e.Done() && e.Err == nil:
			kind = "stream"
		case mine && e.Call == "listen" && e.Err == nil:
			kind = "listener"
		}
	}
	return kind
}

// checkOther holds a row of what no variable holds against the table of the kernel.
func (s *situation) checkOther(sh *shown, f []string) {
	for len(f) < 10 {
		f = append(f, "nil")
	}
	role, network, state, local, remote, of := f[1], f[2], f[3], f[4], f[5], f[8]
	for _, r := range sh.sight.rows {
		if strings.HasPrefix(network, r.table) && r.state == state && same(r.local.String(), local) && same(r.remote.String(), remote) {
			switch {
			case role == "queued" && r.inode != 0, role == "left" && r.inode != 0:
				s.complain("others: role", "%v is %s, but some program has it", r, role)
			case role == "left" && of == "nil", role == "far" && of == "nil":
				s.complain("others: of", "%v", f)
			case role == "queued" && of != "nil":
				l := sh.sight.ours[atoi(of)]
				if l == nil || l.state != "LISTEN" || l.at.Port() != r.local.Port() {
					s.complain("others: of", "%v waits at #%s, which does not listen there", r, of)
				} else if n := s.listenersAt(sh, l); n > 1 {
					s.complain("others: of", "%v waits at #%s, but %d listen there", r, of, n)
				}
			}
			return
		}
	}
	s.complain("others: in the kernel's table", "%v is not", f)
}

// listenersAt counts the sockets of ours that listen where l does.
func (s *situation) listenersAt(sh *shown, l *own) (n int) {
	for _, o := range sh.sight.ours {
		if o.tcp && o.state == "LISTEN" && plain(o.at) == plain(l.at) {
			n++
		}
	}
	return n
}

// same reports whether two addresses are the same, ::ffff:1.2.3.4 being 1.2.3.4.
func same(a, b string) bool {
	strip := func(s string) string { return strings.NewReplacer("[::ffff:", "", "]", "", "[", "").Replace(s) }
	return strip(a) == strip(b)
}

// checkTable holds the table against the kernel.
func (s *situation) checkTable(sh *shown) {
	var rows [][]string
	var columns []int
	for line := range strings.Lines(sh.table) {
		text := []rune(strings.TrimRight(line, "\n"))
		if columns == nil {
			head := string(text)
			for _, name := range []string{"name", "#", "kind", "local", "remote", "state", "in", "out", "about"} {
				at := -1
				if m := regexp.MustCompile(`(?:^|\s)(` + regexp.QuoteMeta(name) + `)(?:\s|$)`).FindStringSubmatchIndex(head); m != nil {
					at = len([]rune(head[:m[2]]))
				}
				if at < 0 {
					return // no table: there are no sockets
				}
				columns = append(columns, at)
			}
			continue
		}
		var cells []string
		for i, from := range columns {
			to := len(text)
			if i+1 < len(columns) {
				to = min(to, columns[i+1])
			}
			cells = append(cells, strings.TrimSpace(string(text[min(from, len(text)):to])))
		}
		rows = append(rows, cells)
	}
	names := map[string]int{}
	for _, r := range rows {
		if r[1] != "–" {
			names[r[0]] = atoi(r[1])
		}
	}
	shown := 0
	for _, r := range rows {
		if r[1] == "–" || r[1] == "" {
			continue
		}
		shown++
		o := sh.sight.ours[atoi(r[1])]
		if o == nil {
			s.complain("table: a socket that there is", "%q", r)
			continue
		}
		s.count("amounts: rows of the table")
		s.checkRow(sh, o, r)
	}
	if shown != len(sh.sight.ours) {
		s.complain("table: every socket", "%d of %d\n%s", shown, len(sh.sight.ours), sh.table)
	}
}

var bars = strings.NewReplacer(" ▏", "", " ▎", "", " ▍", "", " ▌", "", " ▋", "", " ▊", "", " ▉", "", " █", "")

var commas = strings.NewReplacer(",", "")

func (s *situation) checkRow(sh *shown, o *own, r []string) {
	star := func(text string) string {
		if text == "" {
			return "*"
		}
		return text
	}
	if r[2] != s.kindOf(sh, o) {
		s.complain("table: kind", "#%d is %s, by the log %s", o.id, r[2], s.kindOf(sh, o))
	}
	if r[3] != star(s.localOf(o)) {
		s.complain("table: local", "#%d: %s, the kernel had %s", o.id, r[3], star(s.localOf(o)))
	}
	if r[4] != star(s.remoteOf(o)) && (o.remote != "" || r[4] != star(s.dialled(sh, o))) {
		s.complain("table: remote", "#%d: %s, the kernel had %s", o.id, r[4], star(s.remoteOf(o)))
	}
	if _, ok := s.trueField(sh, o, "state", r[5]); !ok {
		s.complain("table: state", "#%d: %s, the kernel has %s", o.id, r[5], o.state)
	}
	in, kept, _ := strings.Cut(bars.Replace(commas.Replace(r[6])), " +")
	out := bars.Replace(commas.Replace(r[7]))
	if o.state == "LISTEN" {
		if want := fmt.Sprintf("%d/%d", o.queue, o.most); in != want {
			s.complain("table: accept queue", "#%d: %s, the kernel has %s", o.id, in, want)
		}
	} else {
		if dash := in == "–" || in == "unknown"; !s.trueIn(o, in) && !(dash && (o.in <= 0 && o.next <= 0)) {
			s.complain("table: in", "#%d: %s, the kernel has %d (next datagram %d), %s", o.id, in, o.in, o.next, o.state)
		}
		if !s.trueOut(sh, o, out) {
			s.complain("table: out"+over(o), "#%d: %s, the kernel has %d in %s", o.id, out, o.out, o.state)
		}
	}
	if kept != "" {
		if sock := s.host.Session.Find(o.id); sock != nil && fmt.Sprintf("%d kept", sock.Kept()) != kept {
			s.complain("table: kept", "#%d: %s", o.id, r[6])
		}
	}
	s.checkAbout(sh, o, r[8])
}

var (
	aboutPeer  = regexp.MustCompile(`^peer (.+)$`)
	aboutMade  = regexp.MustCompile(`^made at (.+)$`)
	aboutFault = regexp.MustCompile(`^fault: (.+)$`)
	aboutTask  = regexp.MustCompile(`^task (\d+) in (\w+) for [^(]+( \((.+)\))?$`)
	aboutHeld  = regexp.MustCompile(`^held back: sent in [\d.]+ (s|ms|µs)$`)
	aboutMany  = regexp.MustCompile(`^(?:(\d+) datagrams?)?(?:(?:, )?(\d+) dropped)?$`)
	aboutTimer = regexp.MustCompile(`^(sent again|SYN again|window closed: probe|keepalive) in ([\d.]+) (s|ms|µs)(?:, (once|\d+ times) so far)?$`)
)

// checkAbout holds what the table says about a socket against the log and the kernel.
func (s *situation) checkAbout(sh *shown, o *own, text string) {
	for _, part := range strings.Split(text, "; ") {
		switch {
		case part == "":
		case aboutPeer.MatchString(part):
			s.count("about: peer")
			id, sure := sh.sight.peerOf(o)
			if name := aboutPeer.FindStringSubmatch(part)[1]; id == 0 && !s.left(sh, o) && !(s.gaveUp(sh, o) && s.idOf(sh, name) == s.peers[o.id]) || !sure || id != 0 && s.idOf(sh, name) != id {
				s.complain("table: peer", "#%d: %q, the kernel has #%d", o.id, text, id)
			}
		case aboutMade.MatchString(part):
			s.count("about: made at")
			if e := madeBy(sh.events, o.id); e == nil || e.Place.String() != aboutMade.FindStringSubmatch(part)[1] {
				s.complain("table: made at", "#%d: %q", o.id, text)
			}
		case aboutTask.MatchString(part):
			s.count("about: a task waits")
			m := aboutTask.FindStringSubmatch(part)
			if e := waits(sh.events, atoi(m[1]), o.id); e == nil {
				s.complain("table: a task waits", "#%d: %q", o.id, text)
			}
		case aboutHeld.MatchString(part):
			s.count("about: held back")
			if o.row == nil || o.row.timer != "probe" || o.out <= 0 {
				s.complain("table: held back", "#%d: %q, the kernel has %+v", o.id, text, o.row)
			}
		case aboutMany.MatchString(part):
			s.count("about: datagrams")
			s.datagrams(sh, o, part)
			s.dropped(o, part)
		case aboutTimer.MatchString(part):
			s.count("about: timer")
			m := aboutTimer.FindStringSubmatch(part)
			want := map[string]string{"sent again": "retransmit", "SYN again": "retransmit", "window closed: probe": "probe", "keepalive": "keepalive"}[m[1]]
			switch {
			case o.row == nil || o.row.timer != want:
				s.complain("table: timer", "#%d: %q, the kernel has %+v", o.id, text, o.row)
			case want == "probe" && o.info != nil && o.info.Snd_wnd > 0:
				s.complain("table: timer: the window is open", "#%d: %q, window %d", o.id, text, o.info.Snd_wnd)
			}
		default:
			if aboutFault.MatchString(part) || strings.Contains(text, "fault: ") {
				s.count("about: fault")
				if !s.faulted(sh, o.id) {
					s.complain("table: fault", "#%d: %q", o.id, text)
				}
				continue
			}
			s.count("about, not judged: " + regexp.MustCompile(`\d+`).ReplaceAllString(part, "N"))
		}
	}
}

// datagramsAt counts by the log the datagrams that wait at a socket: those that were sent
// to its address, less those that it received and that the kernel dropped. false: others
// may have sent it some, or it may not have heard all of them.
func (s *situation) datagramsAt(sh *shown, o *own) (n int64, known bool) {
	if o.to.IsValid() || o.remote != "" || o.local == "" || o.options["reuseport"]+o.options["reuseaddr"] > 0 {
		return 0, false
	}
	for i := range sh.events {
		e := &sh.events[i]
		if !e.Done() || e.Err != nil {
			continue
		}
		switch {
		case e.Socket == o.id && e.Call == "shutdown":
			return 0, false
		case e.Socket == o.id && (e.Call == "recv" || e.Call == "recvfrom") && !e.EOF:
			n--
		case e.Call == "sendto" && same(e.Remote.String(), o.local), e.Call == "send" && same(s.seen[e.Socket][1], o.local):
			n++
		}
	}
	if o.row != nil {
		n -= o.row.drops
	}
	return n, true
}

// datagrams holds a number of datagrams that is shown against the log.
func (s *situation) datagrams(sh *shown, o *own, text string) {
	m := regexp.MustCompile(`^(\d+) datagrams?`).FindStringSubmatch(text)
	if n, known := s.datagramsAt(sh, o); known && m != nil && n != int64(atoi(m[1])) {
		s.complain("datagrams", "#%d: %q, by the log %d wait (%v, %v)", o.id, text, n, o, o.row)
	}
}

// dropped holds a number of datagrams that the kernel is said to have dropped against
// /proc.
func (s *situation) dropped(o *own, text string) {
	m := regexp.MustCompile(`(\d[\d,]*)(?: datagrams?)? dropped`).FindStringSubmatch(text)
	if m != nil && (o.row == nil || commas.Replace(m[1]) != fmt.Sprint(o.row.drops)) {
		s.complain("dropped", "#%d: %q, the kernel has %+v", o.id, text, o.row)
	}
}

// pageOfDatagrams holds what inspect says of a queue of datagrams against the kernel.
func (s *situation) pageOfDatagrams(sh *shown, o *own, text string) {
	m := regexp.MustCompile(`^(\d+) datagrams? to receive, the next of ([\d,]+) bytes?`).FindStringSubmatch(text)
	switch {
	case strings.HasPrefix(text, "no datagrams to receive"):
		if o.next != 0 || o.in > 0 {
			s.complain("inspect: no datagrams", "%v", o)
		}
	case m != nil:
		s.datagrams(sh, o, text)
		if commas.Replace(m[2]) != fmt.Sprint(o.next) {
			s.complain("inspect: the next datagram", "%q: %v", text, o)
		}
	case text == "nothing: it is CLOSED" && o.state == "CLOSED":
	default:
		s.count("inspect, not judged: " + regexp.MustCompile(`\d+`).ReplaceAllString(text, "N"))
	}
}

// idOf gives the number of the socket that has a name in the table, 0 if none has.
func (s *situation) idOf(sh *shown, name string) int {
	if id, ok := s.gen.vars[name]; ok {
		return id
	}
	if m := regexp.MustCompile(`^#(\d+)`).FindStringSubmatch(name); m != nil {
		return atoi(m[1])
	}
	for i := range sh.world.Sockets { // a local of a task
		if v := &sh.world.Sockets[i]; v.Name == name {
			return v.ID
		}
	}
	return 0
}

// madeBy gives the call that made a socket.
func madeBy(events []event.Event, id int) *event.Event {
	for i := range events {
		if e := &events[i]; e.Made == id || e.Call == "socket" && e.Socket == id || e.Call == "socketpair" && e.Socket == id {
			return e
		}
	}
	return nil
}

// waits gives the call of a task on a socket that goes on, nil if there is none.
func waits(events []event.Event, task, id int) *event.Event {
	for i := range events {
		if e := &events[i]; e.Task == task && e.Socket == id && !e.Done() {
			return e
		}
	}
	return nil
}

// checkPage holds what inspect shows against the kernel.
func (s *situation) checkPage(sh *shown) {
	o := sh.sight.ours[sh.pageOf]
	if o == nil || sh.page == "" {
		return
	}
	s.count("amounts: pages of inspect")
	for line := range strings.Lines(sh.page) {
		text := strings.TrimSpace(bars.Replace(line))
		row := func(head string) (string, bool) {
			rest, ok := strings.CutPrefix(text, head+"  ")
			return strings.TrimSpace(rest), ok
		}
		if v, ok := row("state"); !ok {
		} else if _, ok := s.trueField(sh, o, "state", v); !ok {
			s.complain("inspect: state", "#%d: %s, the kernel has %s", o.id, v, o.state)
		}
		if v, ok := row("accept queue"); ok && o.state == "LISTEN" && v != fmt.Sprintf("%d of %d", o.queue, o.most) {
			s.complain("inspect: accept queue", "#%d: %s, the kernel has %d of %d", o.id, v, o.queue, o.most)
		}
		if v, ok := row("in the kernel"); ok {
			if m := regexp.MustCompile(`^(\S+) to receive (\S+) sent and not acknowledged$`).FindStringSubmatch(commas.Replace(v)); m == nil {
				s.pageOfDatagrams(sh, o, v)
			} else {
				if !s.trueIn(o, m[1]) && !(m[1] == "unknown" || m[1] == "–") {
					s.complain("inspect: to receive", "#%d: %s, the kernel has %d", o.id, v, o.in)
				}
				if !s.trueOut(sh, o, m[2]) {
					s.complain("inspect: not acknowledged"+over(o), "#%d: %s, the kernel has %d in %s", o.id, v, o.out, o.state)
				}
			}
		}
		if v, ok := row("so far"); ok && !s.faulted(sh, o.id) {
			v, dropped, _ := strings.Cut(v, " received")
			v += " received"
			s.dropped(o, dropped)
			sent, received := sums(sh.events, o.id)
			if want := fmt.Sprintf("%d bytes sent %d bytes received", sent, received); strings.ReplaceAll(commas.Replace(v), "1 byte ", "1 bytes ") != strings.ReplaceAll(want, "1 byte ", "1 bytes ") {
				s.complain("inspect: so far", "#%d: %s, the log has %s", o.id, v, want)
			}
		}
		if v, ok := row("timer"); ok {
			s.checkAbout(sh, o, v)
		}
		if v, ok := row("peer"); ok {
			if id, sure := sh.sight.peerOf(o); id != 0 && (!sure || s.idOf(sh, v) != id) {
				s.complain("inspect: peer", "#%d: %s, the kernel has #%d", o.id, v, id)
			}
		}
	}
}

// queueArrow is an amount of a change line.
var queueArrow = regexp.MustCompile(`(accept queue|recv queue|send queue|backlog) ([\d,]+) → ([\d,]+)`)

// changes holds change lines, and the sentences below them, against two looks at the
// kernel.
func (s *situation) changes(before scripting.World, lines string, sentences []string, sh *shown) {
	for line := range strings.Lines(lines) {
		m := regexp.MustCompile(`^\s*([+~-]) .*?#(\d+)`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		s.count("amounts: change lines")
		id := atoi(m[2])
		o := sh.sight.ours[id]
		switch {
		case m[1] == "-" && o != nil:
			s.complain("changes: gone", "%q", line)
		case m[1] != "-" && o == nil:
			s.complain("changes: there", "%q", line)
		}
		if o == nil {
			continue
		}
		for _, q := range queueArrow.FindAllStringSubmatch(line, -1) {
			value := strings.ReplaceAll(q[3], ",", "")
			ok := true
			switch q[1] {
			case "accept queue":
				ok = value == fmt.Sprint(o.queue)
			case "backlog":
				ok = value == fmt.Sprint(o.most)
			case "recv queue":
				ok = s.trueIn(o, value)
			case "send queue":
				ok = s.trueOut(sh, o, value)
			}
			if !ok {
				s.complain("changes: "+q[1]+over(o), "%q, the kernel has %v", line, o)
			}
		}
	}
	for _, text := range sentences {
		s.sentence(before, text, sh)
	}
}
