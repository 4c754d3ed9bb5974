package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"sockpit/runtime/stack"
)

// A CallError is a socket call that failed. errors.Is finds the errno
// (syscall.ECONNREFUSED), os.ErrDeadlineExceeded, net.ErrClosed,
// context.Canceled, or io.ErrUnexpectedEOF beneath it.
type CallError struct {
	Op     string  // the function that was called: "dial", "recv"
	Socket *Socket // nil if none was made
	Target string  // the address it was about, or ""
	Err    error
	Event  int64   // the event of the call that failed; 0 if none was made
	Sent   int     // bytes the kernel took before a send failed
	Kept   int     // bytes that came before a recv_exactly or recv_until failed; they are kept in the socket
	Text   string  // says more than the errno does, or ""
	Also   []error // of the other addresses of a name that was dialed, in the order they were tried
}

// ErrClosed is the cause of calls on a socket that the session has closed.
var ErrClosed = net.ErrClosed

// Error gives "dial: 127.0.0.1:9001: connection refused (ECONNREFUSED)".
func (e *CallError) Error() string {
	s := e.Op + ": "
	if e.Target != "" {
		s += e.Target + ": "
	}
	s += e.Reason()
	if errno, ok := e.errno(); ok {
		s += " (" + stack.ErrnoName(errno) + ")"
	}
	return s + e.Others()
}

// Others says what came of the other addresses: "; [::1]:9001: cannot assign
// requested address (EADDRNOTAVAIL)".
func (e *CallError) Others() string {
	var s strings.Builder
	for _, other := range e.Also {
		s.WriteString("; " + strings.TrimPrefix(other.Error(), e.Op+": "))
	}
	return s.String()
}

// Reason is the message without call, address and code.
func (e *CallError) Reason() string {
	if e.Text != "" {
		return e.Text
	}
	var sys *os.SyscallError
	if errors.As(e.Err, &sys) {
		return sys.Err.Error()
	}
	switch {
	case errors.Is(e.Err, os.ErrDeadlineExceeded):
		return "timed out"
	case errors.Is(e.Err, net.ErrClosed):
		return "the socket is closed"
	}
	return e.Err.Error()
}

func (e *CallError) Unwrap() error { return e.Err }

func (e *CallError) errno() (syscall.Errno, bool) {
	var errno syscall.Errno
	ok := errors.As(e.Err, &errno)
	return errno, ok
}

// Code is a short name that scripts can compare: the errno's ("ECONNREFUSED"),
// EAI_NONAME and EAI_AGAIN for names (getaddrinfo(3)), or TIMEOUT, CLOSED, CANCELLED, EOF, DENIED, LIMIT, ARGUMENT, MISUSE for what is not
// the kernel's.
func (e *CallError) Code() string { return Code(e.Err) }

// Code gives the short name of an error; "ERROR" if it has none.
func Code(err error) string {
	var errno syscall.Errno
	var denied *DeniedError
	var limit *LimitError
	var told *ToldError
	var name *net.DNSError
	var stop interface{ StopCode() string } // what ended the task that called
	switch {
	case errors.As(err, &stop):
		return stop.StopCode()
	case errors.As(err, &told):
		return told.Told
	case errors.As(err, &denied):
		return "DENIED"
	case errors.As(err, &limit):
		return "LIMIT"
	case errors.As(err, &name) && name.IsNotFound:
		return "EAI_NONAME"
	case errors.As(err, &name):
		return "EAI_AGAIN"
	case errors.As(err, &errno):
		return stack.ErrnoName(errno)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "TIMEOUT"
	case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrClosed):
		return "CLOSED"
	case errors.Is(err, context.Canceled):
		return "CANCELLED"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "EOF"
	case errors.Is(err, errArgument):
		return "ARGUMENT"
	case errors.Is(err, stack.ErrMisuse):
		return "MISUSE"
	}
	return "ERROR"
}

var errArgument = errors.New("bad argument")

// argumentError is an error that Code calls ARGUMENT.
func argumentError(format string, args ...any) error {
	return &stack.Error{Text: fmt.Sprintf(format, args...), Err: errArgument}
}

// A LimitError says which limit of the session a call ran into.
type LimitError struct {
	What string // "512 sockets are open"
	Flag string // what raises it: "--max-sockets"
}

func (e *LimitError) Error() string { return fmt.Sprintf("%s (limit: %s)", e.What, e.Flag) }

// A ToldError is an error of which only code and text are known: one of a log
// that was read from a file.
type ToldError struct{ Told, Text string }

func (e *ToldError) Error() string { return e.Text }

// Unwrap gives the errno that the code names, so that errors.Is finds it.
func (e *ToldError) Unwrap() error {
	if errno, ok := stack.ErrnoNamed(e.Told); ok {
		return errno
	}
	return nil
}
