package repl

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"sockpit/repl/learn"
	"sockpit/repl/view"
	"sockpit/scripting/exercise"
)

// Prove proves exercises and shows what was found. It reports whether nothing is
// wrong.
func Prove(out *os.File, pack, name string, o exercise.ProveOptions) (bool, error) {
	list, err := learn.ProveTargets(pack, name)
	if err != nil {
		return false, err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p, began := newPrinter(out), time.Now()
	runs, bad := 0, 0
	for _, e := range list {
		proof := exercise.Prove(ctx, e, o)
		if ctx.Err() != nil {
			return false, ErrStopped
		}
		runs += proof.Runs
		if !proof.OK() {
			bad++
		}
		p.write(view.Proof(proof, p.width(), p.style))
	}
	p.line(fmt.Sprintf("%s, %d not proved; %d check runs in %s", count(len(list), "exercise"), bad, runs, view.Seconds(time.Since(began))))
	return bad == 0, nil
}
