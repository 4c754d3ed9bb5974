package repl

import (
	"fmt"
	"math/rand/v2"
	"net"
	"regexp"
	"strings"
	"testing"
)

// A naming is a session in which sockets get names and lose them.
type naming struct {
	*stage
	named map[string][]string // by the number of a socket, the names it had
	vars  []string            // variables that hold a socket
}

var given = regexp.MustCompile(`(?m)^NAMED (\w+) (\d+)$`)

// does types a line that gives names to sockets, and notes which.
func (n *naming) does(entry string, vars ...string) {
	n.t.Helper()
	for _, v := range vars {
		entry += fmt.Sprintf(" print('NAMED %s ' .. %s.id)", v, v)
	}
	text := n.types(entry)
	for _, m := range given.FindAllStringSubmatch(text, -1) {
		n.named[m[2]] = append(n.named[m[2]], m[1])
	}
	n.vars = append(n.vars, vars...)
	n.check(entry, text)
}

var numbers = regexp.MustCompile(`#(\d+)\b`)

// check fails if a line of a text has the number of a socket that had a name
// without one of its names.
func (n *naming) check(entry, text string) {
	n.t.Helper()
	for _, line := range strings.Split(text, "\n") {
		for _, m := range numbers.FindAllStringSubmatch(line, -1) {
			if len(n.named[m[1]]) == 0 || strings.Contains(line, "NAMED") {
				continue
			}
			if !regexp.MustCompile(`\b(` + strings.Join(n.named[m[1]], "|") + `)\b`).MatchString(line) {
				n.t.Errorf("seed %d: %s: #%s was called %s, and stands bare in: %s", n.seed, entry, m[1], n.named[m[1]], line)
			}
		}
	}
}

// Whatever becomes of a socket that had a name, no text has its number without it.
func TestNamesStay(t *testing.T) {
	t.Parallel()
	for range 2 {
		n := &naming{stage: newStage(t, rand.Uint64()), named: map[string][]string{}}
		n.ideas.Set("always")
		for i := range 6 {
			v := func(name string) string { return fmt.Sprintf("%s%d", name, i) }
			l, c, s := v("l"), v("c"), v("s")
			switch n.r.IntN(4) {
			case 0:
				n.does(fmt.Sprintf("%s, %s = pair(%q)", c, s, []string{"tcp", "unix"}[n.r.IntN(2)]), c, s)
			case 1:
				n.does(l+" = listen(0)", l)
				n.does(fmt.Sprintf("%s = dial(%s.local_port)", c, l), c)
				n.does(fmt.Sprintf("%s = accept(%s)", s, l), s)
			case 2: // names that are gone with the line
				n.does(fmt.Sprintf("do local %s, %s = pair('tcp') kept = {%s} print('NAMED %s ' .. %s.id) print('NAMED %s ' .. %s.id) close(%s) end", c, s, s, c, c, s, s, c))
			case 3:
				n.does(fmt.Sprintf("%s = socket('udp') bind(%s, 0)", c, c), c)
			}
		}
		n.r.Shuffle(len(n.vars), func(i, j int) { n.vars[i], n.vars[j] = n.vars[j], n.vars[i] })
		for _, v := range n.vars {
			switch n.r.IntN(4) {
			case 0:
				n.does("close(" + v + ")")
			case 1:
				n.does("reset(" + v + ")")
			case 2:
				n.does("close(" + v + ") " + v + " = nil")
			case 3:
				n.does(v + " = nil")
			}
			for _, look := range []string{"=try(recv, V, 1, {timeout = 0})", "=try(send, V, 'x')", "send(V, 'x')", ":why", "why(V)", "inspect(V)", ":sockets", ":map", ":tasks", ":events 1000", ":diagram"} {
				n.check(look, n.types(strings.ReplaceAll(look, "V", n.vars[n.r.IntN(len(n.vars))])))
			}
		}
	}
}

// accepts types a line that accepts, and looks from whom that was said to be.
func (s *stage) accepts(entry, from string) {
	s.t.Helper()
	if text := s.types(entry); !strings.Contains(text, "accept made a new socket on "+from+"'s own port") {
		s.t.Errorf("%s is not said to be from %s:\n%s", entry, from, text)
	}
}

// accept makes a socket of the listener that has its address, not of another one
// that has the same port.
func TestListenerOf(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.ideas.Set("always")
	for _, family := range [][2]string{{"127.0.0.1", "[::1]"}, {"[::1]", "127.0.0.1"}, {"127.0.0.2", "127.0.0.1"}} {
		for _, host := range family {
			l, err := net.Listen("tcp", host+":0")
			if err != nil {
				t.Skip(err)
			}
			_ = l.Close()
		}
		s.types(fmt.Sprintf(`l = listen("%s:0")`, family[0]))
		s.types(fmt.Sprintf(`m = listen("%s:" .. l.local_port)`, family[1]))
		s.types(fmt.Sprintf(`c = dial("%s:" .. l.local_port)`, family[1]))
		s.accepts("s = accept(m)", "m")
		s.types(`d = dial(l.local_address)`)
		s.accepts("e = accept(l)", "l")
		s.types("for _, x in ipairs{l, m, c, s, d, e} do close(x) end")
	}
}
