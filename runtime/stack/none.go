package stack

import "errors"

// None is the stack of a system whose own is not known here: it makes no sockets.
type None struct{}

// ErrNoStack is the error of all that None is asked.
var ErrNoStack = errors.New("sockpit has no way to the sockets of this system")

// Name says that there is none.
func (None) Name() string { return "none" }

// Socket fails.
func (None) Socket(Network) (Endpoint, error) { return nil, ErrNoStack }

// Pair fails.
func (None) Pair(Network) (Endpoint, Endpoint, error) { return nil, nil, ErrNoStack }

// Poll has no endpoint that it could ask.
func (None) Poll(of []Endpoint, _ Want) []Readiness { return make([]Readiness, len(of)) }

// Group fails.
func (None) Group() (Group, error) { return nil, ErrNoStack }

// Hold fails.
func (None) Hold(string, bool) (File, error) { return nil, ErrNoFiles }

// At knows of nothing.
func (None) At(string) PathFacts { return PathFacts{Kind: HiddenFile} }

// Dump fails.
func (None) Dump(DumpQuery) ([]Row, error) { return nil, errors.Join(ErrUnknown, ErrNoStack) }

// Holders knows none.
func (None) Holders(map[uint64]bool) map[uint64]Holder { return nil }

// Machine knows nothing.
func (None) Machine() Machine { return Machine{Descriptors: Unknown} }
