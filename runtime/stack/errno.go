package stack

import "syscall"

// ErrnoName gives the name of an error number (errno(3)): "ECONNREFUSED". It is ""
// if the number has none here.
func ErrnoName(e syscall.Errno) string {
	if name, ok := errnos[e]; ok {
		return name
	}
	return ownErrnos[e]
}

// ErrnoNamed gives the error number that has a name of errno(3) here.
func ErrnoNamed(name string) (syscall.Errno, bool) {
	for _, table := range []map[syscall.Errno]string{errnos, ownErrnos} {
		for e, n := range table {
			if n == name {
				return e, true
			}
		}
	}
	return 0, false
}

// errnos are those that every system has. The table is ours because the one of
// x/sys/unix is not to be had where there is no Unix.
var errnos = map[syscall.Errno]string{
	syscall.EPERM:           "EPERM",
	syscall.ENOENT:          "ENOENT",
	syscall.ESRCH:           "ESRCH",
	syscall.EINTR:           "EINTR",
	syscall.EIO:             "EIO",
	syscall.ENXIO:           "ENXIO",
	syscall.E2BIG:           "E2BIG",
	syscall.ENOEXEC:         "ENOEXEC",
	syscall.EBADF:           "EBADF",
	syscall.ECHILD:          "ECHILD",
	syscall.EAGAIN:          "EAGAIN",
	syscall.ENOMEM:          "ENOMEM",
	syscall.EACCES:          "EACCES",
	syscall.EFAULT:          "EFAULT",
	syscall.EBUSY:           "EBUSY",
	syscall.EEXIST:          "EEXIST",
	syscall.EXDEV:           "EXDEV",
	syscall.ENODEV:          "ENODEV",
	syscall.ENOTDIR:         "ENOTDIR",
	syscall.EISDIR:          "EISDIR",
	syscall.EINVAL:          "EINVAL",
	syscall.ENFILE:          "ENFILE",
	syscall.EMFILE:          "EMFILE",
	syscall.ENOTTY:          "ENOTTY",
	syscall.EFBIG:           "EFBIG",
	syscall.ENOSPC:          "ENOSPC",
	syscall.ESPIPE:          "ESPIPE",
	syscall.EROFS:           "EROFS",
	syscall.EMLINK:          "EMLINK",
	syscall.EPIPE:           "EPIPE",
	syscall.EDOM:            "EDOM",
	syscall.ERANGE:          "ERANGE",
	syscall.EDEADLK:         "EDEADLK",
	syscall.ENAMETOOLONG:    "ENAMETOOLONG",
	syscall.ENOLCK:          "ENOLCK",
	syscall.ENOSYS:          "ENOSYS",
	syscall.ENOTEMPTY:       "ENOTEMPTY",
	syscall.ELOOP:           "ELOOP",
	syscall.ENOMSG:          "ENOMSG",
	syscall.EIDRM:           "EIDRM",
	syscall.ENOSTR:          "ENOSTR",
	syscall.ENODATA:         "ENODATA",
	syscall.ETIME:           "ETIME",
	syscall.ENOSR:           "ENOSR",
	syscall.EREMOTE:         "EREMOTE",
	syscall.ENOLINK:         "ENOLINK",
	syscall.EPROTO:          "EPROTO",
	syscall.EMULTIHOP:       "EMULTIHOP",
	syscall.EBADMSG:         "EBADMSG",
	syscall.EOVERFLOW:       "EOVERFLOW",
	syscall.EILSEQ:          "EILSEQ",
	syscall.EUSERS:          "EUSERS",
	syscall.ENOTSOCK:        "ENOTSOCK",
	syscall.EDESTADDRREQ:    "EDESTADDRREQ",
	syscall.EMSGSIZE:        "EMSGSIZE",
	syscall.EPROTOTYPE:      "EPROTOTYPE",
	syscall.ENOPROTOOPT:     "ENOPROTOOPT",
	syscall.EPROTONOSUPPORT: "EPROTONOSUPPORT",
	syscall.ESOCKTNOSUPPORT: "ESOCKTNOSUPPORT",
	syscall.ENOTSUP:         "ENOTSUP",
	syscall.EPFNOSUPPORT:    "EPFNOSUPPORT",
	syscall.EAFNOSUPPORT:    "EAFNOSUPPORT",
	syscall.EADDRINUSE:      "EADDRINUSE",
	syscall.EADDRNOTAVAIL:   "EADDRNOTAVAIL",
	syscall.ENETDOWN:        "ENETDOWN",
	syscall.ENETUNREACH:     "ENETUNREACH",
	syscall.ENETRESET:       "ENETRESET",
	syscall.ECONNABORTED:    "ECONNABORTED",
	syscall.ECONNRESET:      "ECONNRESET",
	syscall.ENOBUFS:         "ENOBUFS",
	syscall.EISCONN:         "EISCONN",
	syscall.ENOTCONN:        "ENOTCONN",
	syscall.ESHUTDOWN:       "ESHUTDOWN",
	syscall.ETOOMANYREFS:    "ETOOMANYREFS",
	syscall.ETIMEDOUT:       "ETIMEDOUT",
	syscall.ECONNREFUSED:    "ECONNREFUSED",
	syscall.EHOSTDOWN:       "EHOSTDOWN",
	syscall.EHOSTUNREACH:    "EHOSTUNREACH",
	syscall.EALREADY:        "EALREADY",
	syscall.EINPROGRESS:     "EINPROGRESS",
	syscall.ESTALE:          "ESTALE",
	syscall.EDQUOT:          "EDQUOT",
	syscall.ECANCELED:       "ECANCELED",
}
