package runner

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/repl/view"
	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/record"
	recorded "sockpit/runtime/replay"
	"sockpit/runtime/stack"
)

// ReplayOptions say which side of a log to play, and against whom.
type ReplayOptions struct {
	Side   recorded.Side
	At     string   // where the live server is, or where to listen; "": where it was, or a port that the OS chooses
	Of     string   // which server of the log, if it has several
	Ignore []string // patterns: bytes that match are not compared
	Wait   time.Duration
}

// Replay plays one side of a log against a live other side, and shows how that
// went. It reports whether the other side did what the recorded one did.
func Replay(c Config, l record.Log, o ReplayOptions) (bool, error) {
	var ignore []*regexp.Regexp
	for _, text := range o.Ignore {
		re, err := regexp.Compile(text)
		if err != nil {
			return false, &usage.Error{Text: fmt.Sprintf("--ignore: %s", err)}
		}
		ignore = append(ignore, re)
	}
	plan, err := recorded.NewPlan(l, o.Side, o.Of, ignore)
	if err != nil {
		return false, err
	}
	at, err := replayTarget(plan, o)
	if err != nil {
		return false, err
	}
	p := term.NewPrinter(c.Out)
	s := runtime.NewSession(c.Scripting.Session)
	defer c.Ending.Before(s.Close)()
	if plan.Dropped > 0 {
		p.Put(view.Sentence(fmt.Sprintf("… the log lacks its first %s calls: connections that were made then are not played", printable.Count(int(plan.Dropped))), p.Width(), p.Style))
	}
	result, err := recorded.Play(s, plan, recorded.Options{At: at, Patience: o.Wait, Ready: func(a stack.Address) {
		p.Line("listening on " + printable.Line(a.String()))
	}})
	if d := (*recorded.Difference)(nil); errors.As(err, &d) {
		p.Put(view.Difference(d, p.Width(), p.Style))
		return false, nil
	}
	if err != nil {
		return false, err
	}
	p.Line(fmt.Sprintf("%s   %s as %s, %s sent, %s received as recorded", p.Style.Good("ok"), printable.Plural(result.Conns, "connection"), plan.Side,
		printable.Plural(int(result.Sent), "byte"), printable.Plural(int(result.Received), "byte")))
	return true, nil
}

// replayTarget is where to dial or to listen.
func replayTarget(plan *recorded.Plan, o ReplayOptions) (stack.Target, error) {
	text := o.At
	switch {
	case text != "":
	case plan.Side == recorded.Client || plan.Server.Network.IsUnix():
		text = plan.Server.String()
	default: // a port that the OS chooses
		text = "0"
	}
	network := string(plan.Server.Network)
	t, err := stack.ParseTarget(text, network)
	if err != nil {
		return t, &usage.Error{Text: "address: " + err.Error()}
	}
	return t, nil
}
