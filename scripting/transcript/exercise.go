package transcript

import (
	"slices"
	"strings"
)

// Exercise gives the entries that worked, as an exercise would have them typed: the
// first port that was listened on is PORT. Entries that only look, expressions of
// variables, are left out.
func (s *Session) Exercise() (lines []string, err error) {
	w := writer{session: s, Scenario: &Scenario{}}
	for i := range s.Entries {
		e, err := s.Entries[i].parsed()
		if err != nil || e.Script || e.Failed != nil {
			continue
		}
		if e.Acted || e.assigns() || !e.expression {
			w.entries = append(w.entries, e)
		}
	}
	if len(w.entries) == 0 {
		return nil, ErrNothingTyped
	}
	w.findPorts()
	first := w.firstPort()
	for _, e := range w.entries {
		text := e.Text
		if e.Task != nil {
			text = "spawn(function() " + text + " end)"
		}
		lines = append(lines, withPORT(text, first))
	}
	return lines, nil
}

// firstPort is the port that the first listener was given, or PORT itself.
func (w *writer) firstPort() int {
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
