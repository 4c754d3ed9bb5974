package scripting

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"sockpit/runtime"
	"sockpit/runtime/record"
)

// A look-up of a name is an event, without a socket, however it goes; its error is a
// sentence of ours, which has no address of a name server in it. The log can be saved
// and drawn.
func TestLookupIsAnEvent(t *testing.T) {
	t.Parallel()
	known := ""
	hosts, _ := os.ReadFile("/etc/hosts")
	for line := range strings.Lines(string(hosts)) {
		if f := strings.Fields(line); len(f) > 1 && strings.HasPrefix(f[0], "127.") && f[1] != "localhost" {
			known = f[1]
		}
	}
	for _, c := range []struct {
		name, call string
		with       func(*testing.T, *Config)
		code, note string
	}{
		{"nosuch.invalid", "dial", nil, "DENIED", ""},
		{"nosuch.invalid", "listen", nil, "DENIED", ""},
		{"nosuch.invalid", "dial", nobodyKnows, "EAI_NONAME", ""},
		{known, "dial", nil, "", "/etc/hosts: 127."},
		{known, "listen", nil, "", "/etc/hosts: 127."},
	} {
		t.Run(c.call+" "+c.name+" "+c.code, func(t *testing.T) {
			t.Parallel()
			if c.name == "" {
				t.Skip("/etc/hosts has no name of this machine but localhost")
			}
			config := Config{}
			if c.with != nil {
				c.with(t, &config)
			}
			h, rec := newHost(t, config)
			o := h.Run("name.lua", `local s, err = try(`+c.call+`, "`+c.name+`:0") print(err) diagram() close(s or socket("tcp"))`)
			for _, f := range o.Failures {
				t.Error(f)
			}
			if regexp.MustCompile(`lookup|:53|127\.0\.0\.1:\d{3}`).MatchString(rec.String()) {
				t.Errorf("said: %s", rec)
			}
			events, _ := h.Session.Log.All()
			e := events[0]
			code := ""
			if e.Err != nil {
				code = runtime.Code(e.Err)
			}
			if e.Call != "getaddrinfo" || e.Via != c.call || e.Arg != c.name || e.Socket != 0 || !e.Done() || code != c.code || !strings.HasPrefix(e.Note, c.note) {
				t.Errorf("got %+v", e)
			}
			readsBack(t, h)
		})
	}
}

// readsBack checks that what a session did can be saved and is taken for a log.
func readsBack(t *testing.T, h *Host) {
	t.Helper()
	var l record.Log
	l.Events, l.Dropped = h.Session.Log.All()
	if _, err := record.Read(bytes.NewReader(record.Encode(l))); err != nil {
		t.Errorf("its log is refused: %v", err)
	}
}
