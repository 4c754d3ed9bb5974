package stack

import (
	"errors"
	"net/netip"
	"strconv"
	"time"
)

// A Stack is where sockets live: the machine's kernel, or a host of a virtual
// network. Errors keep the errno: errors.Is(err, syscall.ECONNREFUSED) holds.
type Stack interface {
	// Name says which stack it is, for people.
	Name() string
	// Socket makes a socket as socket(2) does, with the stack's defaults.
	Socket(Network) (Endpoint, error)
	// Pair makes two connected Unix sockets as socketpair(2) does.
	Pair(Network) (Endpoint, Endpoint, error)
	// Poll asks, without waiting, of many endpoints at once whether they are ready,
	// as poll(2) does. It gives one answer for each; a nil endpoint is not asked.
	Poll(of []Endpoint, want Want) []Readiness
	// Group makes an empty group of endpoints to wait for. The error says that the
	// stack has none, or no descriptor left: its endpoints are waited for one by one.
	Group() (Group, error)
	// Hold holds open what connect and bind would find at a path (dir: a folder in
	// which bind would make a file), so that it can be looked at first. ErrNoFiles
	// if the stack's Unix sockets are not files.
	Hold(path string, dir bool) (File, error)
	// At tells what is at a path: to bind there something is in the way, to connect
	// there nobody is.
	At(path string) PathFacts
	// Dump tells what the stack knows of all its sockets, also of those that
	// no descriptor shows. ErrUnknown if the stack cannot say.
	Dump(DumpQuery) ([]Row, error)
	// Holders names the programs that have the sockets with these inodes, as far as
	// this user may know. The walk takes milliseconds.
	Holders(inodes map[uint64]bool) map[uint64]Holder
	// Machine tells what the machine, or host, that the stack is of allows.
	Machine() Machine
}

// A Holder is a program that has a socket. Its name is a stranger's text.
type Holder struct {
	Name string
	PID  int
}

// String gives "nc (4711)", and "" for nobody.
func (h Holder) String() string {
	if h.PID == 0 {
		return ""
	}
	return h.Name + " (" + strconv.Itoa(h.PID) + ")"
}

// A Machine is what a machine allows its programs.
type Machine struct {
	Descriptors   Quantity // that this program may have (getrlimit(2))
	FirstFreePort int      // the lowest that needs no privileges (ip(7))
	Addresses     []netip.Addr
	LocalPorts    [2]uint16 // the first and the last of those that the OS chooses (ip(7)); 0: not known
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

// Want says for what a socket is to be ready.
type Want struct {
	Read  bool // recv or accept would not wait
	Write bool // send would not wait
}

// Has reports whether a direction is wanted.
func (w Want) Has(d Direction) bool { return d == Read && w.Read || d == Write && w.Write }

// Readiness is what Poll tells of an endpoint.
type Readiness struct {
	Asked       bool // false: the stack could not be asked
	Read, Write bool // a call would not wait; of what was wanted
}

// A Group is watched as one, for a call that waits for one of many sockets, as by
// epoll(7): a wait costs the same whatever the number of endpoints. Each has a key
// of the caller's.
type Group interface {
	Add(ep Endpoint, key int, want Want) error
	Change(ep Endpoint, key int, want Want) error
	Remove(ep Endpoint)
	// Ready puts the keys of endpoints that are ready into keys and gives their
	// number. The error says that there may be others.
	Ready(keys []int) (int, error)
	// Watch calls ready, once, when an endpoint is ready, from a goroutine of its
	// own. stop ends the watch; ready is not called after it has returned.
	Watch(ready func()) (stop func())
	Close() error
}

// A FileID tells a file from every other that there is now.
type FileID struct{ Dev, Ino uint64 }

// FileFacts is what is known of a file that is held.
type FileFacts struct {
	ID    FileID
	Links uint64
	Real  string // where it lies, without links; "" if that cannot be told
	Path  string // a name of the very file, whatever its other names lead to now
}

// PathFacts is what is known of a path, and of the socket there.
type PathFacts struct {
	Kind PathKind
	Link bool   // the path itself is a symbolic link; all else is of what it leads to
	ID   FileID // of the file
	Has  Answer // whether a process has a socket that is bound to the file
}

// A PathKind is what kind of file is at a path.
type PathKind string

// The kinds.
const (
	NoFile      PathKind = ""
	SocketFile  PathKind = "socket"
	PlainFile   PathKind = "file"
	FolderFile  PathKind = "folder"
	SpecialFile PathKind = "special" // a device or a pipe
	HiddenFile  PathKind = "hidden"  // this user may not look
)

// An Answer is yes, no, or not known.
type Answer int

// The answers.
const (
	NotKnown Answer = iota
	No
	Yes
)

// A File is a file or a folder that is held open.
type File interface {
	Facts() FileFacts
	// Socket gives the socket file with that name in the folder.
	Socket(name string) (FileID, bool)
	Close()
}

// ErrNoFiles is the error of Hold on a stack whose Unix sockets are not files.
var ErrNoFiles = errors.New("the Unix sockets of this stack are not files")

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

// ErrMisuse is the identity of a refusal that is sockpit's own: no call of the stack was
// made. Its text says what the stack would have done, if that is another thing.
var ErrMisuse = errors.New("misuse")

// Misuse makes an error with that text and the identity of ErrMisuse.
func Misuse(text string) error { return &Error{Text: text, Err: ErrMisuse} }

// An Error has a text of its own and the identity of another error.
type Error struct {
	Text string
	Err  error
}

func (e *Error) Error() string { return e.Text }

// Unwrap gives the error whose identity it has.
func (e *Error) Unwrap() error { return e.Err }
