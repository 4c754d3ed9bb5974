package scripts

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockpit/repl/view"
	"sockpit/runtime/record"
	"sockpit/scripting"
)

// byChance lists scenarios whose diagram differs from run to run.
var byChance = map[string]string{
	"port-scan": "whichever task is free takes the next port",
	"wait":      "the server serves whoever is ready first",
}

// diagrams is how often each scenario runs for its diagram: each time the same
// must come out, whoever was quicker.
func diagrams() int {
	if os.Getenv("SOCKPIT_LONG") != "" {
		return 50
	}
	return 3
}

func TestDiagrams(t *testing.T) {
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			if why := cmp.Or(notCompared[s.Name], byChance[s.Name]); why != "" {
				t.Skip(why)
			}
			for range diagrams() {
				r := playSmoothly(t, s)
				compare(t, filepath.Join("testdata", "diagram", s.Name+".txt"), diagramOf(r))
				if t.Failed() {
					return
				}
			}
		})
	}
}

// diagramOf draws a run without what differs from run to run.
func diagramOf(r *run) string {
	l := record.Log{Steps: scripting.RecordSteps(r.Steps)}
	l.Events, l.Dropped = r.host.Session.Log.All()
	text := view.Diagram(r.host.Flow(&l, true), "", 100, true, view.Plain())
	return date.ReplaceAllString(unique.ReplaceAllString(strings.ReplaceAll(text, r.dir, "DIR"), "UNIQUE"), "Date: DATE")
}
