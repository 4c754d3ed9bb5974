package virtual

import (
	"os"
	"sync"
	"syscall"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"

	"sockpit/runtime/stack"
)

// A setting is an option that was set.
type setting struct {
	name  string
	value stack.Value
}

// settings are those of a socket, in the order in which they were set.
type settings []setting

// find gives the value that an option was set to.
func (l settings) find(name string) (stack.Value, bool) {
	for _, s := range l {
		if s.name == name {
			return s.value, true
		}
	}
	return stack.Value{}, false
}

// keep notes a setting, in place of an earlier one of the option. Memberships add up.
func (l *settings) keep(s setting) {
	for i := range *l {
		if (*l)[i].name == s.name && s.name != "multicast_join" {
			(*l)[i] = s
			return
		}
	}
	*l = append(*l, s)
}

// How an option is kept: exactly one way is there.
type optionWay struct {
	get func(e *endpoint) stack.Value
	set func(e *endpoint, v stack.Value) tcpip.Error // nil: it can't be set
}

// The ways by type.
func flag(get func(*tcpip.SocketOptions) bool, set func(*tcpip.SocketOptions, bool)) optionWay {
	w := optionWay{get: func(e *endpoint) stack.Value { return number(boolInt(get(e.ep.SocketOptions()))) }}
	if set != nil {
		w.set = func(e *endpoint, v stack.Value) tcpip.Error {
			set(e.ep.SocketOptions(), v.Int != 0)
			return nil
		}
	}
	return w
}

func integer(o tcpip.SockOptInt) optionWay {
	return optionWay{
		get: func(e *endpoint) stack.Value {
			n, _ := e.ep.GetSockOptInt(o)
			return number(n)
		},
		set: func(e *endpoint, v stack.Value) tcpip.Error { return e.ep.SetSockOptInt(o, v.Int) },
	}
}

// A durationOption is one of netstack's that is a time.
type durationOption[T ~int64] interface {
	*T
	tcpip.GettableSocketOption
	tcpip.SettableSocketOption
}

func duration[T ~int64, P durationOption[T]]() optionWay {
	return optionWay{
		get: func(e *endpoint) stack.Value {
			var d T
			_ = e.ep.GetSockOpt(P(&d))
			return stack.Value{Dur: time.Duration(d)}
		},
		set: func(e *endpoint, v stack.Value) tcpip.Error {
			d := T(v.Dur)
			return e.ep.SetSockOpt(P(&d))
		},
	}
}

func number(n int) stack.Value { return stack.Value{Int: n} }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// kept is an option that netstack does not know: what is set is what is told.
func kept(name string, usual int) optionWay {
	return optionWay{
		get: func(e *endpoint) stack.Value {
			if v, ok := e.set.find(name); ok {
				return v
			}
			return number(usual)
		},
		set: func(*endpoint, stack.Value) tcpip.Error { return nil },
	}
}

// waysOf gives the options of this stack, by name.
var waysOf = sync.OnceValue(optionWays)

func optionWays() map[string]optionWay {
	type so = tcpip.SocketOptions
	return map[string]optionWay{
		"reuseaddr": flag((*so).GetReuseAddress, (*so).SetReuseAddress),
		"reuseport": flag((*so).GetReusePort, (*so).SetReusePort),
		"nodelay":   flag(func(o *so) bool { return !o.GetDelayOption() }, func(o *so, on bool) { o.SetDelayOption(!on) }),
		"cork":      flag((*so).GetCorkOption, (*so).SetCorkOption),
		"quickack":  flag((*so).GetQuickAck, (*so).SetQuickAck),
		"keepalive": flag((*so).GetKeepAlive, (*so).SetKeepAlive),
		"broadcast": flag((*so).GetBroadcast, (*so).SetBroadcast),
		"v6only":    flag((*so).GetV6Only, (*so).SetV6Only),
		"oobinline": kept("oobinline", 0), // there is no urgent data
		"accepting": flag((*so).GetAcceptConn, nil),
		"rcvbuf": {
			get: func(e *endpoint) stack.Value { return number(int(e.ep.SocketOptions().GetReceiveBufferSize())) },
			set: func(e *endpoint, v stack.Value) tcpip.Error {
				e.ep.SocketOptions().SetReceiveBufferSize(2*int64(v.Int), true)
				return nil
			},
		},
		"sndbuf": {
			get: func(e *endpoint) stack.Value { return number(int(e.ep.SocketOptions().GetSendBufferSize())) },
			set: func(e *endpoint, v stack.Value) tcpip.Error {
				e.ep.SocketOptions().SetSendBufferSize(2*int64(v.Int), true)
				return nil
			},
		},
		"linger": {
			get: func(e *endpoint) stack.Value {
				l := e.ep.SocketOptions().GetLinger()
				return stack.Value{Off: !l.Enabled, Dur: l.Timeout}
			},
			set: func(e *endpoint, v stack.Value) tcpip.Error {
				e.ep.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: !v.Off, Timeout: v.Dur})
				return nil
			},
		},
		"ttl":                 hops(),
		"tos":                 integer(tcpip.IPv4TOSOption),
		"maxseg":              maxSegment(),
		"keepcnt":             integer(tcpip.KeepaliveCountOption),
		"keepidle":            duration[tcpip.KeepaliveIdleOption](),
		"keepintvl":           duration[tcpip.KeepaliveIntervalOption](),
		"user_timeout":        duration[tcpip.TCPUserTimeoutOption](),
		"priority":            kept("priority", 0),
		"multicast_ttl":       integer(tcpip.MulticastTTLOption),
		"multicast_loop":      flag((*so).GetMulticastLoop, (*so).SetMulticastLoop),
		"multicast_all":       kept("multicast_all", 1),
		"multicast_interface": multicastInterface(),
		"multicast_join":      membership(true),
		"multicast_leave":     membership(false),
		"error": {get: func(e *endpoint) stack.Value {
			if err := e.ep.LastError(); err != nil {
				return number(int(errnoOf(err)))
			}
			return number(0)
		}},
	}
}

func hops() optionWay {
	w := optionWay{
		get: func(e *endpoint) stack.Value {
			o, usual := tcpip.IPv4TTLOption, tcpip.UseDefaultIPv4TTL
			if e.n.Is6() {
				o, usual = tcpip.IPv6HopLimitOption, tcpip.UseDefaultIPv6HopLimit
			}
			n, _ := e.ep.GetSockOptInt(o)
			if n == usual {
				n = 64
			}
			return number(n)
		},
		set: func(e *endpoint, v stack.Value) tcpip.Error {
			if v.Int < 1 || v.Int > 255 {
				return &tcpip.ErrInvalidOptionValue{}
			}
			if e.n.Is6() {
				return e.ep.SetSockOptInt(tcpip.IPv6HopLimitOption, v.Int)
			}
			return e.ep.SetSockOptInt(tcpip.IPv4TTLOption, v.Int)
		},
	}
	return w
}

// maxSegment tells what the connection agreed on, once there is one.
func maxSegment() optionWay {
	w := integer(tcpip.MaxSegOption)
	w.get = func(e *endpoint) stack.Value {
		if in, ok := look(e.ep); ok && in.maxPayload > 0 {
			return number(in.maxPayload)
		}
		n, _ := e.ep.GetSockOptInt(tcpip.MaxSegOption)
		return number(n)
	}
	return w
}

func multicastInterface() optionWay {
	return optionWay{
		get: func(e *endpoint) stack.Value {
			var o tcpip.MulticastInterfaceOption
			_ = e.ep.GetSockOpt(&o)
			if o.InterfaceAddr.Len() == 0 {
				return stack.Value{IP: e.address(tcpip.FullAddress{}).IP}
			}
			return stack.Value{IP: e.address(tcpip.FullAddress{Addr: o.InterfaceAddr}).IP}
		},
		set: func(e *endpoint, v stack.Value) tcpip.Error {
			return e.ep.SetSockOpt(&tcpip.MulticastInterfaceOption{NIC: e.h.nicWith(v.IP), InterfaceAddr: addressOf(v.IP.Unmap())})
		},
	}
}

func membership(join bool) optionWay {
	return optionWay{set: func(e *endpoint, v stack.Value) tcpip.Error {
		m := tcpip.MembershipOption{NIC: 1, MulticastAddr: addressOf(v.IP.Unmap())}
		if len(e.h.ports) > 1 {
			m.NIC = 2
		}
		if join {
			return e.ep.SetSockOpt((*tcpip.AddMembershipOption)(&m))
		}
		return e.ep.SetSockOpt((*tcpip.RemoveMembershipOption)(&m))
	}}
}

// Getopt asks for an option.
func (e *endpoint) Getopt(o *stack.Option) (v stack.Value, err error) {
	e.w.look(func() {
		way, known := waysOf()[o.Name]
		switch {
		case e.gone() != nil:
			err = e.gone()
		case !known || way.get == nil:
			err = os.NewSyscallError("getsockopt", syscall.ENOPROTOOPT)
		default:
			v = way.get(e)
		}
	})
	return v, err
}

// Setopt sets an option.
func (e *endpoint) Setopt(o *stack.Option, v stack.Value) error {
	return e.simple("setsockopt", func() error {
		s := setting{o.Name, v}
		if err := e.apply(s); err != nil {
			return errnoOf(err)
		}
		e.set.keep(s)
		return nil
	})
}

func (e *endpoint) apply(s setting) tcpip.Error {
	way, known := waysOf()[s.name]
	if !known || way.set == nil {
		return &tcpip.ErrUnknownProtocolOption{}
	}
	return way.set(e, s.value)
}

// inherit gives an accepted socket the options of its listener: Linux hands nearly all
// of them down, netstack few.
func (e *endpoint) inherit(from *endpoint) {
	for _, s := range from.set {
		if e.apply(s) == nil {
			e.set.keep(s)
		}
	}
}
