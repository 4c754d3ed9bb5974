package learn

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"sockpit/repl/command"
	"sockpit/repl/view"
	"sockpit/runtime/printable"
	"sockpit/scripting/exercise"
)

// Commands is the table of what a learner may say: at sockpit learn, after :learn, or as
// sockpit learn WORD. Those that need a prompt (play, replay) are repl's. A check is run by
// who can end it: the prompt by Ctrl-C, sockpit learn by a signal.
func Commands() command.Table[*Session] {
	return command.Table[*Session]{
		{Names: []string{"task"}, Args: "[EXERCISE...]", Run: (*Session).Task,
			Summary: "shows what the exercise asks for", Vietnamese: "hiện yêu cầu của bài"},
		{Names: []string{"check"}, Args: "[EXERCISE...]", // run by who can end it, see Session.Check
			Summary: "checks your program", Vietnamese: "kiểm tra chương trình của bạn"},
		{Names: []string{"hint"}, Args: "[EXERCISE...]", Run: (*Session).Hint,
			Summary: "gives the next hint", Vietnamese: "cho gợi ý kế tiếp"},
		{Names: []string{"solution"}, Args: "[EXERCISE...]", Run: (*Session).Solution,
			Summary: "shows one way to do it; it is noted that you saw it", Vietnamese: "hiện một cách làm; việc xem lời giải được ghi lại"},
		{Names: []string{"show"}, Args: "[EXERCISE...] [CHECK]", Run: (*Session).Show,
			Summary: "shows the source of a check, by its number", Vietnamese: "hiện mã nguồn của một phép kiểm tra, theo số"},
		{Names: []string{"next"}, Run: (*Session).Next,
			Summary: "goes on to the next exercise that is open", Vietnamese: "sang bài kế tiếp chưa giải"},
		{Names: []string{"goto"}, Args: "EXERCISE...", Run: (*Session).Goto,
			Summary: "goes to an exercise: its number, name, or a word of its title", Vietnamese: "đến một bài: số, tên, hoặc một từ trong tựa đề"},
		{Names: []string{"list"}, Args: "[open|done|TOPIC]...", Run: (*Session).List,
			Summary: "lists the exercises; open, done, a topic or any word chooses", Vietnamese: "liệt kê các bài; open, done, một chủ đề hay một từ bất kỳ để lọc"},
		{Names: []string{"reset"}, Args: "[EXERCISE...]", Run: (*Session).Reset,
			Summary: "begins the exercise anew; your file is kept under another name", Vietnamese: "làm lại bài từ đầu; tệp của bạn được giữ dưới tên khác"},
		{Names: []string{"lang"}, Args: "en|vi", Run: (*Session).SetLang,
			Summary: "speaks English or Vietnamese", Vietnamese: "nói tiếng Anh hoặc tiếng Việt"},
	}
}

// Help lists commands in the language of a session.
func Help[T any](s *Session, t command.Table[T]) {
	sp := s.speaker()
	var rows [][3]string
	for _, c := range t {
		row := c.Row("")
		rows = append(rows, [3]string{sp.Say("exercises", "bài tập"), row[1], sp.Say(c.Summary, c.Vietnamese)})
	}
	s.o.Write(view.Commands(rows, sp.Width, s.o.Style))
}

// named gives the exercise that the arguments name, or the current one.
func (s *Session) named(args []string) (*exercise.Exercise, error) {
	if len(args) == 0 {
		return s.current, nil
	}
	return Find(s.Pack, strings.Join(args, " "))
}

// Welcome says where the learner is.
func (s *Session) Welcome() {
	s.mu.Lock()
	defer s.mu.Unlock()
	sp, solved := s.speaker(), s.Pack.Solved(s.progress)
	s.o.Write(fmt.Sprintf("%s   %s\n", s.o.Style.Head(printable.Line(s.Pack.Title.In(s.o.Lang))),
		s.o.Style.Soft(fmt.Sprintf(sp.Say("%d of %d solved. help lists what you can say.", "đã giải %d/%d bài. Gõ help để xem các lệnh."), solved, len(s.Pack.Order)))))
	if welcome := s.Pack.Welcome.In(s.o.Lang); welcome != "" && solved == 0 {
		s.o.Write(view.Sentence(welcome, sp.Width, s.o.Style))
	}
	s.o.Write("\n")
}

// Task shows what an exercise asks for, and makes the learner's file.
func (s *Session) Task(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reload()
	e, err := s.named(args)
	if err != nil {
		return err
	}
	return s.task(e)
}

func (s *Session) task(e *exercise.Exercise) error {
	name, err := s.ensure(e)
	s.note(name)
	s.o.Write(s.speaker().Task(e, s.place(e)))
	if lack := e.Lacks(); lack != nil {
		s.Say(lack.Text.EN, lack.Text.VI)
	}
	return err
}

// Hint gives the next hint.
func (s *Session) Hint(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reload()
	e, err := s.named(args)
	if err != nil {
		return err
	}
	sp, entry := s.speaker(), s.progress.Entry(e.ID)
	if len(e.Hints) == 0 {
		s.Say("this exercise has no hints", "bài này không có gợi ý")
		return nil
	}
	n := min(entry.Hints, len(e.Hints)-1)
	s.o.Write(view.Sentence(fmt.Sprintf("%s %d/%d: %s", sp.Say("hint", "gợi ý"), n+1, len(e.Hints), e.Hints[n].In(s.o.Lang)), sp.Width, view.Plain()))
	if entry.Hints == len(e.Hints) {
		s.Say("That was the last hint. solution shows one way to do it.", "Đó là gợi ý cuối. Gõ solution để xem một cách làm.")
	}
	s.change(func(p *exercise.Progress) {
		entry := p.Entry(e.ID)
		entry.Hints = min(entry.Hints+1, len(e.Hints))
	})
	return nil
}

// Solution shows one way to do it.
func (s *Session) Solution(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reload()
	e, err := s.named(args)
	if err != nil {
		return err
	}
	program, err := s.program(e)
	if err != nil {
		return err
	}
	s.o.Write(s.speaker().Beside(program.Text, e.Solution))
	if entry := s.progress.Entry(e.ID); entry.Solved == "" && !entry.Seen {
		s.change(func(p *exercise.Progress) {
			if entry := p.Entry(e.ID); entry.Solved == "" {
				entry.Seen = true
			}
		})
	}
	return nil
}

// Show shows the source of a check: that of the one that failed last, unless a
// number is given, behind the name of an exercise or alone.
func (s *Session) Show(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 1
	if s.last != nil {
		n = s.last.Check + 1
	}
	if len(args) > 0 {
		if number, err := strconv.Atoi(args[len(args)-1]); err == nil {
			n, args = number, args[:len(args)-1]
		}
	}
	e, err := s.named(args)
	if err != nil {
		return err
	}
	if n < 1 || n > len(e.Checks) {
		return fmt.Errorf("show: got %d, the checks are 1 to %d", n, len(e.Checks))
	}
	s.o.Write("  " + s.o.Style.Head(printable.Line(e.Checks[n-1].Name.In(s.o.Lang))) + "\n")
	s.o.Write(printable.Text(e.CheckSource(n-1)) + "\n")
	return nil
}

// Next goes to the next exercise that is not solved.
func (s *Session) Next([]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reload()
	at := Number(s.Pack, s.current)
	for i := range s.Pack.Order {
		e := s.Pack.Order[(at+i)%len(s.Pack.Order)]
		if !s.progress.Solved(e.ID) && e != s.current {
			return s.open(e)
		}
	}
	if !s.progress.Solved(s.current.ID) {
		return s.task(s.current)
	}
	s.o.Write(view.Sentence(s.Pack.Final.In(s.o.Lang), s.speaker().Width, s.o.Style))
	return nil
}

// Goto goes to an exercise.
func (s *Session) Goto(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reload()
	if len(args) == 0 {
		return errors.New("goto: which exercise? list names them")
	}
	e, err := s.named(args)
	if err != nil {
		return err
	}
	return s.open(e)
}

// open makes an exercise the current one.
func (s *Session) open(e *exercise.Exercise) error {
	s.current, s.last, s.live = e, nil, nil
	s.change(func(p *exercise.Progress) { p.At = e.ID })
	return s.task(e)
}

// List lists the exercises that have all the words.
func (s *Session) List(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reload()
	var all []view.Listed
	for _, e := range s.Pack.Order {
		l := view.Listed{Exercise: e, Place: s.place(e), Current: e == s.current}
		if entry := s.progress.Done[e.ID]; entry != nil {
			l.Seen, l.Tries, l.Failed = entry.Seen, entry.Tries, entry.Failed
		}
		if has(l, args) {
			all = append(all, l)
		}
	}
	s.o.Write(s.speaker().List(all, len(s.Pack.Order)))
	return nil
}

// has reports whether an exercise is what all the words say.
func has(l view.Listed, words []string) bool {
	e := l.Exercise
	text := strings.ToLower(strings.Join([]string{e.ID, e.Title.EN, e.Title.VI, string(e.Kind), strings.Join(e.Teaches, " ")}, " "))
	for _, w := range words {
		switch w = strings.ToLower(w); {
		case w == "open" && l.Place.Solved, w == "done" && !l.Place.Solved:
			return false
		case w == "open", w == "done", strings.Contains(text, w):
		default:
			return false
		}
	}
	return true
}

// Reset begins an exercise anew. The learner's file is kept, numbered.
func (s *Session) Reset(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, err := s.named(args)
	if err != nil {
		return err
	}
	name := s.file(e)
	for n := 1; ; n++ {
		backup := fmt.Sprintf("%s.%d", name, n)
		if _, err := os.Lstat(backup); err == nil {
			continue
		}
		switch err := os.Rename(name, backup); {
		case os.IsNotExist(err):
		case err != nil:
			return fmt.Errorf("reset: your file could not be kept, and stays as it is: %w", err)
		default:
			s.Say("your file is kept as "+backup, "tệp của bạn được giữ lại với tên "+backup)
		}
		return s.task(e)
	}
}

// SetLang changes the language.
func (s *Session) SetLang(args []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reload()
	if len(args) != 1 || args[0] != "en" && args[0] != "vi" {
		return errors.New("lang: want en or vi")
	}
	s.o.Lang = exercise.Lang(args[0])
	lang := s.o.Lang
	s.change(func(p *exercise.Progress) { p.Lang = lang })
	return s.task(s.current)
}
