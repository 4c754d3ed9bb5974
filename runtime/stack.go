package runtime

import "time"

// A Stack is where sockets live: the machine's kernel, or a host of a virtual
// network. Errors keep the errno: errors.Is(err, syscall.ECONNREFUSED) holds.
type Stack interface {
	// Name says which stack it is, for people.
	Name() string
	// Socket makes a socket as socket(2) does, with the stack's defaults.
	Socket(Network) (Endpoint, error)
	// Pair makes two connected Unix sockets as socketpair(2) does.
	Pair(Network) (Endpoint, Endpoint, error)
	// Dump tells what the stack knows of all its sockets, also of those that
	// no descriptor shows. ErrUnknown if the stack cannot say.
	Dump(DumpQuery) ([]Row, error)
}

// An Endpoint is one socket of a stack. Calls that may wait are given a
// function to call, once, when they find that they must; they end early with
// os.ErrDeadlineExceeded at a deadline set with SetDeadline, also one set
// while they wait, and with an error that is net.ErrClosed or os.ErrClosed
// when the endpoint is closed. At most one call a direction is made at a time.
type Endpoint interface {
	Bind(Address) error
	Listen(backlog int) error
	Accept(blocked func()) (Endpoint, error)
	Connect(to Address, blocked func()) error
	// Recv puts into got up to max bytes, 0 at the end of a stream. After shutdown
	// it gives the datagrams that are there, and then got.End. With peek the bytes
	// stay. While it waits it holds no buffer.
	Recv(got *Received, max int, peek bool, blocked func()) error
	// Send gives how many bytes the stack took, also when it fails. to is the
	// zero Address on a connected socket.
	Send(p []byte, to Address, blocked func()) (int, error)
	// Ready waits until a call in that direction would not wait.
	Ready(d Direction, blocked func()) error
	// Poll reports whether a call in that direction would not wait now.
	Poll(d Direction) bool
	// SetDeadline sets when calls in that direction end; zero: never.
	SetDeadline(d Direction, t time.Time) error
	Shutdown(How) error
	Close() error
	// Reset closes the endpoint so that the other end sees a reset (RST).
	Reset() error
	Local() (Address, error)
	Remote() (Address, error)
	Getopt(*Option) (Value, error)
	Setopt(*Option, Value) error
	// State asks the stack; what it cannot say is Unknown.
	State() (State, error)
	// Identity gives the descriptor and the number by which Dump's rows name
	// the socket; -1 and 0 if there is none.
	Identity() (fd int, inode uint64)
}

// Received is what one receive gave.
type Received struct {
	Silent func() bool // set by who asks; true: nothing can be there, and the first try would be in vain

	Data []byte  // nobody's to write to: the event log shares it
	Size int     // bytes the datagram had, -1 if it was cut by an unknown number; len(Data) for a stream
	From Address // sender of a datagram
	End  bool    // there was no datagram, and none will come: receiving was shut down
}

// A Direction of a socket has its own waits and its own deadline.
type Direction int

// The two directions.
const (
	Read  Direction = iota // recv, accept
	Write                  // send, connect
)

// How is the argument of shutdown(2).
type How int

// What shutdown ends.
const (
	ShutRead How = iota
	ShutWrite
	ShutBoth
)

// String gives the word that scripts use.
func (h How) String() string { return [...]string{"read", "write", "both"}[h] }

// An Error has a text of its own and the identity of another error.
type Error struct {
	Text string
	Err  error
}

func (e *Error) Error() string { return e.Text }

// Unwrap gives the error whose identity it has.
func (e *Error) Unwrap() error { return e.Err }
