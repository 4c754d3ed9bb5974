package repl

import (
	"fmt"
	"strconv"
	"strings"

	"sockpit/repl/view"
	"sockpit/scripting"
)

// runWhy is :why [WHAT].
func runWhy(r *REPL, args []string) (err error) {
	reports := scripting.Reports{}
	switch {
	case len(args) == 0:
		reports = r.host.Why()
	case len(args) == 1:
		reports, err = r.host.WhyWord(args[0])
	default:
		var n int
		if n, err = taskNumber(args); err == nil {
			reports, err = r.host.WhyTask(n)
		}
	}
	if err != nil {
		return fmt.Errorf("why: %w", err)
	}
	r.print.Put(view.Why(reports, r.width(), r.print.Style))
	return nil
}

// taskNumber reads "task 2".
func taskNumber(args []string) (int, error) {
	if len(args) == 2 && args[0] == "task" {
		if n, err := strconv.Atoi(args[1]); err == nil {
			return n, nil
		}
	}
	return 0, fmt.Errorf("got %q, want one socket, task N, variable or place", strings.Join(args, " "))
}
