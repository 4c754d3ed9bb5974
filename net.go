//go:build !windows

package main

import (
	"fmt"
	"strings"

	"sockpit/repl/usage"
	"sockpit/runtime/stack"
	"sockpit/scripting/api"
)

// newStack gives what makes the network that --net names; nil for the machine's.
func newStack(name string) (func(seed int64) (stack.Stack, func()), error) {
	if name == "" {
		name = api.KernelNet
	}
	make, known := api.NetworkNamed(name)
	if !known {
		return nil, &usage.Error{Text: fmt.Sprintf("--net: got %s, want %s", name, strings.Join(api.Networks(), ", "))}
	}
	return make, nil
}
