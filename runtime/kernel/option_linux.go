package kernel

import (
	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// localPortRange is IP_LOCAL_PORT_RANGE of linux/in.h, which x/sys lacks.
const localPortRange = 51

// ownOptionNumbers are those of the options that only Linux has.
var ownOptionNumbers = map[string]optionNumber{
	"keepidle":     {unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 0, 0},
	"keepintvl":    {unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 0, 0},
	"keepcnt":      {unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 0, 0},
	"user_timeout": {unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 0, 0},
	"cork":         {unix.IPPROTO_TCP, unix.TCP_CORK, 0, 0},
	"quickack":     {unix.IPPROTO_TCP, unix.TCP_QUICKACK, 0, 0},
	"maxseg":       {unix.IPPROTO_TCP, unix.TCP_MAXSEG, 0, 0},
	"tos":          {unix.IPPROTO_IP, unix.IP_TOS, unix.IPPROTO_IPV6, unix.IPV6_TCLASS},
	"priority":     {unix.SOL_SOCKET, unix.SO_PRIORITY, 0, 0},
	// A session whose policy is loopback turns it off.
	stack.AnyGroup.Name:    {unix.IPPROTO_IP, unix.IP_MULTICAST_ALL, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_ALL},
	stack.LocalPorts.Name:  {unix.IPPROTO_IP, localPortRange, 0, 0},
	stack.AddressOnly.Name: {unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 0, 0},
}
