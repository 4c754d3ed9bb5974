package scripting

import (
	"errors"
	"slices"
	"testing"
	"time"

	"sockpit/runtime/stack"
)

// Each socket call is followed by a pause; what only looks is not.
func TestPace(t *testing.T) {
	t.Parallel()
	const pace = 30 * time.Millisecond
	h, _ := newHost(t, Config{Pace: pace})
	took := func(text string) time.Duration {
		began := time.Now()
		if r := h.Eval(text, 80); r.Failed != nil {
			t.Fatal(r.Failed)
		}
		return time.Since(began)
	}
	if d := took(`a, b = pair() send(a, "x") recv(b)`); d < 3*pace {
		t.Errorf("three calls took %v, want %v or more", d, 3*pace)
	}
	if d := took(`try(send, a, "y") try(recv, b)`); d < 2*pace {
		t.Errorf("two tried calls took %v, want %v or more", d, 2*pace)
	}
	h.SetPace(time.Hour)
	took(`sockets() events() local s = a.state`) // would not end
	done := make(chan Result, 1)
	go func() { done <- h.Eval(`send(a, "x") send(a, "y")`, 80) }()
	for waits := ""; waits == ""; {
		for _, v := range h.World().Tasks {
			waits = v.Waits
		}
	}
	h.Interrupt(ErrInterrupted)
	if r := <-done; r.Failed == nil || !errors.Is(r.Failed, ErrInterrupted) {
		t.Errorf("interrupted in a pause: %v", r.Failed)
	}
	h.SetPace(0)
	took(`expect.equal(recv(b), "x")`) // the second send was not made
}

// Who films is told of each call that moves sockets, tried or not, failed or
// not, with the sockets as that call left them.
func TestOnMove(t *testing.T) {
	t.Parallel()
	var got []int64
	var queues []stack.Quantity
	h, _ := newHost(t, Config{OnMove: func(seq int64, world func() World) {
		got = append(got, seq)
		for _, s := range world().Sockets {
			if s.ID == 3 {
				queues = append(queues, s.State.RecvQueue)
			}
		}
	}})
	if r := h.Eval(`a, b = pair("tcp") sockets() send(a, "hello") try(recv, b, 2) try(recv, a, {timeout = 0.001}) recv(b)`, 80); r.Failed != nil {
		t.Fatal(r.Failed)
	}
	last := h.Session.Log.Next() - 1
	if want := []int64{last - 4, last - 3, last - 2, last - 1, last}; !slices.Equal(got, want) {
		t.Errorf("told of events %v, want %v", got, want)
	}
	if want := []stack.Quantity{0, 5, 3, 3, 0}; !slices.Equal(queues, want) {
		t.Errorf("b's queue was %v, want %v", queues, want)
	}
}
