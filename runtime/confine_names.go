package runtime

import (
	"errors"
	"os"
	"strings"
	"syscall"

	"sockpit/runtime/stack"
)

// Names of Unix sockets. A script may talk to a socket that this session has
// bound, or that lies in a folder of its own; elsewhere other programs keep
// sockets that do for whoever connects what their owner could do: terminal
// multiplexers, ssh agents, editors.
//
// The name is resolved once, to a file that is held open while it is looked at
// and connected to: a link that is put in its place meanwhile changes nothing.

// bindUnix binds the socket to a name that the policy allows.
func (e *confined) bindUnix(c *Caller, a stack.Address) error {
	if a.Path == "" || strings.HasPrefix(a.Path, "@") {
		return e.Endpoint.Bind(a)
	}
	s := e.socket.session
	dir, name := splitPath(a.Path)
	folder, err := s.stack.Hold(dir, true)
	switch {
	case errors.Is(err, stack.ErrNoFiles):
		return e.Endpoint.Bind(a)
	case err != nil:
		if denied := s.checkBindPath(c, a.Path, cleanPath(dir)); denied != nil {
			return denied
		}
		return os.NewSyscallError("bind", err)
	}
	defer folder.Close()
	if err := s.checkBindPath(c, a.Path, folder.Facts().Real); err != nil {
		return err
	}
	if err := e.Endpoint.Bind(a); err != nil {
		return err
	}
	id, ok := folder.Socket(name)
	if !ok { // the folder's name led elsewhere when the kernel looked
		e.socket.abandon()
		return &DeniedError{What: a.Path + " became another folder's", Rule: unixRule, Flag: writeFlag(a.Path)}
	}
	s.boundFile(e.socket, a.Path, id)
	return nil
}

// toUnix makes call, a connect or a send, with an address that leads where the
// policy allows.
func (e *confined) toUnix(to stack.Address, call func(stack.Address) error) error {
	s, c := e.socket.session, e.socket.gates[stack.Write].caller()
	switch {
	case to.Path == "":
		return call(to)
	case strings.HasPrefix(to.Path, "@"):
		if err := s.checkAbstract(to, e.socket.Network); err != nil {
			return err
		}
		return call(to)
	}
	file, err := s.stack.Hold(to.Path, false)
	switch {
	case errors.Is(err, stack.ErrNoFiles):
		return call(to)
	case err != nil:
		if !s.ours(to.Path) && s.checkPath(c, to.Path, cleanPath(to.Path)) != nil {
			return deniedPath(to.Path)
		}
		return os.NewSyscallError("connect", err)
	}
	defer file.Close()
	facts := file.Facts()
	if !s.boundHere(facts.ID) {
		if facts.Links > 1 { // the name may be one that was given to a socket elsewhere
			return deniedPath(to.Path)
		}
		if err := s.checkPath(c, to.Path, facts.Real); err != nil {
			return err
		}
	}
	to.Path = facts.Path
	return call(to)
}

// checkAbstract allows abstract names that an open socket of the session has.
// Of one that a closed one had, the answer is the kernel's if nobody else has it.
func (s *Session) checkAbstract(a stack.Address, n stack.Network) error {
	s.mu.Lock()
	id, was := s.names[a.Path]
	open, free := s.sockets[id] != nil, s.policy.AnyNet
	s.mu.Unlock()
	switch {
	case free || open:
		return nil
	case was && s.nobodyHas(a, n):
		return os.NewSyscallError("connect", syscall.ECONNREFUSED)
	}
	return &DeniedError{What: a.Path + " is not a name that this session has bound: other programs (D-Bus, X11) have such names too",
		Rule: "a script may talk to its own Unix sockets only", Flag: "--allow-net"}
}

// nobodyHas reports whether an abstract name is free, by taking it for a moment.
func (s *Session) nobodyHas(a stack.Address, n stack.Network) bool {
	ep, err := s.stack.Socket(n)
	if err != nil {
		return false
	}
	defer ep.Close()
	return ep.Bind(a) == nil
}

// boundFile remembers that a socket of the session has made that file.
func (s *Session) boundFile(sock *Socket, path string, file stack.FileID) {
	s.bound(sock.ID, path)
	s.mu.Lock()
	defer s.mu.Unlock()
	sock.ep.file = file
	s.files[file] = sock.ID
}

// boundHere reports whether an open socket of the session is bound to the file.
func (s *Session) boundHere(file stack.FileID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[file] != 0
}

// unboundLocked forgets the file of a socket that is about to be closed: its
// number may be that of another file soon.
func (s *Session) unboundLocked(sock *Socket) {
	if s.files[sock.ep.file] == sock.ID {
		delete(s.files, sock.ep.file)
	}
}

// ours reports whether a socket of the session was bound to the path lately.
func (s *Session) ours(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names[path] != 0
}

// checkPath allows to talk to a socket that lies in a folder of the policy, or of
// the code that calls. real is the path with all links followed.
func (s *Session) checkPath(c *Caller, path, real string) error {
	s.mu.Lock()
	dirs := s.policy.Dirs
	s.mu.Unlock()
	if inOneOf(dirs, real) || c.owns(real) {
		return nil
	}
	return deniedPath(path)
}

// checkBindPath allows to make a socket in a folder; real is that with all links
// followed.
func (s *Session) checkBindPath(c *Caller, path, real string) error {
	s.mu.Lock()
	dirs, also := s.policy.Dirs, s.policy.BindDirs
	s.mu.Unlock()
	if inOneOf(dirs, real) || inOneOf(also, real) || c.owns(real) {
		return nil
	}
	return deniedPath(path)
}

// owns reports whether a path lies in the folder of the code that calls.
func (c *Caller) owns(real string) bool {
	return c != nil && c.Folder != "" && inOneOf([]string{c.Folder}, real)
}

func inOneOf(dirs []string, real string) bool {
	for _, allowed := range dirs {
		if dir, err := stack.RealPath(allowed); err == nil && Below(real, dir) {
			return true
		}
	}
	return false
}

// cleanPath gives the path that the kernel would arrive at, of a file that is not
// there; "" if that cannot be told.
func cleanPath(path string) string {
	real, err := stack.RealPath(path)
	if err != nil {
		return ""
	}
	return real
}

// splitPath cuts a path into folder and name as the kernel does: before the last
// slash, without cleaning.
func splitPath(path string) (dir, name string) {
	cut := strings.LastIndexByte(path, '/')
	if cut < 0 {
		return ".", path
	}
	return path[:cut+1], path[cut+1:]
}

func deniedPath(path string) error {
	return &DeniedError{What: path + " is outside the script's folder", Rule: unixRule, Flag: writeFlag(path)}
}

const unixRule = "a script may talk to Unix sockets of its own only"

func writeFlag(path string) string {
	dir, _ := splitPath(path)
	if dir != "/" {
		dir = strings.TrimRight(dir, "/")
	}
	return "--allow-write=" + dir
}
