package sockdiag

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// native is the byte order of netlink headers and of most fields.
var native = binary.NativeEndian

const (
	// dumpTries is how often a dump that the kernel calls inconsistent, or
	// part of which was lost, is begun again.
	dumpTries = 5
	// recvSize is what the kernel fills at most in one part of a dump.
	recvSize = 32 << 10
	// replySeconds bounds the wait for an answer. The kernel answers within
	// the system call, so this only keeps a broken one from hanging us.
	replySeconds = 5
)

// errInterrupted says that the table changed under the dump, NLM_F_DUMP_INTR.
var errInterrupted = errors.New("the kernel's table changed while it was read")

// dump asks sock_diag(7) for body, a request of that kind without netlink header,
// and gives each message to each. reset is called before every try: what earlier tries
// gave is void. The netlink socket lives for one try only: opening one takes a
// few microseconds, a dump that failed half way blocks the socket for others,
// and nothing is held between calls.
func dump(kind uint16, body []byte, reset func(), each func(msg []byte)) error {
	return retry(func() error {
		reset()
		return dumpOnce(kind, body, each)
	})
}

// retry calls try until it gives anything but a sign that the dump has holes.
func retry(try func() error) error {
	var err error
	for range dumpTries {
		err = try()
		if !errors.Is(err, unix.ENOBUFS) && !errors.Is(err, errInterrupted) {
			break
		}
	}
	return err
}

func dumpOnce(kind uint16, body []byte, each func(msg []byte)) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer unix.Close(fd)
	wait := unix.Timeval{Sec: replySeconds}
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &wait); err != nil {
		return os.NewSyscallError("setsockopt", err)
	}
	const seq = 1
	if err := send(fd, kind, seq, body); err != nil {
		return os.NewSyscallError("sendto", err)
	}
	var interrupted bool
	buf := make([]byte, recvSize)
	for {
		n, err := receive(fd, buf)
		if err != nil {
			return os.NewSyscallError("recvfrom", err)
		}
		done, err := readMessages(buf[:n], seq, &interrupted, each)
		if err != nil {
			return err
		}
		if done && interrupted {
			return errInterrupted
		}
		if done {
			return nil
		}
	}
}

// send puts the header before body and sends both to the kernel.
func send(fd int, kind uint16, seq uint32, body []byte) error {
	msg := make([]byte, unix.NLMSG_HDRLEN, unix.NLMSG_HDRLEN+len(body))
	msg = append(msg, body...)
	native.PutUint32(msg[0:], uint32(len(msg)))
	native.PutUint16(msg[4:], kind)
	native.PutUint16(msg[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	native.PutUint32(msg[8:], seq)
	for {
		err := unix.Sendto(fd, msg, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
		if err != unix.EINTR {
			return err
		}
	}
}

// receive reads one part from the kernel. A socket with SO_RCVTIMEO is woken
// by every signal, the Go scheduler's own among them, so EINTR is ordinary.
func receive(fd int, buf []byte) (int, error) {
	for {
		n, from, err := unix.Recvfrom(fd, buf, unix.MSG_TRUNC)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return 0, err
		}
		if addr, ok := from.(*unix.SockaddrNetlink); !ok || addr.Pid != 0 {
			continue // not from the kernel
		}
		if n > len(buf) {
			return 0, unix.EMSGSIZE
		}
		return n, nil
	}
}

// readMessages gives the messages in one part to each, and reports whether the
// dump is complete.
func readMessages(b []byte, seq uint32, interrupted *bool, each func(msg []byte)) (done bool, err error) {
	for len(b) >= unix.NLMSG_HDRLEN {
		size := int(native.Uint32(b))
		if size < unix.NLMSG_HDRLEN || size > len(b) {
			return false, fmt.Errorf("netlink message of %d bytes in %d", size, len(b))
		}
		kind, flags, msg := native.Uint16(b[4:]), native.Uint16(b[6:]), b[unix.NLMSG_HDRLEN:size]
		ours := native.Uint32(b[8:]) == seq
		b = b[min(align(size), len(b)):]
		if !ours {
			continue
		}
		if flags&unix.NLM_F_DUMP_INTR != 0 {
			*interrupted = true
		}
		switch kind {
		case unix.NLMSG_ERROR, unix.NLMSG_DONE:
			if len(msg) >= 4 {
				if code := int32(native.Uint32(msg)); code < 0 {
					return true, unix.Errno(-code)
				}
			}
			return true, nil
		case unix.SOCK_DIAG_BY_FAMILY, tcpDiagGetSock:
			each(msg)
		}
	}
	return false, nil
}

// attributes gives the type and value of each netlink attribute in b.
func attributes(b []byte, each func(kind uint16, value []byte)) {
	for len(b) >= unix.SizeofNlAttr {
		size := int(native.Uint16(b))
		if size < unix.SizeofNlAttr || size > len(b) {
			return
		}
		each(native.Uint16(b[2:])&^(unix.NLA_F_NESTED|unix.NLA_F_NET_BYTEORDER), b[unix.SizeofNlAttr:size])
		b = b[min(align(size), len(b)):]
	}
}

// appendAttribute appends a netlink attribute with its padding.
func appendAttribute(b []byte, kind uint16, value []byte) []byte {
	size := unix.SizeofNlAttr + len(value)
	b = native.AppendUint16(b, uint16(size))
	b = native.AppendUint16(b, kind)
	b = append(b, value...)
	return append(b, make([]byte, align(size)-size)...)
}

// align rounds up to the 4 bytes that netlink pads to.
func align(n int) int { return (n + 3) &^ 3 }
