package scripting

import (
	"slices"
	"strings"
)

// Recorded gives the entries at the prompt that worked, as an exercise would have
// them typed: the first port that was listened on is PORT. Entries that only look,
// expressions of variables, are left out.
func (h *Host) Recorded() (lines []string, err error) {
	h.With(func() { lines = h.recorded() })
	if len(lines) == 0 {
		return nil, ErrNothingTyped
	}
	return lines, nil
}

func (h *Host) recorded() (lines []string) {
	w := saveWriter{host: h, Saved: &Saved{}}
	for _, e := range h.prompt.entries {
		if e.script || e.slip() || e.failed != nil {
			continue
		}
		tree, expression, err := h.parseEntry(e.text)
		if err != nil {
			continue
		}
		e.tree, e.expression = tree, expression
		if e.acted || e.assigns() || !expression {
			w.entries = append(w.entries, e)
		}
	}
	w.findPorts()
	first := w.firstPort()
	for _, e := range w.entries {
		text := e.text
		if e.task != nil {
			text = "spawn(function() " + text + " end)"
		}
		lines = append(lines, withPORT(text, first))
	}
	return lines
}

// firstPort is the port that the first listener was given, or PORT itself.
func (w *saveWriter) firstPort() int {
	first, entry := 0, len(w.entries)
	for number, p := range w.ports.typed {
		if p.variable != "" && p.entry < entry {
			first, entry = number, p.entry
		}
	}
	return first
}

// withPORT writes PORT for a number that is a port.
func withPORT(text string, port int) string {
	ports := typedPorts(text)
	slices.Reverse(ports) // from behind, so that places stay
	for _, p := range ports {
		switch {
		case p.number != port:
		case p.before == "" && !strings.HasPrefix(text[p.From:p.To], `"`):
			text = text[:p.From] + "PORT" + text[p.To:]
		default:
			text = text[:p.From] + `"` + p.before + `" .. PORT` + text[p.To:]
		}
	}
	return text
}
