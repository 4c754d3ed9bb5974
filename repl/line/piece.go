package line

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/chzyer/readline"
)

// A piece is what the terminal gave at once. When it is text that ends a line it
// is a paste, also where the terminal does not mark pastes: nothing of it is
// taken for a key, but the ends of its lines hand them in.
type piece struct {
	data   []byte
	pasted bool
	begun  bool // something of it has been decoded
}

// isPaste says whether p is a paste without marks: it begins with text and has
// the end of a line. With control characters it must be several whole lines:
// otherwise it is keys that a program presses. There is no Ctrl-C in a paste.
func isPaste(p []byte) bool {
	lines := bytes.Count(p, []byte("\r")) + bytes.Count(p, []byte("\n")) - bytes.Count(p, []byte("\r\n"))
	text := bytes.TrimLeft(p, "\t")
	if lines == 0 || len(text) == 0 || isControl(rune(text[0])) || bytes.IndexByte(p, readline.CharInterrupt) >= 0 ||
		bytes.Contains(p, []byte("\x1b["+pasteBegin)) || bytes.Contains(p, []byte(pasteEnd)) {
		return false
	}
	last := p[len(p)-1]
	if last == '\t' { // somebody completes
		return false
	}
	whole := lines > 1 && (last == '\r' || last == '\n')
	return whole || !bytes.ContainsFunc(p, func(r rune) bool { return isControl(r) && r != '\t' && r != '\r' && r != '\n' })
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

// goesOn says whether more of a paste p may be on its way.
func goesOn(p []byte) bool {
	return isPaste(p) && bytes.IndexAny(p, "\r\n") < len(bytes.TrimRight(p, "\r\n"))
}

// An input is what has been read and not decoded yet.
type input struct {
	pieces  []piece
	decoder decoder
}

func (in *input) add(p []byte) {
	in.pieces = append(in.pieces, piece{data: p, pasted: isPaste(p)})
}

func (in *input) size() int {
	n := 0
	for _, p := range in.pieces {
		n += len(p.data)
	}
	return n
}

func (in *input) clear() { in.pieces = nil }

// next decodes the next key; ok is false when there is none. Empty says that
// nothing has been typed: a session can be pasted there.
func (in *input) next(empty bool) (k key, ok bool) {
	for len(in.pieces) > 0 {
		p := &in.pieces[0]
		if !p.begun && p.pasted && (in.decoder.state != ground || len(in.decoder.part) > 0) {
			p.pasted = false // it is the rest of something else
		}
		if !p.begun && p.pasted && empty {
			p.data = withoutPrompts(p.data)
		}
		p.begun = true
		if p.pasted {
			k, p.data = nextPasted(p.data)
		} else {
			var n int
			k, n = in.decoder.next(p.data)
			p.data = p.data[n:]
		}
		if len(p.data) == 0 {
			in.pieces = in.pieces[1:]
		}
		if k.do != nothing {
			return k, true
		}
	}
	return key{}, false
}

// nextPasted gives a line of a paste without marks, or the end of it.
func nextPasted(p []byte) (key, []byte) {
	switch n := bytes.IndexAny(p, "\r\n"); {
	case n == 0 && bytes.HasPrefix(p, []byte("\r\n")):
		return key{do: enter}, p[2:]
	case n == 0:
		return key{do: enter}, p[1:]
	case n > 0:
		return key{pasteLine, string(p[:n])}, p[n:]
	case len(p) > 0:
		return key{pasteLine, string(p)}, nil
	}
	return key{}, nil
}

// withoutPrompts leaves of a pasted session what was typed in it.
func withoutPrompts(p []byte) []byte {
	entries, ok := cutSession(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(p)))
	if !ok {
		return p
	}
	return []byte(strings.Join(entries, "\n") + "\n")
}

// afterInterrupt drops what was typed up to the last Ctrl-C, and says whether
// there was one. In a paste there is none.
func (in *input) afterInterrupt() (ok bool) {
	for i := len(in.pieces) - 1; i >= 0; i-- {
		p := &in.pieces[i]
		if p.pasted {
			continue
		}
		rest, found := afterInterrupt(p.data)
		if found {
			p.data = rest
			in.pieces = in.pieces[i:]
			return true
		}
	}
	return false
}

// Prompts as sockpit shows them. No line of Lua begins so.
var (
	firstPrompt = regexp.MustCompile(`^(?:step|learn|\d+)?>(?: |$)`)
	morePrompt  = regexp.MustCompile(`^(?:\.\.+|>>)(?: |$)`)
	shellPrompt = regexp.MustCompile(`^\$ `)
)

// cutSession takes a copied session apart: a text whose first line begins with a
// prompt. Its entries are what stands behind the prompts; all other lines were
// output and are left out.
func cutSession(text string) (entries []string, ok bool) {
	more := false // the line before was of an entry
	for line := range strings.Lines(strings.TrimLeft(text, "\n")) {
		line = strings.TrimRight(line, "\n")
		switch first, next := firstPrompt.FindString(line), morePrompt.FindString(line); {
		case first != "":
			entries, more = append(entries, line[len(first):]), true
		case more && next != "":
			entries[len(entries)-1] += "\n" + line[len(next):]
		case len(entries) == 0 && strings.TrimSpace(line) != "" && !shellPrompt.MatchString(line):
			return nil, false
		default:
			more = false
		}
	}
	kept := entries[:0]
	for _, e := range entries {
		if strings.TrimSpace(e) != "" {
			kept = append(kept, strings.TrimRight(e, "\n"))
		}
	}
	return kept, len(kept) > 0
}

// paste puts a marked paste in. Of a session its first entry is shown, and the
// others come one by one when it has been handed in: what runs is what can be
// seen, and nothing that was output.
func (t *terminal) paste(text string) bool {
	if len(t.edit.line()) == 0 {
		if entries, ok := cutSession(cleanPaste(text)); ok {
			text = entries[0]
			t.session = entries[1:]
			if n := len(t.session); n > 0 {
				t.screen.show(t.content())
				t.say("A copied session of " + thousands(n+1) + " entries: what it printed is left out. Enter runs one and shows the next; Ctrl-C drops the rest.")
			}
		}
	}
	return t.edit.do(key{paste, text})
}
