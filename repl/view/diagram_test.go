package view

import (
	"encoding/xml"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// Where a diagram has room each end has a lane; where it has less they leave
// theirs to the next; and at last there are two sides.
func TestDiagramLanesFit(t *testing.T) {
	t.Parallel()
	f := flowOf(tame)
	for width, want := range map[int]string{140: "listener", 100: "listener", 40: "caller"} {
		head, _, _ := strings.Cut(Diagram(f, "", width, false, Plain()), " ──")
		if want == "listener" {
			want = "l "
		}
		if !strings.Contains(head, want) {
			t.Errorf("%d columns: the head has no %q:\n%s", width, want, head)
		}
	}
	if text := Diagram(f, timeline.Tasks, 40, false, Plain()); !strings.Contains(text, "too many tasks for 40") {
		t.Errorf("lanes that were asked for are not there, and nothing says why:\n%s", text)
	}
}

// Each call has its mark on its own lane, and all marks of a lane are in one
// column: that of its name.
func TestDiagramColumns(t *testing.T) {
	t.Parallel()
	f := flowOf(tame)
	d := &diagram{flow: f, style: Plain(), width: 120}
	d.layOut(timeline.Ends)
	if d.lanes.By != timeline.Ends || d.reused {
		t.Fatalf("lanes of %s, reused: %v", d.lanes.By, d.reused)
	}
	column := 1 + d.label + 1
	columns := []int{column}
	for _, g := range d.gaps {
		column += 1 + g
		columns = append(columns, column)
	}
	for i := range f.Items {
		lane := d.lanes.Of[i]
		if lane < 0 {
			continue
		}
		d.b.Reset()
		d.item(i)
		mark := []rune(cellsOf(d.b.String()))[columns[d.lineOf(lane)]]
		if !strings.ContainsRune("├┤│○•✗", mark) {
			t.Errorf("item %d (%s): %q on its lane:\n%s", i, f.Items[i].Call, mark, d.b.String())
		}
		for line, at := range columns {
			if drawn := []rune(cellsOf(d.b.String())); line != d.kernel && line != d.lineOf(lane) && at < len(drawn) && !strings.ContainsRune("│┼─ ○", drawn[at]) {
				t.Errorf("item %d (%s): %q on the line %d:\n%s", i, f.Items[i].Call, drawn[at], line, d.b.String())
			}
		}
	}
}

// cellsOf makes every rune one column wide.
func cellsOf(text string) string { return regexp.MustCompile(`\p{Han}`).ReplaceAllString(text, "xx") }

// The line of the kernel is heavy exactly while something waits in it.
func TestDiagramHolds(t *testing.T) {
	t.Parallel()
	held := ""
	f := flowOf(tame)
	for i := range f.Items {
		if it := &f.Items[i]; it.Holds && it.Kind != timeline.Step {
			held += " " + it.Call
		}
	}
	if want := " dial send send accept dial"; held != want {
		t.Errorf("held after%s, want%s", held, want)
	}
}

// Pictures are well-formed, whatever sockets are called and send, and a page
// has each item once in each of its pictures.
func TestDiagramPictures(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 4))
	for range rounds() / 4 {
		d := xml.NewDecoder(strings.NewReader(DiagramSVG(flowOf(hostile(r)), "")))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
	f := flowOf(tame)
	page := DiagramHTML(f, "", conversation(tame), Film{Frames: []Frame{{Seq: 3, World: worldOf(tame)}, {Seq: 9, World: scripting.World{}}}})
	for what, want := range map[string]int{
		`<g class="item `: 2 * len(f.Items), `<g class="row"`: 2 * len(f.Items), `<div class="scroll picture">`: 2, `class="frame"`: 2, "<li>": 2, "ZgotmplZ": 0,
	} {
		if got := strings.Count(page, what); got != want {
			t.Errorf("%s is in the page %d times, want %d", what, got, want)
		}
	}
	if page := DiagramHTML(f, timeline.Tasks, conversation(tame), Film{}); strings.Count(page, `class="scroll picture"`) != 1 || strings.Contains(page, `class="by"`) {
		t.Error("a page with the lanes that were asked for has others too")
	}
}

// What waits in the kernel is drawn from the send to the receive that took it.
func TestDiagramWaits(t *testing.T) {
	t.Parallel()
	f := flowOf(tame)
	p := pictureOf(f, timeline.Ends)
	var sends, recv int
	for i := range f.Items {
		switch f.Items[i].Kind {
		case timeline.Send:
			sends++
		case timeline.Recv:
			recv = i
		}
	}
	if sends != 2 || len(p.Waits) != 2 {
		t.Fatalf("%d sends, %d of them drawn in the kernel", sends, len(p.Waits))
	}
	for _, w := range p.Waits {
		if w.From != p.Rows[w.Item].Y || w.To != p.Rows[recv].Y || f.Items[w.Item].Kind != timeline.Send {
			t.Errorf("drawn from %d to %d: item %d at %d, received at %d", w.From, w.To, w.Item, p.Rows[w.Item].Y, p.Rows[recv].Y)
		}
	}
	if p.Waits[0].X == p.Waits[1].X {
		t.Error("what two sends gave is drawn as one")
	}
}

func TestDiagramMermaid(t *testing.T) {
	t.Parallel()
	text := DiagramMermaid(flowOf(tame), "")
	for _, want := range []string{"participant kernel\n  participant p", "  p0->>kernel: send#58; ", "kernel->>p", "-xkernel: reset", "Note over p"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if text := DiagramMermaid(flowOf(tame), timeline.Tasks); !strings.Contains(text, "participant p0 as main\n") {
		t.Errorf("the main task has no lane:\n%s", text)
	}
}
