package timeline

import (
	"fmt"
	"slices"
)

// arrange puts the items in order, says what the kernel has after each, and
// gives the ends their names.
func (b *builder) arrange(f *Flow, order []int) {
	k := kernel{b: b, sent: map[int]int64{}, got: map[int]int64{}, queue: map[int]int{}, accepted: map[int]bool{}, gone: map[int]bool{}, dead: map[int]bool{}, full: map[int]bool{}}
	at := make([]int, len(order))
	f.Items = make([]Item, 0, len(order))
	for n, i := range order {
		at[i] = n
	}
	for _, i := range order {
		it := b.items[i]
		for _, from := range b.from[i] {
			it.From = append(it.From, at[from])
		}
		slices.Sort(it.From)
		k.see(&it)
		it.Holds = k.holds()
		f.Items = append(f.Items, it)
	}
	b.nameEnds(f)
}

// nameEnds keeps the ends that the diagram shows, each under a name of its own:
// the second client of that name is "client 2".
func (b *builder) nameEnds(f *Flow) {
	used := map[string]int{}
	f.at = map[int]int{}
	take := func(id int) {
		e := b.byID[id]
		if e == nil || f.End(id) != nil {
			return
		}
		f.at[id] = len(f.Ends)
		base := b.names[id]
		if base == "" {
			base = string(e.Role)
		}
		used[base]++
		if e.Name = base; used[base] > 1 {
			e.Name = fmt.Sprintf("%s %d", base, used[base])
		}
		f.Ends = append(f.Ends, *e)
	}
	for i := range f.Items {
		take(f.Items[i].End)
		take(f.Items[i].Made)
	}
}

// A kernel follows what waits in the kernel's queues.
type kernel struct {
	b         *builder
	sent, got map[int]int64 // bytes, by socket
	queue     map[int]int   // connections that wait, by listener
	accepted  map[int]bool  // clients whose connection has an owner
	dead      map[int]bool  // sockets whose connection was reset: nothing goes out any more
	full      map[int]bool  // senders whose bytes wait
	gone      map[int]bool  // sockets that were closed: what waits for them is thrown away
}

// see says what the kernel has after an item.
func (k *kernel) see(it *Item) {
	switch it.Kind {
	case Connect:
		it.Kernel = "handshake done"
		if it.Call == "pair" { // which has accepted it, too
			k.accepted[it.End] = true
			if p := k.b.peerOf(it.End); p != nil {
				it.Made = p.ID
			}
		} else if l := k.b.listenerOf(k.b.of(it.End)); l != nil {
			k.queue[l.ID]++
			it.Kernel = "handshake done, queued"
		}
	case Accept:
		k.queue[it.End]--
		if p := k.b.peerOf(it.Made); p != nil {
			k.accepted[p.ID] = true
		}
		if n := k.queue[it.End]; n > 0 {
			it.Kernel = fmt.Sprintf("%d more in the queue", n)
		}
	case Send, Fail:
		k.sent[it.End] += int64(it.N)
		if it.Kind == Send || it.N > 0 {
			it.Kernel = k.waits(it.End)
		}
	case Recv:
		k.got[it.End] += int64(it.N)
		if p := k.b.peerOf(it.End); p != nil && k.b.of(it.End).streams() {
			if left := k.sent[p.ID] - k.got[it.End]; left > 0 {
				it.Kernel = count(left) + " left"
			}
		}
	case Finish:
		if p := k.b.peerOf(it.End); p != nil && it.Call == "close" {
			if unread := k.sent[p.ID] - k.got[it.End]; unread > 0 {
				it.Kind, it.Text = Reset, count(unread)+" unread"
			}
		}
		if k.dead[it.End] {
			it.Kind, it.Text = Note, ""
		}
	}
	k.end(it)
	k.keep(k.b.byID[it.End])
	k.keep(k.b.peerOf(it.End))
}

// end follows what is over after an item.
func (k *kernel) end(it *Item) {
	switch {
	case it.Kind == Reset:
		k.dead[it.End] = true
		if p := k.b.peerOf(it.End); p != nil {
			k.dead[p.ID] = true
		}
	case it.Kind == Fail && (it.Code == "ECONNRESET" || it.Code == "EPIPE"):
		k.dead[it.End] = true
	}
	if it.Kind != Fail && (it.Call == "close" || it.Call == "reset") {
		k.gone[it.End] = true
		delete(k.queue, it.End)
	}
}

// holds reports whether anything waits in the kernel.
func (k *kernel) holds() bool {
	for _, n := range k.queue {
		if n > 0 {
			return true
		}
	}
	return len(k.full) > 0
}

// keep follows whether what a socket sent still waits.
func (k *kernel) keep(sender *End) {
	if sender == nil {
		return
	}
	p := k.b.byID[sender.Peer]
	if p != nil && !k.gone[p.ID] && p.streams() && k.sent[sender.ID] > k.got[p.ID] {
		k.full[sender.ID] = true
	} else {
		delete(k.full, sender.ID)
	}
}

// waits says how many bytes of a stream's sender nobody has received.
func (k *kernel) waits(id int) string {
	e, p := k.b.of(id), k.b.peerOf(id)
	if !e.streams() || p == nil && (e.Role != Client || k.b.listenerOf(e) == nil) {
		return ""
	}
	n := k.sent[id]
	if p != nil {
		n -= k.got[p.ID]
	}
	text := count(n) + " wait"
	if n == 1 {
		text = "1 byte waits"
	}
	if e.Role == Client && !k.accepted[id] {
		text = count(n) + ", not accepted"
	}
	return text
}

func count(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// Label names a socket of the flow: by its variable, or by number.
func (f *Flow) Label(id int) string {
	if e := f.End(id); e != nil {
		return e.Name
	}
	return fmt.Sprintf("#%d", id)
}

// SideOf gives the side on which a socket is drawn.
func (f *Flow) SideOf(id int) Side {
	if e := f.End(id); e != nil {
		return e.Side
	}
	return Left
}
