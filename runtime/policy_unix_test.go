package runtime

import (
	"os"
	"testing"

	"sockpit/runtime/stack"
)

// unixWorld makes a session that may use dir/in; a socket listens at dir/out/s.
func unixWorld(t *testing.T) (s *Session, dir string) {
	t.Helper()
	dir = shortDir(t)
	for _, d := range []string{"/in", "/out", "/out/deep", "/inner"} {
		must(t, os.Mkdir(dir+d, 0o700))
	}
	free := world(t, Config{Policy: Policy{Dirs: []string{dir}}})
	for _, at := range []string{"/out/s", "/s", "/out/deep/s", "/inner/s"} {
		l := fresh(t, free, stack.Unix)
		must(t, l.Bind(&Caller{}, stack.Address{Network: stack.Unix, Path: dir + at}))
		must(t, l.Listen(&Caller{}, 9))
	}
	return world(t, Config{Policy: Policy{Dirs: []string{dir + "/in"}}}), dir
}

func TestUnixPathsOutsideAreRefused(t *testing.T) {
	t.Parallel()
	s, dir := unixWorld(t)
	must(t, os.Symlink(dir+"/out", dir+"/in/dirlink"))
	must(t, os.Symlink(dir+"/out/deep", dir+"/in/deeplink"))
	must(t, os.Symlink(dir+"/out/s", dir+"/in/link"))
	must(t, os.Symlink("link", dir+"/in/link2"))
	for _, path := range []string{
		"/out/s", "/in/../out/s", "/inner/s",
		"/in/dirlink/s",     // the folder is a link
		"/in/link",          // the socket is a link
		"/in/link2",         // a link to a link
		"/in/deeplink/../s", // the kernel goes up from where the link leads
		"/in/./dirlink//s",
	} {
		sock := fresh(t, s, stack.Unix)
		ce := wantCode(t, sock.Connect(&Caller{}, stack.Address{Network: stack.Unix, Path: dir + path}), "DENIED")
		if ce.Target == "" {
			t.Error("the error does not say what was refused")
		}
		gram := fresh(t, s, stack.Unixgram)
		_, err := gram.SendTo(&Caller{}, []byte("x"), stack.Address{Network: stack.Unixgram, Path: dir + path})
		wantCode(t, err, "DENIED")
	}
	for _, path := range []string{"/out/new", "/in/dirlink/new", "/in/deeplink/../new", "/in/../new"} {
		wantCode(t, fresh(t, s, stack.Unix).Bind(&Caller{}, stack.Address{Network: stack.Unix, Path: dir + path}), "DENIED")
		if exists(dir+"/out/new") || exists(dir+"/new") {
			t.Fatalf("bind made %s", path)
		}
	}
}

func TestUnixPathsInsideAreAllowed(t *testing.T) {
	t.Parallel()
	s, dir := unixWorld(t)
	must(t, os.Mkdir(dir+"/in/sub", 0o700))
	must(t, os.Symlink("sub", dir+"/in/here"))
	must(t, os.Symlink(dir+"/in", dir+"/alias"))
	for _, path := range []string{"/in/a", "/in/sub/b", "/in/here/c", "/in/sub/../d", "/alias/e"} {
		l := fresh(t, s, stack.Unix)
		must(t, l.Bind(&Caller{}, stack.Address{Network: stack.Unix, Path: dir + path}))
		must(t, l.Listen(&Caller{}, 1))
		dialed(t, s, l)
	}
	must(t, os.Symlink("a", dir+"/in/link"))
	must(t, fresh(t, s, stack.Unix).Connect(&Caller{}, stack.Address{Network: stack.Unix, Path: dir + "/in/link"}))
	// what is missing is the kernel's to say
	err := fresh(t, s, stack.Unix).Connect(&Caller{}, stack.Address{Network: stack.Unix, Path: dir + "/in/none/x"})
	wantCode(t, err, "ENOENT")
}

func TestUnixPathRelative(t *testing.T) {
	dir := shortDir(t)
	t.Chdir(dir)
	s := world(t, Config{Policy: Policy{Dirs: []string{dir}}})
	l := fresh(t, s, stack.Unix)
	must(t, l.Bind(&Caller{}, stack.Address{Network: stack.Unix, Path: "x"}))
	wantCode(t, fresh(t, s, stack.Unix).Bind(&Caller{}, stack.Address{Network: stack.Unix, Path: "../x"}), "DENIED")
}

func TestZeroPolicyAllowsNoPath(t *testing.T) {
	t.Parallel()
	s := world(t, Config{})
	wantCode(t, fresh(t, s, stack.Unix).Bind(&Caller{}, stack.Address{Network: stack.Unix, Path: shortDir(t) + "/x"}), "DENIED")
}
