package timeline

import (
	stdbytes "bytes"

	"sockpit/runtime/stack"
)

// A letter is by what datagrams are told apart at once.
type letter struct {
	network stack.Network
	n       int // bytes; -1 where it is not known, as it was cut
	first   string
}

// What is looked at of a datagram at once, and how many that begin alike are
// compared in full, in all.
const (
	letterBytes  = 64
	cutBytes     = 1
	letterRounds = 64
)

// datagrams pairs each datagram that came with the send that it came from: the
// first with these bytes and from another socket that is not taken.
func (b *builder) datagrams() {
	sent := map[letter][]int{}
	post := func(l letter, i int) { sent[l] = append(sent[l], i) }
	for i := range b.items {
		if it := &b.items[i]; it.Kind == Send && !b.of(it.End).streams() {
			post(b.letter(it, it.N, letterBytes), i)
			post(b.letter(it, -1, cutBytes), i)
		}
	}
	taken := make([]bool, len(b.items))
	room := letterRounds * len(b.items)
	for i := range b.items {
		it := &b.items[i]
		if it.Kind != Recv || b.of(it.End).streams() {
			continue
		}
		l := b.letter(it, it.N, letterBytes)
		if it.Text != "" { // the rest is lost
			l = b.letter(it, -1, cutBytes)
		}
		for len(sent[l]) > 0 && taken[sent[l][0]] {
			sent[l] = sent[l][1:]
		}
		for _, j := range sent[l] {
			if room--; room < 0 {
				return
			}
			if s := &b.items[j]; !taken[j] && s.End != it.End && stdbytes.HasPrefix(s.Data, it.Data) {
				taken[j] = true
				b.from[i] = []int{j}
				break
			}
		}
	}
}

func (b *builder) letter(it *Item, n, first int) letter {
	return letter{b.of(it.End).Network, n, string(it.Data[:min(first, len(it.Data))])}
}
