package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting/exercise"
)

// A Speaker draws exercises in a language.
type Speaker struct {
	Lang  exercise.Lang
	Width int
	Style Style
}

// Say chooses the words of the language.
func (s Speaker) Say(en, vi string) string { return exercise.Text{EN: en, VI: vi}.In(s.Lang) }

// Place is where an exercise stands for a learner.
type Place struct {
	Number, Of int
	Solved     bool
	File       string // the learner's
	Kind       exercise.Kind
	Shown      Shown
}

// Shown says where an exercise is shown: what is to be typed needs its world.
type Shown int

const (
	InWorld  Shown = iota // at a prompt whose world is the exercise's
	AtPrompt              // at a prompt with a world of its own
	NoPrompt              // by a command of the system's shell
)

// Task draws what an exercise asks for, and its checks as the to-do list.
func (s Speaker) Task(e *exercise.Exercise, p Place) string {
	var b strings.Builder
	st := s.Style
	mark := ""
	if p.Solved {
		mark = "  " + st.Good("✓ "+s.Say("solved", "đã giải"))
	}
	b.WriteString(fmt.Sprintf("%s  %s%s\n", st.Soft(fmt.Sprintf("%d/%d", p.Number, p.Of)), st.Head(printable.Line(e.Title.In(s.Lang))), mark))
	b.WriteString(st.Soft("  "+s.about(e)) + "\n\n")
	b.WriteString(s.prose(e.Task.In(s.Lang)))
	b.WriteString("\n")
	if e.Kind == exercise.Predict && !e.Hidden {
		b.WriteString("  " + st.Head(s.Say("the scenario", "kịch bản")) + "\n" + s.code(e.World) + "\n")
	}
	box := "☐"
	if p.Solved {
		box = "✓"
	}
	for i, c := range e.Checks {
		b.WriteString(hangingAt(fmt.Sprintf("  %s %d  ", box, i+1), printable.Line(c.Name.In(s.Lang)), s.Width, nil))
	}
	b.WriteString("\n" + s.where(p))
	return b.String()
}

// prose writes a text two columns in. Lines that begin with a space are pictures
// and code, and stay as they are; others are paragraphs.
func (s Speaker) prose(text string) string {
	room := min(max(20, s.Width-2), 98)
	var out []string
	paragraph := ""
	end := func() {
		if paragraph != "" {
			out = append(out, printable.Wrap(paragraph, room)...)
			paragraph = ""
		}
	}
	for _, line := range strings.Split(printable.Text(text), "\n") {
		line = strings.TrimRight(strings.ReplaceAll(line, "\t", "  "), " ")
		switch {
		case line == "":
			end()
			out = append(out, "")
		case line[0] == ' ':
			end()
			if printable.Width(line) > s.Width-2 {
				out = append(out, printable.Wrap(line, max(20, s.Width-2))...)
				continue
			}
			out = append(out, line)
		case paragraph == "":
			paragraph = line
		default:
			paragraph += " " + line
		}
	}
	end()
	var b strings.Builder
	for _, line := range out {
		b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
	}
	return b.String()
}

// code writes Lua two columns in.
func (s Speaker) code(text string) string {
	return indent(printable.Text(strings.Trim(text, "\n")))
}

// about is the line beneath the title.
func (s Speaker) about(e *exercise.Exercise) string {
	parts := []string{printable.Line(e.ID), s.kind(e.Kind)}
	if e.Level > 0 {
		parts = append(parts, fmt.Sprintf(s.Say("level %d", "mức %d"), e.Level))
	}
	if e.Minutes > 0 {
		parts = append(parts, fmt.Sprintf(s.Say("%d minutes", "%d phút"), e.Minutes))
	}
	if e.Par > 0 {
		parts = append(parts, fmt.Sprintf(s.Say("fewest socket calls: %d", "ít lời gọi socket nhất: %d"), e.Par))
	}
	if len(e.Manners) > 1 {
		parts = append(parts, s.Say("networks: ", "mạng: ")+strings.Join(e.Manners, ", "))
	}
	return strings.Join(parts, " · ")
}

func (s Speaker) kind(k exercise.Kind) string {
	switch k {
	case exercise.Fix:
		return s.Say("mend a program", "sửa một chương trình")
	case exercise.Predict:
		return s.Say("predict, then see", "dự đoán rồi quan sát")
	case exercise.Rescue:
		return s.Say("rescue a broken world", "cứu một thế giới hỏng")
	case exercise.Typed:
		return s.Say("type at the prompt", "gõ ở dấu nhắc")
	}
	return s.Say("write a program", "viết một chương trình")
}

// where says what to do next.
func (s Speaker) where(p Place) string {
	if p.Kind == exercise.Typed {
		return hangingAt("  ", s.whereTyped(p.Shown)+s.Say(" You may also write it into ", " Bạn cũng có thể viết vào ")+p.File, s.Width, s.Style.Soft)
	}
	return hangingAt("  ", fmt.Sprintf(s.Say("Your file: %s. Save it, and it is checked; or say check.",
		"Tệp của bạn: %s. Cứ lưu lại là được kiểm tra; hoặc gõ check."), p.File), s.Width, s.Style.Soft)
}

// whereTyped says where an exercise that is typed is typed, and what comes first.
func (s Speaker) whereTyped(at Shown) string {
	switch at {
	case AtPrompt:
		return s.Say("Say :learn play first: it ends the world that is here, with its sockets and variables, and begins one that has PORT. Then type Lua here; :learn check judges it.",
			"Trước hết hãy gõ :learn play: lệnh này kết thúc thế giới đang có ở đây, cùng các socket và biến của nó, rồi mở một thế giới mới có PORT. Sau đó gõ Lua ngay tại đây; :learn check sẽ chấm.")
	case NoPrompt:
		return s.Say("Type Lua at the prompt of sockpit learn; check judges it.", "Hãy gõ Lua ở dấu nhắc của sockpit learn; lệnh check sẽ chấm.")
	}
	return s.Say("Type Lua here, in this world; check judges it.", "Hãy gõ Lua ngay tại đây, trong thế giới này; lệnh check sẽ chấm.")
}

// Passed draws a check that passed under the networks it was run under.
func (s Speaker) Passed(e *exercise.Exercise, number int) string {
	return fmt.Sprintf("%s %d/%d  %s\n", s.Style.Good("✓"), number+1, len(e.Checks), printable.Line(e.Checks[number].Name.In(s.Lang)))
}

// Solved draws what is said when all checks pass: the idea, and one way to do it
// beside the learner's.
func (s Speaker) Solved(e *exercise.Exercise, program string, next *exercise.Exercise) string {
	var b strings.Builder
	st := s.Style
	b.WriteString(st.Good(s.Say("Solved.", "Giải xong.")) + "\n\n")
	if after := e.After.In(s.Lang); after != "" {
		b.WriteString(s.prose(after) + "\n")
	}
	b.WriteString(s.Beside(program, e.Solution))
	if next != nil {
		b.WriteString(fmt.Sprintf("  %s %s. %s\n", s.Say("Next:", "Bài tiếp theo:"), st.Name(printable.Line(next.Title.In(s.Lang))),
			st.Soft(s.Say("next opens it.", "gõ next để mở."))))
	}
	return b.String()
}

// Beside draws the learner's program and the solution, next to each other where
// there is room.
func (s Speaker) Beside(yours, ours string) string {
	st := s.Style
	left, right := lines(printable.Text(withoutHead(yours))), lines(printable.Text(ours))
	gap, widest := 3, 0
	for _, l := range left {
		widest = max(widest, printable.Width(l))
	}
	widestRight := 0
	for _, l := range right {
		widestRight = max(widestRight, printable.Width(l))
	}
	headLeft, headRight := s.Say("yours", "của bạn"), s.Say("one way to do it", "một cách làm")
	var b strings.Builder
	if strings.TrimSpace(yours) == "" || 2+widest+gap+widestRight > s.Width {
		b.WriteString("  " + st.Head(headRight) + "\n" + indent(strings.Join(right, "\n")) + "\n")
		return b.String()
	}
	widest = max(widest, printable.Width(headLeft))
	b.WriteString("  " + st.Head(headLeft) + strings.Repeat(" ", widest-printable.Width(headLeft)+gap) + st.Head(headRight) + "\n")
	for i := range max(len(left), len(right)) {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		b.WriteString(strings.TrimRight("  "+printable.Pad(l, widest)+st.Soft(" │ ")+r, " ") + "\n")
	}
	return b.String() + "\n"
}

// withoutHead leaves out the comment that a learner's file begins with.
func withoutHead(program string) string {
	all := strings.Split(program, "\n")
	for len(all) > 0 && (strings.HasPrefix(all[0], "--") || strings.TrimSpace(all[0]) == "") {
		all = all[1:]
	}
	return strings.Join(all, "\n")
}

// hangingAt writes text behind left, its further lines moved in as far.
func hangingAt(left, text string, width int, paint func(string) string) string {
	if paint == nil {
		paint = func(t string) string { return t }
	}
	var b strings.Builder
	for _, line := range printable.Wrap(text, max(20, width-printable.Width(left))) {
		b.WriteString(left + paint(line) + "\n")
		left = strings.Repeat(" ", printable.Width(left))
	}
	return b.String()
}
