package scripting

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

var worlds = map[string]world{
	// Someone without privileges.
	"nobody": {make: func() error {
		if os.Getuid() != 0 {
			return nil
		}
		return syscall.Setuid(65534)
	}},
	// As many descriptors as a small server may have.
	"few descriptors": {make: func() error {
		return unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 64, Max: 64})
	}},
	// A network of its own, of which only loopback is up.
	"network": {before: ownNetwork, make: loopbackUp},
	// And in which a client can have one of four local ports.
	"four ports": {before: ownNetwork, make: func() error {
		if err := loopbackUp(); err != nil {
			return err
		}
		return os.WriteFile("/proc/sys/net/ipv4/ip_local_port_range", []byte("40000 40003"), 0)
	}},
}

func ownNetwork(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
}

func loopbackUp() error { return setLoopback(unix.IFF_UP | unix.IFF_RUNNING) }

// setLoopback sets the flags of the loopback interface (netdevice(7)). Without
// IFF_UP nothing that is sent arrives.
func setLoopback(flags uint16) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	ifr, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	ifr.SetUint16(flags)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, ifr)
}
