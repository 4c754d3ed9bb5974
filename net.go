//go:build !windows

package main

import (
	"fmt"

	"sockpit/repl/usage"
	"sockpit/runtime/stack"
	"sockpit/scripting/api"
)

// The networks that --net names.
const (
	netKernel      = "kernel"
	netVirtual     = "virtual"
	netVirtualReal = "virtual-real"
)

// newStack gives what makes the network that --net names; nil for the machine's.
func newStack(name string) (func(seed int64) (stack.Stack, func()), error) {
	switch name {
	case "", netKernel:
		return nil, nil
	case netVirtual, netVirtualReal:
		return api.VirtualNetwork(name == netVirtualReal), nil
	}
	return nil, &usage.Error{Text: fmt.Sprintf("--net: got %s, want %s, %s or %s", name, netKernel, netVirtual, netVirtualReal)}
}
