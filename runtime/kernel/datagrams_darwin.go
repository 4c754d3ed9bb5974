package kernel

import "sync"

// A datagramWalk can't count the datagrams that wait: the system tells bytes only.
type datagramWalk struct{ mu sync.Mutex }

func (*datagramWalk) peeked() {}
func (*datagramWalk) taken()  {}
