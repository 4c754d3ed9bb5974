package exercise

import (
	"sync/atomic"
	"syscall"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// A scarcity is the usual stack in which a program may have few descriptors, or few
// ports to call from, as exercises about running out of them need. The errors
// are those that the kernel itself gives: getrlimit(2), accept(2), and the option
// stack.LocalPorts, which is set on every socket.
type scarcity struct {
	stack.Stack
	descriptors int // 0: no limit
	ports       int // 0: no limit
	first       int // of the ports
	open        *atomic.Int32
}

func newScarcity(descriptors, ports, first int) *scarcity {
	return &scarcity{runtime.DefaultStack(), descriptors, ports, first, &atomic.Int32{}}
}

// Socket fails with EMFILE when all descriptors are in use.
func (s *scarcity) Socket(n stack.Network) (stack.Endpoint, error) {
	if err := s.take(); err != nil {
		return nil, err
	}
	ep, err := s.Stack.Socket(n)
	if err != nil {
		s.open.Add(-1)
		return nil, err
	}
	if s.ports > 0 && !n.IsUnix() {
		last := s.first + s.ports - 1
		_ = ep.Setopt(stack.LocalPorts, stack.Value{Int: last<<16 | s.first})
	}
	return &scarce{ep, s, atomic.Bool{}}, nil
}

// Machine tells what a program may have here.
func (s *scarcity) Machine() stack.Machine {
	m := s.Stack.Machine()
	if s.descriptors > 0 {
		m.Descriptors = stack.Quantity(s.descriptors)
	}
	if s.ports > 0 {
		m.LocalPorts = [2]uint16{uint16(s.first), uint16(s.first + s.ports - 1)}
	}
	return m
}

func (s *scarcity) take() error {
	if s.open.Add(1) > int32(s.descriptors) && s.descriptors > 0 {
		s.open.Add(-1)
		return syscall.EMFILE
	}
	return nil
}

// A scarce is one socket of a scarcity.
type scarce struct {
	stack.Endpoint
	of   *scarcity
	over atomic.Bool
}

// Accept takes the descriptor first, as the kernel does: with none left it fails
// at once, and the connection stays in the queue.
func (e *scarce) Accept(blocked func()) (stack.Endpoint, error) {
	if err := e.of.take(); err != nil {
		return nil, err
	}
	ep, err := e.Endpoint.Accept(blocked)
	if err != nil {
		e.of.open.Add(-1)
		return nil, err
	}
	return &scarce{ep, e.of, atomic.Bool{}}, nil
}

func (e *scarce) giveBack() {
	if !e.over.Swap(true) {
		e.of.open.Add(-1)
	}
}

// Close gives the descriptor back.
func (e *scarce) Close() error {
	defer e.giveBack()
	return e.Endpoint.Close()
}

// Reset gives the descriptor back.
func (e *scarce) Reset() error {
	defer e.giveBack()
	return e.Endpoint.Reset()
}
