package scripts

import (
	"bytes"
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
				recordedDiagram(t, s)
				return
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

// recordedDiagram draws one run of a scenario that was saved, where no run is
// like another: sockpit run --json NAME > testdata/recorded/NAME.json
func recordedDiagram(t *testing.T, s Script) {
	t.Helper()
	file := filepath.Join("testdata", "recorded", s.Name+".json")
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := record.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	if l.Text != s.Text {
		t.Fatalf("%s was recorded of another text: sockpit run --json %s > %s", s.Name, s.Name, file)
	}
	compare(t, filepath.Join("testdata", "diagram", s.Name+".txt"), view.Diagram(scripting.SavedFlow(&l), "", 100, false, view.Plain()))
}

// diagramOf draws a run without what differs from run to run.
func diagramOf(r *run) string {
	l := record.Log{Steps: scripting.RecordSteps(r.Steps)}
	l.Events, l.Dropped = r.host.Session.Log.All()
	if _, err := record.Read(bytes.NewReader(record.Encode(l))); err != nil {
		return "its log is refused: " + err.Error()
	}
	text := view.Diagram(r.host.Flow(&l, true), "", 100, true, view.Plain())
	return date.ReplaceAllString(unique.ReplaceAllString(strings.ReplaceAll(text, r.dir, "DIR"), "UNIQUE"), "Date: DATE")
}
