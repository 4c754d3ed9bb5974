package explain

import (
	"sockpit/runtime"
	"sockpit/scripting/explain/claim"
)

// Pause explains a wait on no socket: who is what it is called, task by number; joins is
// the task whose end it waits for and named what that is, 0 if it waits for none.
func Pause(f *Facts, who string, w runtime.Waiting, joins int, named string) (r Report) {
	waits := claim.Setting("task", w.Call)
	f.what(&r, claim.Of(claim.PausesAt, claim.Values{"task": who, "place": w.Place, "since": f.Session.Clock.Since(w.Since)}, waits))
	f.pause(&r, w, joins, named)
	return r
}

func (f *Facts) pause(r *Report, w runtime.Waiting, joins int, named string) {
	waits := claim.Setting("task", w.Call)
	switch {
	case joins != 0:
		f.why(r, claim.Of(claim.ForEndOfTask, claim.Values{"task": joins, "what": named}, waits))
		f.try(r, claim.Of(claim.WhyOfThat, claim.Values{"task": joins}))
	case w.Call == "get":
		f.why(r, claim.Of(claim.ForAValue, nil, waits))
		f.try(r, claim.Of(claim.MustPut, nil))
	case w.Call == "put":
		f.why(r, claim.Of(claim.ForATaker, nil, waits))
		f.try(r, claim.Of(claim.MustGet, nil))
	case !w.Until.IsZero():
		f.why(r, claim.Of(claim.GoesOnBy, claim.Values{"left": w.Until.Sub(f.Session.Clock.Now())}, waits))
	}
}
