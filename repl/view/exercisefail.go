package view

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/exercise"
)

// Failed draws a check that a program did not pass: the steps already done, the
// one that failed, why, and the program's sockets as they are.
func (s Speaker) Failed(f *exercise.Failure) string {
	var b strings.Builder
	st := s.Style
	title := fmt.Sprintf("✗ %d/%d  %s", f.Number, f.Of, printable.Line(f.Check.In(s.Lang)))
	about := fmt.Sprintf(s.Say("network: %s   seed %d", "mạng: %s   seed %d"), f.Manner, f.Seed)
	gap := s.Width - printable.Width(title) - printable.Width(about)
	if gap < 2 {
		b.WriteString(st.Bad(title) + "\n  " + st.Soft(about) + "\n")
	} else {
		b.WriteString(st.Bad(title) + strings.Repeat(" ", gap) + st.Soft(about) + "\n")
	}
	b.WriteString(s.steps(f))
	what := hangingAt(fmt.Sprintf(" ✗ %d  ", len(f.Steps)+1), printable.Line(f.What.In(s.Lang)), s.Width, st.Bad)
	b.WriteString(strings.Replace(what, "✗", st.Bad("✗"), 1))
	if f.Diff != nil {
		b.WriteString(indent(s.diff(f.Diff)))
	}
	if why := f.Why.In(s.Lang); why != "" {
		b.WriteString(hangingAt("   ", printable.Text(why), s.Width, st.Name))
	}
	if like := f.Like.In(s.Lang); like != "" {
		b.WriteString(hangingAt("   ", fmt.Sprintf(s.Say("Your program behaves like: %s.", "Chương trình của bạn giống như: %s."), printable.Line(like)), s.Width, st.Wait))
	}
	b.WriteString(s.program(f))
	b.WriteString(s.now(f))
	return b.String()
}

// maxDiff is how many bytes of each string are compared on the screen.
const maxDiff = 400

// diff draws where two strings differ; of long ones, what is around that place.
func (s Speaker) diff(d *exercise.Diff) string {
	from, until := 0, max(len(d.Want), len(d.Got))
	if until > maxDiff {
		from, until = max(0, d.At-maxDiff/4), d.At+maxDiff/4
	}
	cut := func(text string) string { return printable.Quote(text[min(from, len(text)):min(until, len(text))]) }
	words := [2]string{s.Say("want", "chờ "), s.Say("got ", "nhận")}
	return differenceFrom(&scripting.Expectation{Want: cut(d.Want), Got: cut(d.Got), At: d.At - from}, from, words, s.Width-2, s.Style)
}

// steps draws the steps that went well, in two columns where there is room.
func (s Speaker) steps(f *exercise.Failure) string {
	left := 0
	for _, step := range f.Steps {
		left = max(left, printable.Width(printable.Line(step.Did.In(s.Lang))))
	}
	left = min(left, s.Width/2)
	var b strings.Builder
	for i, step := range f.Steps {
		number := fmt.Sprintf("   %d  ", i+1)
		did := printable.Wrap(printable.Line(step.Did.In(s.Lang)), max(16, left))
		yours := []string{}
		if text := step.Yours.In(s.Lang); text != "" {
			yours = printable.Wrap(printable.Line(text), max(16, s.Width-len(number)-left-3))
		}
		for n := range max(len(did), len(yours)) {
			l, r := "", ""
			if n < len(did) {
				l = did[n]
			}
			if n < len(yours) {
				r = s.Style.Soft(yours[n])
			}
			b.WriteString(strings.TrimRight(number+printable.Pad(l, left)+"   "+r, " ") + "\n")
			number = strings.Repeat(" ", len(number))
		}
	}
	return b.String()
}

// program says what the learner's program did: how it failed, or where it waits.
func (s Speaker) program(f *exercise.Failure) string {
	var b strings.Builder
	st := s.Style
	if f.Program != nil {
		title := s.Say("Your program stopped with an error:", "Chương trình của bạn dừng vì lỗi:")
		if f.Doing.In(s.Lang) != "" { // it goes on without that task
			title = s.Say("A task of your program stopped with an error:", "Một tác vụ trong chương trình của bạn dừng vì lỗi:")
		}
		b.WriteString(hangingAt("   ", title, s.Width, nil))
		b.WriteString(indent(Failure(f.Program, 0, s.Width-2, st)))
		return b.String()
	}
	if doing := f.Doing.In(s.Lang); doing != "" {
		b.WriteString(hangingAt("   ", upper(printable.Line(doing)), s.Width, st.Soft))
		if f.Source != "" {
			b.WriteString(st.Soft(fmt.Sprintf("   %5d │ ", f.Line)) + printable.Fit(printable.Line(strings.ReplaceAll(f.Source, "\t", "  ")), max(20, s.Width-12)) + "\n")
		}
	}
	return b.String()
}

// now draws the program's sockets.
func (s Speaker) now(f *exercise.Failure) string {
	if len(f.World.Sockets) == 0 && len(f.World.Others) == 0 {
		return ""
	}
	w, more := f.World, len(f.World.Sockets)+len(f.World.Others)
	w.Sockets = w.Sockets[:min(len(w.Sockets), maxNow)]
	w.Others = w.Others[:min(len(w.Others), maxNow-len(w.Sockets))]
	more -= len(w.Sockets) + len(w.Others)
	text := s.Style.Soft("   "+s.Say("your sockets now:", "các socket của bạn lúc này:")) + "\n" + indent(Sockets(w, s.Width-2, s.Style))
	if more > 0 {
		text += s.Style.Soft(fmt.Sprintf(s.Say("    … and %d more", "    … và %d socket nữa"), more)) + "\n"
	}
	return text
}

// maxNow is how many sockets are shown: never more than a screen unasked.
const maxNow = 12

// Next names what can be done after a failure.
func (s Speaker) Next(check int, hints bool) string {
	text := fmt.Sprintf(s.Say("show %d · replay", "show %d · replay"), check)
	if hints {
		text = "hint · " + text
	}
	return s.Style.Soft("   "+text) + "\n"
}

// upper begins a sentence.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
