package learn

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"sockpit/runtime"
	"sockpit/scripting"
	"sockpit/scripting/exercise"
)

// Record makes an exercise of what was typed at a prompt, of kind repl: that is
// its solution; what the table of sockets then shows is proposed as checks; and
// what comes of it when a line is left out, as wrong answers.
func Record(ctx context.Context, name string, h *scripting.Host) (string, error) {
	if !nameForm().MatchString(name) {
		return "", fmt.Errorf("record: got %q, want a name of small letters, digits and -", name)
	}
	lines, err := h.Recorded()
	if err != nil {
		return "", fmt.Errorf("record: %w", err)
	}
	r := recording{name: name, lines: lines, checks: proposed(h.World())}
	if len(r.checks) == 0 {
		return "", fmt.Errorf("record: no socket has a name now: there is nothing to check. Keep them in variables: l = listen(0)")
	}
	e, err := exercise.Load(name+".lua", "", r.text(), 0)
	if err != nil {
		return "", fmt.Errorf("record: %w", err)
	}
	r.findWrong(ctx, e)
	return r.text(), nil
}

// A recording is an exercise in the making.
type recording struct {
	name   string
	lines  []string
	checks []proposal
	wrong  []string // Lua of the table's entries
}

// A proposal is one check: what is looked at, and what it should be.
type proposal struct {
	name exercise.Text
	expr string // of the learner's world
	want string // Lua
}

// maxProposed is more checks than an exercise should have.
const maxProposed = 8

// proposed gives checks for what the table of sockets shows.
func proposed(w scripting.World) (all []proposal) {
	add := func(en, vi, expr, want string) {
		if len(all) < maxProposed {
			all = append(all, proposal{exercise.Text{EN: en, VI: vi}, expr, want})
		}
	}
	for _, s := range w.Sockets {
		if !isName(s.Name) {
			continue
		}
		n, state := s.Name, string(s.State.Name)
		if s.Kind == runtime.Listener {
			add(n+" listens", n+" đang lắng nghe", n+".state", `"LISTEN"`)
			if q := s.State.AcceptQueue; q > 0 {
				add(fmt.Sprintf("%d wait at %s", q, n), fmt.Sprintf("%d kết nối chờ ở %s", q, n), n+".accept_queue", fmt.Sprint(int64(q)))
			}
			continue
		}
		if state != "" {
			add(n+" is in "+state, n+" ở trạng thái "+state, n+".state", fmt.Sprintf("%q", state))
		}
		if q := s.State.RecvQueue; q > 0 {
			add(fmt.Sprintf("%d bytes wait at %s", q, n), fmt.Sprintf("%d byte chờ ở %s", q, n), n+".recv_queue", fmt.Sprint(int64(q)))
		} else if s.Received > 0 {
			add(fmt.Sprintf("%s has received %d bytes", n, s.Received), fmt.Sprintf("%s đã nhận %d byte", n, s.Received), n+".bytes_received", fmt.Sprint(s.Received))
		}
	}
	return all
}

func isName(name string) bool {
	return name != "" && name != "–" && !strings.HasPrefix(name, "#")
}

// findWrong leaves lines out, from the last one on, and keeps two variants that
// fail a check.
func (r *recording) findWrong(ctx context.Context, e *exercise.Exercise) {
	for i := len(r.lines) - 1; i >= 0 && len(r.wrong) < 2; i-- {
		left := append(append([]string(nil), r.lines[:i]...), r.lines[i+1:]...)
		report := exercise.All(ctx, e, exercise.Program{Text: strings.Join(left, "\n")}, exercise.Options{}, nil)
		if report.Failed == nil || report.Failed.Broken != nil {
			continue
		}
		text := strings.Join(left, "\n")
		r.wrong = append(r.wrong, fmt.Sprintf("    { name = %q, vi = %q,\n      fails = %q, code = %s },\n",
			"leaves out: "+r.lines[i], "thiếu: "+r.lines[i], e.Checks[report.Failed.Check].Name.EN, long(text)))
	}
}

// long writes a text as a Lua string that needs no escapes.
func long(text string) string {
	level := ""
	for strings.Contains(text, "]"+level+"]") {
		level += "="
	}
	return "[" + level + "[\n" + text + "]" + level + "]"
}

// text writes the file.
func (r *recording) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, `-- Recorded at the prompt. What is marked TODO is yours to write; leave the checks out that do not matter.
-- sockpit learn prove %s.lua shows whether it is sound. The guide is docs/teaching.md.
exercise {
  id    = "mine/%s",
  kind  = "repl",
  title = { en = "TODO: a title", vi = "TODO: tựa đề" },
  task  = { en = "TODO: what should be there in the end?", vi = "TODO: cuối cùng phải có gì?" },
  start = "-- type at the prompt\n",

  checks = {
`, r.name, filepath.Base(r.name))
	for _, c := range r.checks {
		fmt.Fprintf(&b, `    { %q, function(t)
        t:run()
        t:settle()
        t:eventually(function() return t:value(%q) == %s end, {
          en = "TODO: %s should be %s.", vi = "TODO: %s phải là %s." })
      end, vi = %q },
`, c.name.EN, c.expr, c.want, c.expr, plain(c.want), c.expr, plain(c.want), c.name.VI)
	}
	fmt.Fprintf(&b, `  },

  hints = {
    { en = "TODO: a hint", vi = "TODO: một gợi ý" },
  },

  solution = %s,

  after = { en = "TODO: the idea in two sentences.", vi = "TODO: ý chính trong hai câu." },

  wrong = {
%s  },
}
`, long(strings.Join(r.lines, "\n")+"\n"), strings.Join(r.wrong, ""))
	return b.String()
}

// plain takes the quotes off a Lua string, to stand within one.
func plain(lua string) string { return strings.Trim(lua, `"`) }
