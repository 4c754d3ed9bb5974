package virtual

import (
	"bytes"
	"cmp"
	"io"
	"net"
	"os"
	"slices"
	"syscall"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	tcpipstack "gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"sockpit/runtime/stack"
)

// An endpoint is a TCP or UDP socket of a host.
type endpoint struct {
	sock
	h     *Host
	n     stack.Network
	ep    tcpip.Endpoint
	wq    *waiter.Queue
	entry waiter.Entry
	inode uint64

	backlog    int
	connecting bool
	refused    bool // a connect failed, and netstack's endpoint can't be used again
	bound      *stack.Address
	set        settings // options that were set, to be set again or inherited
	written    int64    // bytes that the stack took
}

// newEndpoint makes a socket of a host. run is held.
func (h *Host) newEndpoint(n stack.Network) (*endpoint, error) {
	if h.down {
		return nil, ErrCrashed
	}
	net, transport := ipv4.ProtocolNumber, tcp.ProtocolNumber
	if n.Is6() {
		net = ipv6.ProtocolNumber
	}
	if !n.IsTCP() {
		transport = udp.ProtocolNumber
	}
	wq := &waiter.Queue{}
	ep, err := h.stack.NewEndpoint(transport, net, wq)
	if err != nil {
		return nil, os.NewSyscallError("socket", errnoOf(err))
	}
	return h.wrap(n, ep, wq), nil
}

// wrap takes an endpoint of netstack.
func (h *Host) wrap(n stack.Network, ep tcpip.Endpoint, wq *waiter.Queue) *endpoint {
	h.w.inodes++
	e := &endpoint{h: h, n: n, inode: h.w.inodes}
	e.w = h.w
	e.entry.Init(e, waiter.ReadableEvents|waiter.WritableEvents|waiter.EventHUp|waiter.EventErr)
	e.hold(ep, wq)
	return e
}

func (e *endpoint) hold(ep tcpip.Endpoint, wq *waiter.Queue) {
	e.ep, e.wq = ep, wq
	wq.EventRegister(&e.entry)
	e.h.owned[ep.(tcpipstack.TransportEndpoint)] = e
}

// letGo gives the endpoint of netstack back to its stack.
func (e *endpoint) letGo() {
	e.wq.EventUnregister(&e.entry)
	delete(e.h.owned, e.ep.(tcpipstack.TransportEndpoint))
	e.ep.Close()
}

func sortByInode(all []*endpoint) {
	slices.SortFunc(all, func(a, b *endpoint) int { return cmp.Compare(a.inode, b.inode) })
}

// NotifyEvent is called by the stack, in its own locks: it must not call back.
func (e *endpoint) NotifyEvent(waiter.EventMask) { e.w.news.tell(&e.sock) }

// Bind gives the socket a local address.
func (e *endpoint) Bind(a stack.Address) error {
	return e.simple("bind", func() error {
		err := asError(e.ep.Bind(e.full(a)))
		if err == nil {
			e.bound = &a
		}
		return err
	})
}

// maxBacklog is net.core.somaxconn (listen(2)).
const maxBacklog = 4096

// Listen makes the socket a listener, or changes its backlog. As on Linux, one more
// than that may wait.
func (e *endpoint) Listen(backlog int) error {
	if backlog < 0 || backlog > maxBacklog {
		backlog = maxBacklog
	}
	return e.simple("listen", func() error {
		err := asError(e.ep.Listen(backlog + 1))
		if err == nil {
			e.backlog = backlog
		}
		return err
	})
}

// Accept takes the first connection out of the queue.
func (e *endpoint) Accept(blocked func()) (stack.Endpoint, error) {
	var made *endpoint
	err := e.wait(stack.Read, "accept", blocked, func() (bool, error) {
		if !e.n.IsTCP() {
			return true, syscall.EOPNOTSUPP
		}
		ep, wq, err := e.ep.Accept(nil)
		switch {
		case again(err):
			return false, nil
		case err != nil:
			return true, errnoOf(err)
		}
		made = e.h.wrap(e.n, ep, wq)
		made.inherit(e)
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// again reports whether a call would have to wait.
func again(err tcpip.Error) bool {
	switch err.(type) {
	case *tcpip.ErrWouldBlock, *tcpip.ErrConnectStarted:
		return true
	}
	return false
}

func (e *endpoint) tcpState() tcp.EndpointState { return tcp.EndpointState(e.ep.State()) }

// Connect makes a connection, or gives a datagram socket its other end. One that is
// being made already, because an earlier call was ended, is waited for.
func (e *endpoint) Connect(to stack.Address, blocked func()) error {
	return e.wait(stack.Write, "connect", blocked, func() (bool, error) {
		switch {
		case e.connecting:
			return e.connected()
		case e.n.IsTCP() && e.tcpState() == tcp.StateListen, e.n.IsTCP() && e.hasConnection():
			return true, syscall.EISCONN
		}
		if e.refused {
			if err := e.renew(); err != nil {
				return true, err
			}
		}
		f := e.full(to)
		if f.Addr.Len() == 0 { // ip(7): Linux takes "every address" for loopback here
			f = e.full(stack.Address{IP: loopbackOf(e.n), Port: to.Port})
		}
		err := e.ep.Connect(f)
		if again(err) {
			e.connecting = true
			return false, nil
		}
		e.refused = err != nil && e.n.IsTCP()
		return true, asError(err)
	})
}

func (e *endpoint) hasConnection() bool {
	switch e.tcpState() {
	case tcp.StateEstablished, tcp.StateCloseWait, tcp.StateFinWait1, tcp.StateFinWait2, tcp.StateClosing, tcp.StateLastAck:
		return true
	}
	return false
}

// connected reports how a connection that was begun has ended, if it has.
func (e *endpoint) connected() (bool, error) {
	switch e.tcpState() {
	case tcp.StateConnecting, tcp.StateSynSent, tcp.StateSynRecv:
		return false, nil
	case tcp.StateError, tcp.StateClose, tcp.StateInitial, tcp.StateBound:
		e.connecting, e.refused = false, true
		if err := e.ep.LastError(); err != nil {
			return true, errnoOf(err)
		}
		return true, syscall.ECONNREFUSED
	}
	e.connecting = false
	return true, nil
}

// renew takes a new endpoint of netstack in place of one whose connect failed: on
// Linux such a socket can be connected again.
func (e *endpoint) renew() error {
	fresh, err := e.h.newEndpoint(e.n)
	if err != nil {
		return err
	}
	ep, wq := fresh.ep, fresh.wq
	wq.EventUnregister(&fresh.entry)
	e.letGo()
	e.hold(ep, wq)
	e.refused, e.written = false, 0
	for _, s := range e.set {
		_ = e.apply(s)
	}
	if e.bound != nil {
		return asError(e.ep.Bind(e.full(*e.bound)))
	}
	return nil
}

// Recv takes what has come.
func (e *endpoint) Recv(got *stack.Received, max int, peek bool, blocked func()) error {
	return e.wait(stack.Read, "recv", blocked, func() (bool, error) {
		if e.n.IsTCP() && max == 0 {
			return true, nil
		}
		if e.n.IsTCP() && e.tcpState() == tcp.StateListen {
			return true, syscall.ENOTCONN
		}
		return e.take(got, max, peek)
	})
}

// take reads once. A buffer is made when it is known how much there is.
func (e *endpoint) take(got *stack.Received, max int, peek bool) (bool, error) {
	size := max
	if q, err := e.ep.GetSockOptInt(tcpip.ReceiveQueueSizeOption); err == nil {
		size = min(max, q)
	}
	p := make([]byte, size)
	w := tcpip.SliceWriter(p)
	var into io.Writer = &w
	if size == 0 {
		into = io.Discard
	}
	res, err := e.ep.Read(into, tcpip.ReadOptions{Peek: peek, NeedRemoteAddr: !e.n.IsTCP()})
	switch err.(type) {
	case nil, *tcpip.ErrBadBuffer:
	case *tcpip.ErrClosedForReceive:
		got.End = !e.n.IsTCP()
		return true, nil
	default:
		if again(err) {
			return false, nil
		}
		return true, errnoOf(err)
	}
	got.Data, got.Size = p[:res.Count], res.Count
	if !e.n.IsTCP() {
		got.Size, got.From = res.Total, e.address(res.RemoteAddr)
	}
	return true, nil
}

// Send gives bytes to the stack: all of them, or one datagram.
func (e *endpoint) Send(p []byte, to stack.Address, blocked func()) (int, error) {
	sent := 0
	err := e.wait(stack.Write, "send", blocked, func() (bool, error) {
		for {
			o := tcpip.WriteOptions{}
			if !to.IsZero() && !e.n.IsTCP() {
				f := e.full(to)
				o.To = &f
			}
			n, err := e.ep.Write(bytes.NewReader(p[sent:]), o)
			sent += int(n)
			e.written += n
			switch {
			case again(err):
				return false, nil
			case err != nil:
				return true, e.sendErrno(err)
			case sent == len(p) || !e.n.IsTCP() || n == 0:
				return true, nil
			}
		}
	})
	return sent, err
}

// sendErrno is errnoOf for a send: what Linux calls a pipe that is broken.
func (e *endpoint) sendErrno(err tcpip.Error) error {
	if _, ok := err.(*tcpip.ErrNotConnected); ok && e.n.IsTCP() {
		return syscall.EPIPE // also a socket that was never connected, or listens
	}
	return errnoOf(err)
}

// Ready waits until a call in a direction would not wait.
func (e *endpoint) Ready(d stack.Direction, blocked func()) error {
	return e.wait(d, "poll", blocked, func() (bool, error) { return e.ready(d), nil })
}

func (e *endpoint) ready(d stack.Direction) bool {
	mask := waiter.ReadableEvents
	if d == stack.Write {
		mask = waiter.WritableEvents
	}
	return e.ep.Readiness(mask|waiter.EventHUp|waiter.EventErr)&(mask|waiter.EventHUp|waiter.EventErr) != 0
}

// Poll asks without waiting.
func (e *endpoint) Poll(d stack.Direction) (ready bool) {
	e.w.look(func() { ready = e.gone() != nil || e.ready(d) })
	return ready
}

// Shutdown ends one direction, or both.
func (e *endpoint) Shutdown(how stack.How) error {
	f := [...]tcpip.ShutdownFlags{tcpip.ShutdownRead, tcpip.ShutdownWrite, tcpip.ShutdownRead | tcpip.ShutdownWrite}[how]
	return e.simple("shutdown", func() error { return asError(e.ep.Shutdown(f)) })
}

// Close ends the socket. What was sent is still carried.
func (e *endpoint) Close() error { return e.end(func() {}) }

// Reset ends it so that the other end sees a reset.
func (e *endpoint) Reset() error {
	return e.end(func() { e.ep.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: true}) })
}

// Abort resets the connection, and leaves the socket open.
func (e *endpoint) Abort() error {
	return e.simple("abort", func() error {
		e.ep.(tcpipstack.TransportEndpoint).Abort()
		return nil
	})
}

func (e *endpoint) end(before func()) error {
	err := error(net.ErrClosed)
	e.w.call(func() {
		if e.closed {
			return
		}
		err, e.closed = nil, true
		e.endWaits(net.ErrClosed)
		if e.died == nil {
			before()
			e.letGo()
		}
	})
	return err
}

// die ends what waits on the socket of a host that crashes. run is held.
func (e *endpoint) die(why error) {
	e.died = why
	e.wq.EventUnregister(&e.entry)
	e.endWaits(why)
}

// Local gives the socket's own end.
func (e *endpoint) Local() (a stack.Address, err error) {
	e.w.look(func() { a, err = e.local() })
	return a, err
}

// Remote gives the other end.
func (e *endpoint) Remote() (a stack.Address, err error) {
	e.w.look(func() { a, err = e.remote() })
	return a, err
}

func (e *endpoint) local() (stack.Address, error) {
	f, err := e.ep.GetLocalAddress()
	if err != nil {
		return stack.Address{}, errnoOf(err)
	}
	return e.address(f), nil
}

func (e *endpoint) remote() (stack.Address, error) {
	f, err := e.ep.GetRemoteAddress()
	if err != nil {
		return stack.Address{}, errnoOf(err)
	}
	return e.address(f), nil
}

// Identity gives the number of the socket: it has no descriptor.
func (e *endpoint) Identity() (int, uint64) { return -1, e.inode }

// HostName names the host that the socket lives on.
func (e *endpoint) HostName() string { return e.h.Name }
