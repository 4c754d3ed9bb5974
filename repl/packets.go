package repl

import (
	"errors"
	"fmt"
	"strconv"

	"sockpit/repl/view"
	"sockpit/runtime/clock"
	"sockpit/scripting/api"
)

// shownPackets is how many packets :packets shows unless told otherwise.
const shownPackets = 20

// runPackets is :packets [N].
func runPackets(r *REPL, args []string) error {
	n := shownPackets
	if len(args) > 0 {
		var err error
		if n, err = strconv.Atoi(args[0]); err != nil || n < 1 || len(args) > 1 {
			return fmt.Errorf("packets: got %q, want how many to show", args[0])
		}
	}
	w := api.WorldOf(r.host)
	if w == nil {
		return errors.New("packets: this session lives on the machine's own network, whose packets sockpit does not see: :set net virtual begins one on a network of its own")
	}
	all := w.Packets()
	if len(all) == 0 {
		r.print.Line("  no packets yet")
		return nil
	}
	r.print.Put(view.Packets(all[max(0, len(all)-n):], r.print.Width(), r.print.Style))
	return nil
}

// worldPrompt stands before an entry of Lua: on a network of its own with the time there.
func (r *REPL) worldPrompt() string {
	if clock.AsStepped(r.host.Session.Clock) == nil {
		return prompt
	}
	return fmt.Sprintf("virtual t=%.3f%s", r.host.Session.Clock.Since(r.host.Began()).Seconds(), prompt)
}
