package view

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"sockpit/runtime/event"
	"sockpit/runtime/printable"
	texts "sockpit/runtime/printable/hostile"
	"sockpit/runtime/record"
)

// venom are texts that fool a terminal or a reader.
var venom = []string{
	"\x1b[31m", "\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x1b", "\x9b31m", "\u009b2J", "\u0085", "\x00", "\b\b\b", "\r", "\n", "\t", "\v\f", "\x7f",
	"\u202e", "\u2066x\u2069", "\u200b", "\u200d", "\ufeff", "\u2028", "\u2029", "\u3164", "\u2800", "\U000e0041", "\ue000", "\u0301\u0301\u0301\u0301",
	"\xff\xfe", "\xe2\x80", "\xed\xa0\x80", "a", "Việt", "日本語", "👩\u200d👧", "\"", "\\", "%s%n", "<b>", "--", "\x1b[901m", "\x1b[999m",
}

// hostile gives a text of pieces of venom and of what stood there.
func hostile(r *rand.Rand) slot {
	return func(tame string) string {
		var b strings.Builder
		for range r.IntN(4) {
			b.WriteString(venom[r.IntN(len(venom))])
		}
		if r.IntN(2) == 0 {
			b.WriteString(tame)
		}
		for range 1 + r.IntN(3) {
			b.WriteString(venom[r.IntN(len(venom))])
		}
		return b.String()
	}
}

// unsafe is hostile.Unsafe without the tabs of print: views draw none.
func unsafe(s string) (rune, bool) {
	if strings.ContainsRune(s, '\t') {
		return '\t', true
	}
	return texts.Unsafe(s)
}

// rounds is how often each view is given other texts.
func rounds() int {
	if os.Getenv("SOCKPIT_LONG") != "" {
		return 20000
	}
	if testing.Short() {
		return 4
	}
	return 60
}

// Whatever stands in a name, a path, a payload, an error, a script or a plugin,
// no view lets through a byte that is not text or our own colour.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	for i, d := range drawings {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			slots := 0
			for range rounds() {
				s := hostile(r)
				width := 30 + r.IntN(150)
				counted := func(tame string) string { slots++; return s(tame) }
				text := d.draw(counted, width, Plain())
				if r, bad := unsafe(text); bad {
					t.Fatalf("seed %d: %U in %q", seed, r, text)
				}
				// What a stranger wrote like our colours must not look like them.
				if r, bad := unsafe(ours.ReplaceAllString(d.draw(s, width, loud()), "")); bad {
					t.Fatalf("seed %d: %U beneath the colours", seed, r)
				}
			}
			t.Logf("%d texts, 0 escapes", slots)
		})
	}
}

// With all escapes of a stranger's the grid keeps its columns: escaped text is
// measured as it is shown.
func TestHostileWidth(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	for range rounds() / 4 {
		for _, d := range drawings {
			width := 40 + r.IntN(120)
			text := d.draw(hostile(r), width, Plain())
			for _, line := range measured(d.name, text) {
				if got := printable.Width(line); got > width && wide[d.name] == "" {
					t.Fatalf("seed %d: %s at %d: a line of %d columns: %q", seed, d.name, width, got, line)
				}
			}
		}
	}
}

// The JSON of an event gives back every byte of its data and of its texts.
func TestJSONGivesBack(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 2))
	for range rounds() {
		events := eventsOf(hostile(r))
		lines := strings.Split(strings.TrimSuffix(string(record.Encode(record.Log{Events: events})), "\n"), "\n")[1:]
		if len(lines) != len(events) {
			t.Fatalf("seed %d: %d lines for %d events", seed, len(lines), len(events))
		}
		for i, line := range lines {
			checkJSON(t, seed, &events[i], line)
		}
	}
}

func checkJSON(t *testing.T, seed uint64, e *event.Event, line string) {
	t.Helper()
	var got struct{ Data, Preview, Arg, Note, Remote, Line, Message string }
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatalf("seed %d: %v in %s", seed, err, line)
	}
	data, err := base64.StdEncoding.DecodeString(got.Data)
	if err != nil || string(data) != string(e.Data) {
		t.Errorf("seed %d: data %q, %v, want %q", seed, data, err, e.Data)
	}
	if got.Preview != "" {
		if back, err := printable.Unquote(got.Preview); err != nil || back != string(e.Data) {
			t.Errorf("seed %d: preview %s gives %q, %v, want %q", seed, got.Preview, back, err, e.Data)
		}
	}
	for _, text := range [][2]string{{got.Arg, e.Arg}, {got.Note, e.Note}, {got.Remote, e.Remote.String()}, {got.Line, e.Place.String()}} {
		want := text[1]
		if !utf8.ValidString(want) {
			want = printable.Line(want) // bytes that no JSON text can hold
		}
		if text[0] != want {
			t.Errorf("seed %d: text %q, want %q", seed, text[0], want)
		}
	}
}
