package repl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockpit/repl/export"
	"sockpit/runtime/printable"
)

// What was typed and sent is in the saved log whole, and a file that is there
// stays as it was.
func TestSavedEvents(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	file := filepath.Join(t.TempDir(), "log.json")
	payload := strings.Repeat("0123456789\x00", 1000)
	s.types(`a, b = pair("tcp")`)
	s.types(`step("something long")`)
	s.types("send(a, " + printable.Quote(payload) + ")")
	s.types("recv_exactly(b, " + "11000" + ")")
	if text := s.types(":events --json " + file); !strings.Contains(text, "written to "+file[:30]) {
		t.Errorf("said %q", text)
	}
	l, err := export.ReadLog(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(l.Text, "something long") || l.Script != "[prompt]" || len(l.Steps) != 1 {
		t.Errorf("%+v", l)
	}
	sent, received := "", ""
	for _, e := range l.Events {
		switch e.Call {
		case "send":
			sent += string(e.Data)
		case "recv":
			received += string(e.Data)
		}
	}
	if sent != payload || received != payload {
		t.Errorf("%d bytes sent and %d received are in the log, want %d", len(sent), len(received), len(payload))
	}
	before, _ := os.ReadFile(file)
	if text := s.types(":events --json " + file); !strings.Contains(text, "is there already and stays as it is") {
		t.Errorf("said %q", text)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the file was changed")
	}
	if text := s.types(":events --json"); !strings.HasPrefix(text, `{"sockpit":1,`) || strings.Count(text, "\n") != len(l.Events)+2 {
		t.Errorf("on the screen: %.300s", text)
	}
}
