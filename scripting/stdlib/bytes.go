package stdlib

import (
	"errors"

	lua "github.com/yuin/gopher-lua"
)

// The helpers for bytes as Lua functions. Install does not make them global:
// what they are called is for the host to say. Errors that are not about an
// argument's type begin with the name of the function.

// ByteFuncs returns pack, unpack_bytes, tohex and fromhex, under these names.
func (l *Library) ByteFuncs() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"pack":         l.pack,
		"unpack_bytes": l.unpackBytes,
		"tohex":        l.toHex,
		"fromhex":      fromHex,
	}
}

func (l *Library) pack(L *lua.LState) int {
	format := args{L, "pack"}.str(1)
	values := make([]lua.LValue, L.GetTop()-1)
	for i := range values {
		values[i] = L.Get(i + 2)
	}
	s, err := Pack(format, values, l.maxString())
	var tooLong *TooLongError
	switch {
	case errors.As(err, &tooLong):
		l.fit(L, tooLong.Limit+1)
	case err != nil:
		raise(L, "pack: %s", err)
	}
	L.Push(lua.LString(s))
	return 1
}

func (l *Library) unpackBytes(L *lua.LState) int {
	a := args{L, "unpack_bytes"}
	values, next, err := Unpack(a.str(1), a.str(2), a.optInt(3, 1))
	if err != nil {
		raise(L, "unpack_bytes: %s", err)
	}
	if !roomFor(L, len(values)+1) {
		raise(L, "unpack_bytes: too many results to unpack")
	}
	PushAll(L, values)
	L.Push(lua.LNumber(next))
	return len(values) + 1
}

func (l *Library) toHex(L *lua.LState) int {
	a := args{L, "tohex"}
	data, separator := a.str(1), a.optStr(2, "")
	if limit := l.maxString(); len(data) > limit/(2+len(separator)) {
		l.fit(L, limit+1)
	}
	digits, _ := ToHex(data, separator, nil)
	L.Push(lua.LString(digits))
	return 1
}

func fromHex(L *lua.LState) int {
	s, err := FromHex(args{L, "fromhex"}.str(1), nil)
	if err != nil {
		raise(L, "fromhex: %s", err)
	}
	L.Push(lua.LString(s))
	return 1
}
