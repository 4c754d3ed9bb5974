package runner

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"sockpit/repl/view"
	"sockpit/runtime/printable/hostile"
	"sockpit/runtime/record"
	recorded "sockpit/runtime/replay"
	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// everyLane is all that a diagram can have lanes of.
func everyLane() []timeline.By {
	return []timeline.By{"", timeline.Ends, timeline.Tasks, timeline.Sides}
}

// everyView draws a log in every form, with those lanes, and plans to replay it.
func everyView(l record.Log, saved *timeline.Flow, lanes ...timeline.By) (texts, pages []string) {
	texts = append(texts, view.Record(l, 80, view.Plain()))
	merged := timeline.New(timeline.Source{Log: &l, Merge: true})
	for _, by := range lanes {
		texts = append(texts, view.Diagram(saved, by, 80, false, view.Plain()), view.Diagram(merged, by, 120, true, view.Plain()), view.DiagramMermaid(saved, by))
		pages = append(pages, view.DiagramSVG(saved, by), view.DiagramHTML(saved, by, &l, view.Film{}))
	}
	for _, side := range []recorded.Side{recorded.Client, recorded.Server} {
		_, _ = recorded.NewPlan(l, side, "", nil)
	}
	return texts, pages
}

// values are what a field is set to; "" leaves it out.
func values() []string {
	huge := strings.Repeat("9", 30)
	return []string{"", "0", "1", "-1", "999", "4503599627370496", huge, "1.5", "null", "true", `""`, `"x"`, `"tcp4"`, `"CLOSED"`, "[]", "{}",
		`"` + strings.Repeat("ab ", 1<<9) + `"`, `"\u001b[31m<b>\u202e"`}
}

// A damage sets one field of one line of a log to something else.
type damage struct {
	line  int
	field string
	value string
}

func (d damage) apply(lines []map[string]json.RawMessage) []byte {
	var out bytes.Buffer
	for i, line := range lines {
		if i == d.line {
			line = maps.Clone(line)
			if line[d.field] = json.RawMessage(d.value); d.value == "" {
				delete(line, d.field)
			}
		}
		text, _ := json.Marshal(line)
		out.Write(append(text, '\n'))
	}
	return out.Bytes()
}

func linesOf(t *testing.T, log []byte) (lines []map[string]json.RawMessage) {
	t.Helper()
	for text := range bytes.Lines(log) {
		var line map[string]json.RawMessage
		if err := json.Unmarshal(text, &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

// Whatever a field of a line is changed to, the log is refused with the place, or
// drawn. The long form damages each field of each kind of line in each way, the
// short one takes a part of that by chance.
func TestDamagedLines(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("in one goroutine: nothing for the race detector")
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	fields := []string{}
	for _, f := range slices.Concat(record.HeaderFields(), record.StepFields(), record.EventFields()) {
		fields = append(fields, f.Name)
	}
	tried, refused, long := 0, 0, os.Getenv("SOCKPIT_LONG") != ""
	for _, name := range []string{"lines", "udp", "unix", "reset"} {
		lines := linesOf(t, record.Encode(logOf(t, scenario(t, name))))
		done := map[string]bool{}
		for _, i := range r.Perm(len(lines)) {
			for _, field := range fields {
				for _, value := range values() {
					kind := fmt.Sprintf("%s%s %s %s", lines[i]["call"], lines[i]["via"], field, value)
					if done[kind] {
						continue
					}
					if done[kind] = true; !long && r.IntN(150) > 0 {
						continue
					}
					tried++
					if !survives(t, damage{i, field, value}, lines) {
						refused++
					}
				}
			}
		}
	}
	t.Logf("%d damaged, %d of them refused", tried, refused)
	if refused == 0 || refused == tried {
		t.Error("the damage does not do what it should")
	}
}

// survives reads and draws a damaged log; false if it was refused.
func survives(t *testing.T, d damage, lines []map[string]json.RawMessage) bool {
	t.Helper()
	defer func() {
		if err := recover(); err != nil {
			t.Fatalf("line %d, %s = %q: %v", d.line+1, d.field, d.value, err)
		}
	}()
	l, err := record.Read(bytes.NewReader(d.apply(lines)))
	if err != nil {
		if !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("line %d, %s = %q: %v does not say where", d.line+1, d.field, d.value, err)
		}
		return false
	}
	texts, _ := everyView(l, scripting.SavedFlow(&l), everyLane()...)
	for _, text := range texts {
		if c, bad := hostile.Unsafe(text); bad {
			t.Errorf("line %d, %s = %q: %U on the screen", d.line+1, d.field, d.value, c)
		}
	}
	return true
}
