package scripting

import "errors"

// A SkipError ends a scenario that this machine can't show. It is no failure.
type SkipError struct{ Reason string }

func (e *SkipError) Error() string { return "skipped: " + e.Reason }

// StopCode is what the log calls a call that was ended by it.
func (e *SkipError) StopCode() string { return "SKIPPED" }

// skipped gives the reason of a run that ended by skip, and whether it did.
func skipped(f *Failure) (reason string, is bool) {
	var skip *SkipError
	if f == nil || !errors.As(f, &skip) {
		return "", false
	}
	return skip.Reason, true
}

// Skip ends all tasks of the scenario. Its error is for the call that asked for it.
func (t *Task) Skip(reason string) error {
	t.host.stopAll(&SkipError{reason})
	return t.stopped()
}
