package runner

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

// A TestResult is how one script of a test run went.
type TestResult struct {
	Script  scripting.Script
	Outcome scripting.Outcome
	printed string
}

// Test runs scripts, several at a time, each in a world of its own, and shows
// how each went. It reports whether none failed.
func Test(c Config, scripts []scripting.Script, parallel int) bool {
	p := term.NewPrinter(c.Out)
	began := time.Now()
	results := make([]chan TestResult, len(scripts))
	slots := make(chan struct{}, max(1, parallel))
	for i, s := range scripts {
		results[i] = make(chan TestResult, 1)
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
		case !r.Outcome.OK():
			failed++
		case r.Outcome.Skipped:
			skipped++
		}
		ReportTest(p, r)
	}
	sum := fmt.Sprintf("%d passed, %d failed", len(scripts)-failed-skipped, failed)
	if skipped > 0 {
		sum += fmt.Sprintf(", %d skipped", skipped)
	}
	p.Line(sum + ", in " + view.Seconds(time.Since(began)))
	return failed == 0
}

func testOne(c Config, s scripting.Script) TestResult {
	var out strings.Builder
	sc := c.on(s)
	p := term.PlainPrinter(&out)
	p.Quiet = true
	p.KeepAll()
	p.LimitOutput(sc.Limits.Flow())
	sc.Out = p
	sc.Dir = s.Dir
	sc.EndDeadlocks, sc.OnStuck = true, func(scripting.Stuck) {}
	h := NewHost(c.Ending, sc)
	defer h.Close()
	LoadPlugins(c.PluginFiles, h, term.PlainPrinter(io.Discard))
	outcome := h.RunScript(s)
	p.SayLeftOut()
	return TestResult{Script: s, Outcome: outcome, printed: out.String()}
}

// ReportTest shows how one of several scripts went.
func ReportTest(p *term.Printer, r TestResult) {
	o := r.Outcome
	word := p.Style.Good("ok  ")
	how := fmt.Sprintf("%s, %s, %s", printable.Plural(len(o.Steps), "step"), printable.Plural(o.Met, "expectation"), view.Seconds(o.Took))
	switch {
	case !o.OK():
		word = p.Style.Bad("FAIL")
	case o.Skipped:
		word, how = p.Style.Wait("skip"), o.Reason
	}
	p.Line(fmt.Sprintf("%s  %s  %s", word, printable.Pad(printable.Line(r.Script.Name), 44), p.Style.Soft(printable.Line(how))))
	if o.OK() {
		return
	}
	if r.printed != "" {
		p.Put(indentText(r.printed))
	}
	for i, f := range o.Failures {
		if i == maxShown {
			p.Line(fmt.Sprintf("… and %s", printable.Plural(len(o.Failures)-i, "more task that failed")))
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
