package repl

import (
	"fmt"
	"io"
	"strings"
	"time"

	"sockpit/repl/term"
	"sockpit/repl/view"
	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// A testResult is how one script of a test run went.
type testResult struct {
	script  Script
	outcome scripting.Outcome
	printed string
}

// Test runs scripts, several at a time, each in a world of its own, and shows
// how each went. It reports whether none failed.
func Test(c Config, scripts []Script, parallel int) bool {
	p := term.NewPrinter(c.Out)
	began := time.Now()
	results := make([]chan testResult, len(scripts))
	slots := make(chan struct{}, max(1, parallel))
	for i, s := range scripts {
		results[i] = make(chan testResult, 1)
		go func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[i] <- testOne(c, s)
		}()
	}
	failed, skipped := 0, 0
	for _, ch := range results {
		r := <-ch
		switch {
		case !r.outcome.OK():
			failed++
		case r.outcome.Skipped:
			skipped++
		}
		showTest(p, r)
	}
	sum := fmt.Sprintf("%d passed, %d failed", len(scripts)-failed-skipped, failed)
	if skipped > 0 {
		sum += fmt.Sprintf(", %d skipped", skipped)
	}
	p.Line(sum + ", in " + view.Seconds(time.Since(began)))
	return failed == 0
}

func testOne(c Config, s Script) testResult {
	var out strings.Builder
	sc := c.Scripting
	p := term.PlainPrinter(&out)
	p.Quiet = true
	p.KeepAll()
	p.LimitOutput(sc.Limits.Flow())
	sc.Out = p
	sc.Dir = s.Dir
	sc.EndDeadlocks, sc.OnStuck = true, func(scripting.Stuck) {}
	h := c.world(sc)
	defer h.Close()
	loadPlugins(c, h, term.PlainPrinter(io.Discard))
	outcome := h.RunScript(s)
	p.SayLeftOut()
	return testResult{script: s, outcome: outcome, printed: out.String()}
}

func showTest(p *term.Printer, r testResult) {
	o := r.outcome
	word := p.Style.Good("ok  ")
	how := fmt.Sprintf("%s, %s, %s", count(len(o.Steps), "step"), count(o.Met, "expectation"), view.Seconds(o.Took))
	switch {
	case !o.OK():
		word = p.Style.Bad("FAIL")
	case o.Skipped:
		word, how = p.Style.Wait("skip"), o.Reason
	}
	p.Line(fmt.Sprintf("%s  %s  %s", word, printable.Pad(printable.Line(r.script.Name), 44), p.Style.Soft(printable.Line(how))))
	if o.OK() {
		return
	}
	if r.printed != "" {
		p.Put(indentText(r.printed))
	}
	for i, f := range o.Failures {
		if i == maxShown {
			p.Line(fmt.Sprintf("… and %s", count(len(o.Failures)-i, "more task that failed")))
			break
		}
		task := f.Task
		if f == o.Main {
			task = 0
		}
		p.Failure(f, task)
	}
}

// maxShown is how many failures of one script are shown.
const maxShown = 10

func indentText(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ") + "\n"
}
