package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting/exercise"
)

// A Listed is one line of the list of exercises.
type Listed struct {
	Exercise *exercise.Exercise
	Place    Place
	Current  bool
	Seen     bool // the solution was shown before it was solved
	Tries    int
	Failed   string // English name of the check that failed last
}

// List draws the exercises with how far the learner has come.
func (s Speaker) List(all []Listed, total int) string {
	st := s.Style
	if len(all) == 0 {
		return "  " + s.Say("no exercise is like that", "không có bài nào như vậy") + "\n"
	}
	g := grid{gap: 2, headed: true, labels: []string{"", "", "", "", ""}}
	head := func(en, vi string) cell { return painted(s.Say(en, vi), st.Head) }
	g.add(head("", ""), head("#", "#"), head("title", "bài"), head("name", "tên"), head("where you are", "tiến độ"))
	solved := 0
	for _, l := range all {
		mark, paint := "☐", st.Soft
		switch {
		case l.Place.Solved:
			mark, paint = "✓", st.Good
			solved++
		case l.Current:
			mark, paint = "▶", st.Wait
		}
		g.add(painted(mark, paint), plain(fmt.Sprint(l.Place.Number)), painted(l.Exercise.Title.In(s.Lang), st.Name),
			painted(l.Exercise.ID, st.Soft), plain(s.state(l)))
	}
	text := indent(g.render(s.Width-2, give{4, 12}, give{3, 12}, give{2, 20}))
	return text + st.Soft(fmt.Sprintf(s.Say("  %d of %d solved here; %d exercises in all", "  đã giải %d trong %d bài ở đây; tất cả có %d bài"), solved, len(all), total)) + "\n"
}

// state says how far the learner has come with one exercise.
func (s Speaker) state(l Listed) string {
	switch {
	case l.Place.Solved && l.Seen:
		return s.Say("solved after seeing the solution", "giải sau khi xem lời giải")
	case l.Place.Solved:
		return s.Say("solved", "đã giải")
	case l.Failed != "":
		name := l.Failed
		if i := l.Exercise.FindCheck(l.Failed); i >= 0 {
			name = l.Exercise.Checks[i].Name.In(s.Lang)
		}
		return s.Say("fails: ", "chưa qua: ") + name
	case l.Tries > 0:
		return s.Say("begun", "đang làm")
	}
	return ""
}

// A Learner is one line of a class report.
type Learner struct {
	Name   string
	Solved int
	At     string // where the learner is
	Tries  int
	Fails  string // the check that failed last there
}

// Report draws a class: who is where, and which checks fail for most.
func Report(class []Learner, fails []string, of int, width int, st Style) string {
	g := grid{gap: 2, headed: true, prose: true, labels: []string{"", "", "at ", "", ""}}
	head := func(text string) cell { return painted(text, st.Head) }
	g.add(head("learner"), head("solved"), head("is at"), head("tries"), head("fails there at"))
	for _, l := range class {
		g.add(painted(l.Name, st.Name), plain(fmt.Sprintf("%d/%d", l.Solved, of)), plain(l.At), plain(fmt.Sprint(l.Tries)), plain(l.Fails))
	}
	var b strings.Builder
	b.WriteString(indent(g.render(width-2, give{4, 16}, give{2, 16}, give{0, 10})))
	if len(fails) > 0 {
		b.WriteString("\n  " + st.Head("checks that fail now, most first") + "\n")
		for _, f := range fails {
			b.WriteString("  " + printable.Fit(printable.Line(f), max(20, width-2)) + "\n")
		}
	}
	return b.String()
}
