package claim

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sockpit/runtime/event"
)

// speaks is a speaker with names of its own.
func speaks(lang Lang) Speaker {
	return Speaker{Lang: lang,
		Socket: func(id int) string { return []string{"?", "l", "c", "s"}[id] },
		Arg:    func(id int) string { return []string{"0", "l", "c", "3"}[id] },
		Place:  event.Place.String,
		Since:  func(t time.Time) time.Duration { return t.Sub(time.Unix(0, 0)) },
	}
}

// TestKinds: every kind has words in each language, which name the same values in
// the same optional parts, and knowledge says where it stands.
func TestKinds(t *testing.T) {
	t.Parallel()
	slots := func(text string) (out []string) {
		in := ""
		for _, m := range optional().FindAllString(text, -1) {
			in += m
		}
		for _, m := range slot().FindAllStringSubmatch(text, -1) {
			name := m[1]
			if strings.Contains(in, "{"+name) {
				name += "?"
			}
			out = append(out, name)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for kind, m := range Kinds {
		if m.EN == "" || m.VI == "" {
			t.Errorf("%s has no words in a language", kind)
		}
		if en, vi := slots(m.EN), slots(m.VI); !slices.Equal(en, vi) {
			t.Errorf("%s names %v in English and %v in Vietnamese", kind, en, vi)
		}
		for _, text := range []string{m.EN, m.VI} {
			if strings.Count(text, "‹") != strings.Count(text, "›") || strings.Count(text, "{") != len(slot().FindAllString(text, -1)) {
				t.Errorf("%s has a slot or an optional part that is not one: %s", kind, text)
			}
		}
		if (m.Sort == Knowledge) != (m.Source != "") {
			t.Errorf("%s: knowledge has a source, and nothing else", kind)
		}
	}
}

// TestText: values are written by their type, in the language of the speaker.
func TestText(t *testing.T) {
	e := event.Event{Seq: 17, Call: "close", Task: 2, Place: event.Place{Source: "chat.lua", Line: 12}, End: time.Unix(0, 402e6)}
	Kinds["test"] = Meaning{
		EN: "{who} closed by {by} with {n} and {c:client}‹ at {addr}›‹ ({gone})›; recv({who:arg}) in {t:ms}; {all}{by:at}",
		VI: "{who} bị {by} đóng, {n}, {c:máy khách}‹ ở {addr}›‹ ({gone})›; recv({who:arg}) {t:ms}; {all}{by:at}",
	}
	t.Cleanup(func() { delete(Kinds, "test") })
	c := Of("test", Values{"who": Socket(3), "by": By(e), "n": Bytes(1), "c": 2, "addr": "127.0.0.1:80", "t": 50 * time.Millisecond, "all": Sockets{1, 2}})
	if got, want := speaks(English).Text(c), "s closed by task 2 at chat.lua:12 with 1 byte and 2 clients at 127.0.0.1:80; recv(3) in 50 ms; l, c at chat.lua:12"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := speaks(Vietnamese).Text(c), "s bị tác vụ 2 tại chat.lua:12 đóng, 1 byte, 2 máy khách ở 127.0.0.1:80; recv(3) 50 ms; l, c tại chat.lua:12"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := speaks(English).Proof(c.Evidence[0]), "event 17: close by task 2 at chat.lua:12, at 0.402 s"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !slices.Equal(c.Sockets, []int{3, 1, 2}) || !c.Stands() || Of("test", Values{"who": Socket(3)}).Stands() {
		t.Errorf("about %v; a fact stands with its evidence only", c.Sockets)
	}
}
