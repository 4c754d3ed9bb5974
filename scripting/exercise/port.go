package exercise

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	goruntime "runtime"
	"strings"
	"sync"

	"sockpit/runtime"
	"sockpit/runtime/stack"
)

// A port is a port number that nobody else will be given as long as it is held.
//
// To keep a bound socket on it would be simpler, but a program that sets no
// SO_REUSEADDR, as socket and bind do by themselves, could not listen then. So
// the number is taken from below those that the OS gives to clients, and the
// name of an abstract Unix socket tells other checkers that it is taken.
type port struct {
	number int
	lock   net.Listener // nil where the system has no abstract names
}

// taken are the ports that this process holds, for systems without such names.
var taken sync.Map

// errNoPort says that the search was in vain.
var errNoPort = errors.New("no free port was found for the exercise")

// reservePort finds a port on which nobody listens and no connection rests.
func reservePort() (*port, error) {
	low, high := portRange()
	for range 200 {
		p := &port{number: low + rand.IntN(high-low)}
		if p.take() {
			if free(p.number) {
				return p, nil
			}
			p.release()
		}
	}
	return nil, errNoPort
}

// portRange gives numbers that the OS does not give to clients.
func portRange() (low, high int) {
	low = 10240
	switch first, last := clientPorts(); {
	case first-low >= 2000:
		return low, first
	case 65536-last >= 2000:
		return last + 1, 65536
	}
	return low, 65536 // no room: ports may be given to clients, and a check may fail for it
}

// clientPorts gives the range that the OS chooses clients' ports from (ip(7)).
func clientPorts() (first, last int) {
	data, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err == nil {
		if n, _ := fmt.Sscan(strings.TrimSpace(string(data)), &first, &last); n == 2 {
			return first, last
		}
	}
	return 32768, 60999
}

func (p *port) take() bool {
	if _, held := taken.LoadOrStore(p.number, true); held {
		return false
	}
	if goruntime.GOOS != "linux" {
		return true
	}
	lock, err := net.Listen("unix", fmt.Sprintf("@sockpit-port-%d", p.number))
	if err != nil {
		taken.Delete(p.number)
		return false
	}
	p.lock = lock
	return true
}

func (p *port) release() {
	if p.lock != nil {
		_ = p.lock.Close()
	}
	taken.Delete(p.number)
}

// free reports whether a socket without SO_REUSEADDR could bind the port at
// every address. Nothing is listened on.
func free(number int) bool {
	for _, n := range []stack.Network{stack.TCP4, stack.UDP4} {
		ep, err := runtime.DefaultStack().Socket(n)
		if err != nil {
			return false
		}
		err = ep.Bind(stack.Address{Network: n, IP: netip.IPv4Unspecified(), Port: uint16(number)})
		_ = ep.Close()
		if err != nil {
			return false
		}
	}
	return true
}
