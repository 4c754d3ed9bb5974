package usage

// An Error is of a command line that makes no sense: one that a flag or a name of it
// is wrong, not what it asks for.
type Error struct{ Text string }

func (e *Error) Error() string { return e.Text }
