package repl

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"sockpit/repl/command"
	"sockpit/repl/export"
	"sockpit/repl/learn"
	"sockpit/repl/view"
	"sockpit/scripting"
	"sockpit/scripting/exercise"
	"sockpit/scripting/explain/claim"
	"sockpit/scripting/syntax"
)

// learnPrompt stands before an entry at sockpit learn.
const learnPrompt = "learn> "

// A learning is a prompt's part in exercises: which course, and what was made in
// the prompt's world for the exercise.
type learning struct {
	*learn.Session
	mode bool     // the prompt is that of sockpit learn: commands need no colon
	ends []func() // what is to be ended when the world is
}

// learnCommands is the table of what may be said of exercises at the prompt: help, what a
// session of exercises can do, and what needs a prompt.
func learnCommands() command.Table[*REPL] {
	all := command.Table[*REPL]{{Names: []string{"help", "doc"}, Free: true, Run: runLearnHelp}}
	for _, c := range learn.Commands() {
		here := &command.Command[*REPL]{Names: c.Names, Args: c.Args, Summary: c.Summary, Vietnamese: c.Vietnamese,
			Run: func(r *REPL, args []string) error { return c.Run(r.learn.Session, args) }}
		switch c.Names[0] {
		case "check":
			here.Run = (*REPL).checkHere
		case "lang": // what explains errors then speaks it too
			here.Run = func(r *REPL, args []string) error {
				err := c.Run(r.learn.Session, args)
				r.speak(claim.Lang(r.learn.Lang()))
				return err
			}
		case "goto", "next":
			here.Run = func(r *REPL, args []string) error {
				err := c.Run(r.learn.Session, args)
				if err == nil && r.learn.mode {
					r.setStage()
				}
				return err
			}
		}
		all = append(all, here)
	}
	return append(all, command.Table[*REPL]{
		{Names: []string{"play"}, Run: func(r *REPL, _ []string) error { r.play(); return nil },
			Summary: "begins a new world here: PORT is free, and what the exercise begins with is there", Vietnamese: "bắt đầu một thế giới mới ngay tại đây: PORT còn trống, và những gì bài tập cho sẵn đã có"},
		{Names: []string{"replay"}, Run: func(r *REPL, _ []string) error { return r.replay() },
			Summary: "runs the check that failed once more and leaves its sockets here, to be looked at", Vietnamese: "chạy lại phép kiểm tra vừa hỏng và để các socket của nó lại đây cho bạn xem"},
		{Names: []string{"quit"}, Run: func(*REPL, []string) error { return errQuit },
			Summary: "leaves; your progress is kept", Vietnamese: "thoát; tiến độ được giữ lại"},
	}...)
}

// runLearnHelp is help, or doc, at sockpit learn.
func runLearnHelp(r *REPL, args []string) error {
	if len(args) > 0 {
		return r.commands.Find("help").Do(r, ":", args)
	}
	learn.Help(r.learn.Session, learnCommands()[1:])
	r.learn.Say("help NAME explains a function: help listen. Every other line is Lua, in the exercise's world.",
		"help TÊN giải thích một hàm: help listen. Mọi dòng khác là Lua, trong thế giới của bài tập.")
	return nil
}

// openLearn begins a session on the prompt's screen.
func (r *REPL) openLearn(o learn.Options) (*learning, error) {
	o.Write, o.Width, o.Style = r.print.Put, r.print.Width, r.print.Style
	s, err := learn.Begin(o)
	if err != nil {
		return nil, err
	}
	r.speak(claim.Lang(s.Lang()))
	return &learning{Session: s}, nil
}

// runLearn is :learn.
func runLearn(r *REPL, args []string) error {
	if r.learn == nil {
		o := r.config.Learn
		o.Shown = view.AtPrompt
		l, err := r.openLearn(o)
		if err != nil {
			return err
		}
		r.learn = l
		if len(args) == 0 {
			l.Welcome()
			return l.Task(nil)
		}
	}
	if len(args) == 0 {
		args = []string{"task"}
	}
	return r.learnCommand(args)
}

// learnEntry does what was typed at sockpit learn if it is one of its commands:
// a word of theirs, and words behind it that are no Lua.
func (r *REPL) learnEntry(text string) (done, quit bool) {
	if !r.isLearn(text) {
		return false, false
	}
	words := strings.Fields(text)
	err := r.learnCommand(words)
	if err != nil && err != errQuit {
		r.failed.Store(true)
		r.print.Refuse(err)
	}
	return true, err == errQuit
}

// isLearn reports whether what was typed is a command of sockpit learn.
func (r *REPL) isLearn(text string) bool {
	return r.learn != nil && r.learn.mode && learnCommands().Find(strings.Fields(text)[0]) != nil && !strings.ContainsAny(text, luaSigns)
}

// speaks gives what chooses the language: that of the learner at sockpit learn, else
// English.
func (r *REPL) speaks() func(en, vi string) string {
	if r.learn != nil && r.learn.mode {
		return r.learn.In
	}
	return func(en, _ string) string { return en }
}

// learnCommand does one, which words name.
func (r *REPL) learnCommand(words []string) error {
	name, all := words[0], learnCommands()
	if c := all.Find(name); c != nil {
		return c.Do(r, "", words[1:])
	}
	if near := syntax.Nearest(name, all.Names()); near != "" {
		return fmt.Errorf("learn: no command %s. Did you mean %s?", name, near)
	}
	return fmt.Errorf("learn: no command %s: :learn help lists them", name)
}

// checkHere checks while Ctrl-C ends it.
func (r *REPL) checkHere(args []string) error {
	ending, ended := r.config.Ending.Context()
	defer ended()
	ctx, cancel := context.WithCancelCause(ending)
	finished := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() {
		select {
		case <-finished:
		case <-r.reader.Interrupts():
			cancel(scripting.ErrInterrupted)
		}
	})
	r.tellCheck(ctx, args)
	close(finished)
	watcher.Wait()
	cancel(nil)
	return nil
}

// tellCheck checks, and says why if that could not be done.
func (r *REPL) tellCheck(ctx context.Context, args []string) {
	switch _, err := r.learn.Check(ctx, args); {
	case errors.Is(err, scripting.ErrInterrupted):
		r.print.Say("stopped")
	case err != nil && ctx.Err() == nil:
		r.print.Refuse(err)
	}
}

// setStage begins the prompt's world for an exercise that was gone to. What is to
// be predicted is not shown before.
func (r *REPL) setStage() {
	if e := r.learn.Current(); e.Kind != exercise.Predict || e.Hidden {
		r.play()
		return
	}
	r.newWorld()
}

// play makes the prompt's world that of the current exercise.
func (r *REPL) play() {
	r.newWorld()
	e := r.learn.Current()
	end, failed := exercise.Prepare(e, r.host)
	r.learn.ends = append(r.learn.ends, end)
	if failed != nil {
		r.fail(failed, 0)
	}
	if e.Kind == exercise.Typed {
		r.learn.SetLive(r.host)
	}
	if e.World != "" {
		r.showChanges()
		return
	}
	r.shown.set(r.host.World())
}

// replay runs the check that failed last in a new world of the prompt's.
func (r *REPL) replay() error {
	r.newWorld()
	v, err := r.learn.Replay(context.Background(), exercise.Options{Stage: r.host})
	if v != nil {
		r.learn.ends = append(r.learn.ends, v.End)
	}
	if err != nil {
		return err
	}
	if v.Passed() {
		r.learn.Say("This time it passed: the failure comes by chance, or the file is another one now.",
			"Lần này thì qua: lỗi chỉ xảy ra ngẫu nhiên, hoặc tệp đã khác đi.")
		return nil
	}
	r.learn.Say("The sockets are as they were when the check failed: look at them with :sockets, :events, :why and Lua. play begins anew.",
		"Các socket vẫn như lúc phép kiểm tra hỏng: hãy xem bằng :sockets, :events, :why và Lua. Gõ play để bắt đầu lại.")
	r.shown.set(r.host.World())
	return nil
}

// promptText is what stands before an entry.
func (r *REPL) promptText() string {
	if r.learn != nil && r.learn.mode {
		return learnPrompt
	}
	return r.worldPrompt()
}

// endLearning ends what was made in the world for an exercise.
func (r *REPL) endLearning() {
	if r.learn == nil {
		return
	}
	r.learn.SetLive(nil)
	for _, end := range r.learn.ends {
		end()
	}
	r.learn.ends = nil
}

// runRecord is :record: what was typed, as an exercise.
func runRecord(r *REPL, args []string) error {
	if len(args) != 1 {
		return errors.New("record: want the name of a file: :record NAME.lua")
	}
	file := strings.TrimSuffix(args[0], ".lua") + ".lua"
	text, err := learn.Record(context.Background(), strings.TrimSuffix(filepath.Base(file), ".lua"), r.host)
	if err != nil {
		return err
	}
	if err := export.Create("record", file, text, ""); err != nil {
		return err
	}
	r.print.Say(fmt.Sprintf("written to %s: the solution is what you typed. Fill in what is marked TODO, then: sockpit learn prove %s", file, file))
	return nil
}

// luaSigns are what a line of sockpit learn has only if it is Lua.
const luaSigns = "()={}\"',;\n"
