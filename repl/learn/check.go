package learn

import (
	"context"
	"errors"
	"fmt"

	"sockpit/repl/view"
	"sockpit/scripting/exercise"
)

// hintsAfter is how many failures it takes until hints are offered.
const hintsAfter = 2

// errNewer is the cause of a check that a newer one has taken the place of.
var errNewer = errors.New("the file was saved again")

// Check checks the learner's program, and shows how it went. A check that runs
// already is ended.
func (s *Session) Check(ctx context.Context, args []string) (passed bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.order.Lock()
	if s.checking != nil {
		s.checking()
	}
	s.checking = func() { cancel(errNewer) }
	s.order.Unlock()

	e, program, o, err := s.judged(args)
	if err != nil {
		return false, err
	}
	if lack := e.Lacks(); lack != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.Say(lack.Text.EN, lack.Text.VI)
		return false, nil
	}
	failed := s.run(ctx, e, program, o) // other commands go on meanwhile
	if failed != nil && failed.Failed != nil {
		failed.Failed.Like = exercise.Like(ctx, e, *failed)
	}
	switch {
	case errors.Is(context.Cause(ctx), errNewer):
		return false, nil
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return failed == nil, s.judgedAs(e, program, failed)
}

// judgedAs notes how a check went, and shows it.
func (s *Session) judgedAs(e *exercise.Exercise, program exercise.Program, failed *exercise.Verdict) (err error) {
	s.reload()
	s.last = failed
	tries := s.progress.Entry(e.ID).Tries + 1
	note := func(*exercise.Entry) {}
	switch {
	case failed == nil:
		day := today()
		note = func(entry *exercise.Entry) { entry.Pass(day) }
		s.passed(e, program)
	case failed.Broken != nil:
		err = fmt.Errorf("check %d of %s has a fault of its own: %w", failed.Check+1, e.File, failed.Broken)
	default:
		name := e.Checks[failed.Check].Name.EN
		note = func(entry *exercise.Entry) { entry.Failed = name }
		sp := s.speaker()
		s.o.Write(sp.Failed(failed.Failed) + sp.Next(failed.Check+1, tries >= hintsAfter && len(e.Hints) > 0))
	}
	s.change(func(p *exercise.Progress) {
		entry := p.Entry(e.ID)
		entry.Try()
		note(entry)
	})
	return err
}

// judged gives what is judged: the prompt's world, or the learner's file.
func (s *Session) judged(args []string) (e *exercise.Exercise, p exercise.Program, o exercise.Options, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, err = s.named(args); err != nil {
		return e, p, o, err
	}
	if e == s.current && e.Kind == exercise.Typed && s.live != nil && len(s.live.Typed()) > 0 {
		return e, exercise.Program{Text: s.live.Typed()}, exercise.Options{Live: s.live}, nil
	}
	p, err = s.program(e)
	return e, p, o, err
}

// run runs the checks and shows a line for each that passes. It gives the
// verdict that is not good, or nil.
func (s *Session) run(ctx context.Context, e *exercise.Exercise, p exercise.Program, o exercise.Options) *exercise.Verdict {
	sp, shown := s.speaker(), 0
	r := exercise.All(ctx, e, p, o, func(v exercise.Verdict) {
		if v.Check > shown { // all networks of the one before have passed
			s.o.Write(sp.Passed(e, shown))
			shown = v.Check
		}
	})
	if r.Failed == nil {
		s.o.Write(sp.Passed(e, shown))
	}
	return r.Failed
}

// passed says that an exercise is solved, and what it was about.
func (s *Session) passed(e *exercise.Exercise, p exercise.Program) {
	first := !s.progress.Solved(e.ID)
	var next *exercise.Exercise
	if n := Number(s.Pack, e); n < len(s.Pack.Order) {
		next = s.Pack.Order[n]
	}
	s.o.Write(s.speaker().Solved(e, p.Text, next))
	if first && s.Pack.Solved(s.progress)+1 == len(s.Pack.Order) {
		s.o.Write(view.Sentence(s.Pack.Final.In(s.o.Lang), s.speaker().Width, s.o.Style))
	}
}

// Replay runs the check that failed last once more, with the same words and
// network, in the prompt's world, and leaves everything as it was when it
// failed. Call the verdict's End when the world is not needed any more.
func (s *Session) Replay(ctx context.Context, o exercise.Options) (*exercise.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil || s.last.Failed == nil {
		return nil, errors.New("replay: no check has failed yet")
	}
	program, err := s.program(s.current)
	if err != nil {
		return nil, err
	}
	o.Seed = s.last.Failed.Seed
	v := exercise.Judge(ctx, s.current, program, s.last.Check, s.last.Manner, o)
	if v.Failed != nil {
		s.o.Write(s.speaker().Failed(v.Failed))
	}
	return &v, v.Broken
}
