package runner

import (
	"fmt"
	"io"
	"net"
	"testing"

	"sockpit/repl/export"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// A close sends RST to another program if bytes of it were not received, and else
// FIN: the picture says what that program got.
func TestCloseToAnotherProgram(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, script string
		want         timeline.Kind
		why          string
	}{
		{"unread", `close(s)`, timeline.Reset, "5 bytes unread"},
		{"read in part", `recv(s, 2) close(s)`, timeline.Reset, "3 bytes unread"},
		{"read", `recv(s) close(s)`, timeline.Finish, ""},
		{"read, on purpose", `recv(s) reset(s)`, timeline.Reset, ""},
		{"read, linger 0", `recv(s) setopt(s, "linger", 0) close(s)`, timeline.Reset, "linger 0"},
		{"both have ended", `recv(s) shutdown(s, "write") recv(s) close(s)`, timeline.Note, ""},
		{"both have ended, linger 0", `recv(s) shutdown(s, "write") recv(s) setopt(s, "linger", 0) close(s)`, timeline.Note, ""},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan error, 1)
		go func() {
			conn, err := l.Accept()
			if err != nil {
				got <- err
				return
			}
			defer conn.Close()
			_, _ = conn.Write([]byte("hello"))
			_, err = io.Copy(io.Discard, conn) // until the end, or a reset
			got <- err
		}()
		h := api.New(scripting.Config{})
		text := fmt.Sprintf("local s = dial(%d)\nwait{s}\n%s", l.Addr().(*net.TCPAddr).Port, c.script)
		o := h.Run("close.lua", text)
		for _, f := range o.Failures {
			t.Error(f)
		}
		log := export.LogOf("", h, scripting.Script{Name: "close.lua", Text: text}, nil, o.Steps)
		f := h.Flow(&log, false)
		last := f.Items[len(f.Items)-1]
		if last.Kind != c.want || last.Text != c.why {
			t.Errorf("%s: drawn as %s (%s), want %s (%s)", c.name, last.Kind, last.Text, c.want, c.why)
		}
		if err := <-got; (err != nil) != (c.want == timeline.Reset) {
			t.Errorf("%s: the other program got %v", c.name, err)
		}
		h.Close()
		l.Close()
	}
}
