package export

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/runtime/record"
	"sockpit/runtime/timeline"
)

// ScreenDiagram asks for the diagram on the screen instead of a file.
const ScreenDiagram = "text"

// Lanes are what a diagram can have lanes of.
var Lanes = []string{string(timeline.Ends), string(timeline.Tasks), string(timeline.Sides)}

// FindLanes reads one of them; "" leaves it to whoever draws.
func FindLanes(name string) (timeline.By, error) {
	by, ok := timeline.FindBy(name)
	if name != "" && !ok {
		return "", &usage.Error{Text: fmt.Sprintf("lanes: got %s, want ends, tasks or sides", name)}
	}
	return by, nil
}

// WriteDiagram writes a diagram into a file, in the form that the file's name
// asks for.
func WriteDiagram(name string, f *timeline.Flow, by timeline.By, l *record.Log, film view.Film) error {
	text, err := drawAs(name, f, by, l, film)
	if err != nil {
		return err
	}
	return Create("diagram", name, text, view.DiagramMark)
}

func drawAs(name string, f *timeline.Flow, by timeline.By, l *record.Log, film view.Film) (string, error) {
	switch FormOf(name) {
	case ".svg":
		return view.DiagramSVG(f, by), nil
	case ".mmd":
		return view.DiagramMermaid(f, by), nil
	case ".html":
		return view.DiagramHTML(f, by, l, film), nil
	case ".txt":
		return view.Diagram(f, by, term.DefaultWidth, false, view.Plain()), nil
	}
	return "", unknownForm(name)
}

// Forms are what a diagram can be written as.
var Forms = []string{".html", ".svg", ".mmd", ".txt"}

// FormOf gives the form that a file's name asks for, "" if there is none.
func FormOf(name string) string {
	ext := strings.ToLower(filepath.Ext(name))
	if ext == ".htm" {
		return ".html"
	}
	if !slices.Contains(Forms, ext) {
		return ""
	}
	return ext
}

func unknownForm(name string) error {
	return &usage.Error{Text: fmt.Sprintf("diagram: %s: want a name that ends in .html, .svg, .mmd or .txt", name)}
}

// CheckDiagram reports what is wrong with what is asked for; "" asks for none.
func CheckDiagram(diagram, lanes string) error {
	if diagram != "" && diagram != ScreenDiagram && FormOf(diagram) == "" {
		return unknownForm(diagram)
	}
	_, err := FindLanes(lanes)
	return err
}
