package exercise

import "testing"

// A program that sleeps most of the time and moves no bytes is not busy, however
// often it is seen awake.
func TestRestless(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		looks, paused int
		still, busy   bool
	}{
		{1000, 0, true, true},
		{1000, 500, true, true},
		{1000, 501, true, false},
		{1000, 1000, false, true}, // it sends and sends
	} {
		w := watch{looks: c.looks, paused: c.paused}
		if busy := w.restless(c.still) != nil; busy != c.busy {
			t.Errorf("%+v: busy %v", c, busy)
		}
	}
}
