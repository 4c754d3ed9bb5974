package runner

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"sockpit/repl/export"
	"sockpit/repl/view"
	"sockpit/runtime/record"
	recorded "sockpit/runtime/replay"
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// cutLog is what a session keeps that has room for few events, read back.
func cutLog(t *testing.T, text string, room int) record.Log {
	t.Helper()
	c := scripting.Config{}
	c.Session.LogCap, c.Session.Payloads = room, export.MaxBytes
	h := api.New(c)
	defer h.Close()
	o := h.Run("cut.lua", text)
	for _, f := range o.Failures {
		t.Fatal(f)
	}
	l, err := record.Read(bytes.NewReader(record.Encode(export.LogOf("", h, scripting.Script{Name: "cut.lua", Text: text}, nil, o.Steps))))
	if err != nil {
		t.Fatal(err)
	}
	if l.Dropped == 0 {
		t.Fatal("nothing was dropped")
	}
	return l
}

// A log that has lost its beginning is drawn as one that has it: the connection
// that was made then is one, calls that are alike are told as one, whatever waits
// is counted right, and how much is missing is said.
func TestCutLogs(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"tcp", "unix", "udp"} {
		text := fmt.Sprintf(`local a, b = pair(%q)
for i = 1, 200 do send(a, "x") recv(b, 1) end
send(a, "yz")`, kind)
		l := cutLog(t, text, 101)
		picture := view.Diagram(scripting.SavedFlow(&l), "", 100, false, view.Plain())
		if kind != "udp" && strings.Count(picture, "\n") > 12 {
			t.Errorf("%s: %d lines:\n%s", kind, strings.Count(picture, "\n"), picture)
		}
		want := []string{"older calls were dropped"}
		if kind != "udp" {
			want = append(want, "pair", "recv b ×", "2 bytes wait")
		}
		for _, want := range want {
			if !strings.Contains(picture, want) {
				t.Errorf("%s: no %q in\n%s", kind, want, picture)
			}
		}
		if table := view.Record(l, 100, view.Plain()); !strings.Contains(table, "older calls are not in the log") {
			t.Errorf("%s: the table does not say what is missing", kind)
		}
	}
}

// Of a log that has lost its beginning the connections are replayed that it has
// whole, and it is said that others are not.
func TestReplayCutLog(t *testing.T) {
	t.Parallel()
	l := cutLog(t, `local l = listen(0)
local function talk(n)
  local c = dial(l.local_port)
  local s = accept(l)
  for i = 1, n do send(c, "x") recv(s, 1) end
  return c, s
end
local c, s = talk(100)
local d, t = talk(3)
close(d) close(t)`, 40)
	for _, side := range []recorded.Side{recorded.Client, recorded.Server} {
		plan, err := recorded.NewPlan(l, side, "", nil)
		if err != nil || len(plan.Conns) != 1 || plan.Dropped != l.Dropped {
			t.Errorf("%s: %v, %+v", side, err, plan)
		}
	}
}
