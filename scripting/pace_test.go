package scripting

import (
	"errors"
	"testing"
	"time"
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
