package line

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// TestSessions plays testdata/sessions/*.txt. A block is one session on a
// terminal of its own, in a process of its own:
//
//	== name
//	@ size 40x10        options: size, reflow, mute (the terminal does not say where the
//	                    cursor is), shell, history "entry"..., garbage, half, raw,
//	                    early, env NAME=VALUE
//	< abc<Left>X        keys, as they are typed in one piece
//	| > abX‸c           the whole screen; ‸ is the cursor, ‹...› inverse
//	! write "text"      something else that happens; see the table of commands
//
// A check waits until the screen is as it says. At the end of each session
// the reader is closed while it reads, and the terminal must be given back,
// with no goroutine and no descriptor left.
func TestSessions(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/sessions/*.txt")
	check(t, err)
	count := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		check(t, err)
		group := strings.TrimSuffix(filepath.Base(file), ".txt")
		for _, s := range parseSessions(t, file, string(data)) {
			count++
			t.Run(group+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				s.play(t)
			})
		}
	}
	if count < 200 {
		t.Errorf("%d sessions, want at least 200", count)
	}
}

type session struct {
	name  string
	opts  ptyOptions
	steps []step
}

type step struct {
	where string
	kind  byte // '<', '|' or '!'
	text  string
}

func parseSessions(t *testing.T, file, data string) []*session {
	var all []*session
	for i, line := range strings.Split(data, "\n") {
		where := fmt.Sprintf("%s:%d", file, i+1)
		kind, text, _ := strings.Cut(line, " ")
		if line == "" || line[0] == '#' {
			continue
		}
		if kind == "==" {
			all = append(all, &session{name: text, opts: ptyOptions{cols: 40, rows: 10}})
			continue
		}
		if len(all) == 0 || !strings.Contains("@<|!", kind) {
			t.Fatalf("%s: what is %q?", where, line)
		}
		s := all[len(all)-1]
		if kind == "@" {
			s.option(t, where, text)
			continue
		}
		if n := len(s.steps); n > 0 && kind == "|" && s.steps[n-1].kind == '|' {
			s.steps[n-1].text += "\n" + text
			continue
		}
		s.steps = append(s.steps, step{where, kind[0], text})
	}
	return all
}

func (s *session) option(t *testing.T, where, text string) {
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "size":
		if _, err := fmt.Sscanf(rest, "%dx%d", &s.opts.cols, &s.opts.rows); err != nil {
			t.Fatalf("%s: %v", where, err)
		}
	case "reflow":
		s.opts.reflow = true
	case "shell":
		s.opts.shell = true
	case "mute":
		s.opts.mute = true
		s.opts.env = append(s.opts.env, "MUTE=1")
	case "env":
		s.opts.env = append(s.opts.env, rest)
	case "early": // do not wait for the prompt before the first step
		s.opts.early = true
	case "raw":
		s.opts.rawBefore = true
	case "history":
		for _, q := range quotedWord.FindAllString(rest, -1) {
			s.opts.history += string(encodeEntry(unquote(q))) + "\n"
		}
	case "garbage":
		s.opts.history += rest + "\n"
	case "half":
		s.opts.history += rest
	default:
		t.Fatalf("%s: no option %q", where, word)
	}
}

var quotedWord = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

func (s *session) play(t *testing.T) {
	p := startPty(t, s.opts)
	if !s.opts.early && !p.until(func() bool { return p.m.pasteMode }) {
		t.Fatalf("there is no prompt; status %q, stderr %s", p.status, p.stderr.String())
	}
	ended := false
	for _, st := range s.steps {
		switch st.kind {
		case '<':
			p.keys(keysOf(t, st.where, st.text))
		case '|':
			p.at(st.where).screen(strings.TrimRight(st.text, "\n"))
		case '!':
			ended = p.at(st.where).command(st.text) || ended
		}
		if t.Failed() {
			t.Fatalf("at %s", st.where)
		}
	}
	if ended {
		p.given()
		return
	}
	p.finish()
}

// at notes the line of a session for the message of a failure.
func (p *ptyRun) at(where string) *ptyRun {
	p.t.Logf("%s", where)
	return p
}

// command does one ! line. It says whether the program has ended.
func (p *ptyRun) command(text string) (ended bool) {
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "write", "lines", "done":
		p.tell(text)
		p.news("ok " + word)
	case "panic", "close":
		p.tell(text)
	case "resize":
		var cols, rows int
		fmt.Sscanf(rest, "%dx%d", &cols, &rows)
		p.mu.Lock()
		p.m.resize(cols, rows)
		p.resizedAt = len(p.raw)
		p.mu.Unlock()
		check(p.t, pty.Setsize(p.master, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}))
	case "resized": // something has been painted since
		p.until(func() bool { return len(p.raw) > p.resizedAt })
	case "news":
		p.news(rest)
	case "signal":
		check(p.t, unix.Kill(p.cmd.Process.Pid, unix.SignalNum("SIG"+rest)))
	case "fg":
		fmt.Fprintln(p.shell, "fg")
	case "bells":
		n, _ := strconv.Atoi(rest)
		if !p.until(func() bool { return p.m.bells == n }) {
			p.t.Errorf("%d bells, want %d", p.m.bells, n)
		}
	case "stderr":
		if !p.until(func() bool { return strings.Contains(p.stderr.String(), rest) }) {
			p.t.Errorf("stderr is %q", p.stderr.String())
		}
	case "file":
		p.fileIs(rest)
	case "pastemode":
		if !p.until(func() bool { return p.m.pasteMode == (rest == "on") }) {
			p.t.Errorf("bracketed paste is %v", p.m.pasteMode)
		}
	case "exit":
		p.control.Close() // the program waits for its goroutines
		if got := p.exit(); got != rest {
			p.t.Errorf("the program ended with %q, want %q", got, rest)
		}
		return true
	default:
		p.t.Fatalf("no command %q", word)
	}
	return false
}

// fileIs compares the entries in the history file.
func (p *ptyRun) fileIs(want string) {
	p.t.Helper()
	data, _ := os.ReadFile(p.history)
	var got []string
	for _, e := range decodeEntries(data) {
		got = append(got, strconv.Quote(e))
	}
	if g := strings.Join(got, " "); g != want {
		p.t.Errorf("the history file holds %s, want %s", g, want)
	}
}

var keyNames = map[string]string{
	"Left": "\x1b[D", "Right": "\x1b[C", "Up": "\x1b[A", "Down": "\x1b[B",
	"Home": "\x1b[H", "End": "\x1b[F", "Del": "\x1b[3~", "BS": "\x7f",
	"Enter": "\r", "Tab": "\t", "Esc": "\x1b", "NUL": "\x00", "lt": "<",
	"WordLeft": "\x1b[1;5D", "WordRight": "\x1b[1;5C", "Sp": " ",
	"PageUp": "\x1b[5~", "PageDown": "\x1b[6~", "gt": ">",
	"Paste": "\x1b[200~", "/Paste": "\x1b[201~", "LF": "\n",
}

var keyPattern = regexp.MustCompile(`<([^<>]+)>`)

// keysOf spells keys out: <Left>, <C-a> for Ctrl-A, <M-b> for Alt-B, <x1b>
// for a byte, <u302> for a rune, <5:a> for five times a.
func keysOf(t *testing.T, where, s string) string {
	for strings.Contains(s, "<") {
		next := keyPattern.ReplaceAllStringFunc(s, func(k string) string {
			k = k[1 : len(k)-1]
			if v, ok := keyNames[k]; ok {
				return strings.ReplaceAll(v, "<", "\uFFFF")
			}
			switch {
			case strings.HasPrefix(k, "M-C-"):
				return "\x1b" + string(rune(k[4]&0x1f))
			case strings.HasPrefix(k, "C-"):
				return string(rune(k[2] & 0x1f))
			case strings.HasPrefix(k, "M-"):
				return "\x1b" + k[2:]
			case k[0] == 'x' && len(k) == 3:
				n, err := strconv.ParseUint(k[1:], 16, 8)
				check(t, err)
				return string([]byte{byte(n)})
			case k[0] == 'u':
				n, err := strconv.ParseUint(k[1:], 16, 32)
				check(t, err)
				return string(rune(n))
			}
			if n, rest, ok := strings.Cut(k, ":"); ok {
				count, err := strconv.Atoi(n)
				check(t, err)
				return strings.Repeat(rest, count)
			}
			t.Fatalf("%s: no key %q", where, k)
			return ""
		})
		if next == s {
			break
		}
		s = next
	}
	return strings.ReplaceAll(s, "\uFFFF", "<")
}
