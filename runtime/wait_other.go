//go:build !linux

package runtime

// A pollSet watches many sockets by one descriptor where the system can do that.
// Here there is none but the nil set, which watches no socket: each is watched
// for itself.
type pollSet struct{}

func (*Session) takeSet([]*Socket, Want) *pollSet           { return nil }
func (*Session) giveSet(*pollSet)                           {}
func (*Session) closeSets()                                 {}
func (*Session) fillSet(*pollSet, []*Socket, Want) *pollSet { return nil }

func (*pollSet) watches([]*Socket, Want) bool { return false }
func (*pollSet) has(*Socket) bool             { return false }
func (*pollSet) drop(*Socket)                 {}
func (*pollSet) waiting() *waiter             { return nil }
func (*pollSet) watch(*waiter) func()         { return func() {} }

func (*pollSet) ready(sockets []*Socket, want Want) []Ready { return readyNow(sockets, want) }
