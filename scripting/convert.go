package scripting

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockpit/runtime"
	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting/stdlib"
)

// An Address is what a script wrote for an end-point; Call.Target parses it with
// the network of the call.
type Address struct{ Text string }

// convert checks v against the type of the variable that into points to, and
// sets it. The error says "got X, want Y".
func (c *Call) convert(v lua.LValue, into any) error {
	switch p := into.(type) {
	case **runtime.Socket:
		return assign(p, v, c.host.ToSocket)
	case *string:
		return assign(p, v, StringOf)
	case *[]byte:
		return assign(p, v, bytesOf)
	case *int:
		return assign(p, v, func(v lua.LValue) (int, error) { return WholeOf(v, math.MinInt32, math.MaxInt32) })
	case *Whole:
		return assign(p.N, v, func(v lua.LValue) (int, error) { return WholeOf(v, p.Min, p.Max) })
	case Whole:
		return assign(p.N, v, func(v lua.LValue) (int, error) { return WholeOf(v, p.Min, p.Max) })
	case *float64:
		return assign(p, v, floatOf)
	case *time.Duration:
		return assign(p, v, secondsOf)
	case *bool:
		return assign(p, v, boolOf)
	case *Address:
		return assign(p, v, addressOf)
	case **lua.LTable:
		return assign(p, v, tableOf)
	case **lua.LFunction:
		return assign(p, v, functionOf)
	case *lua.LValue:
		*p = v
		return nil
	}
	if p, ok := into.(Converter); ok {
		return p.Convert(v)
	}
	panic(c.F.Name + ": no conversion to the type of an argument") // naming it would make all arguments escape
}

func assign[T any](p *T, v lua.LValue, of func(lua.LValue) (T, error)) error {
	x, err := of(v)
	if err == nil {
		*p = x
	}
	return err
}

// got describes a value that was not wanted.
func got(v lua.LValue, want string) error {
	return fmt.Errorf("got %s, want %s", Describe(v), want)
}

// Describe names a value in a few words, safe to show.
func Describe(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return printable.QuoteN(string(v), 40)
	case lua.LNumber:
		return stdlib.FormatNumber(float64(v))
	case lua.LBool, *lua.LNilType:
		return v.String()
	case *lua.LUserData:
		if o := ObjectOf(v); o != nil {
			return o.LuaType().Noun()
		}
	}
	return "a " + v.Type().String()
}

// ToSocket gives the socket that a value is, or whose number it is.
func (h *Host) ToSocket(v lua.LValue) (*runtime.Socket, error) {
	if s := SocketOf(v); s != nil {
		return s, nil
	}
	if n, ok := v.(lua.LNumber); ok {
		return h.Numbered(n)
	}
	return nil, got(v, "a socket")
}

// Numbered gives the open socket that has a number. The error says what has become
// of it.
func (h *Host) Numbered(n lua.LNumber) (*runtime.Socket, error) {
	id := int(n)
	if float64(id) == float64(n) {
		if s := h.Session.Find(id); s != nil {
			return s, nil
		}
	}
	newest := h.Session.Newest()
	switch {
	case float64(id) == float64(n) && id >= 1 && id <= newest:
		return nil, fmt.Errorf("got %d, want a socket: %s is closed", id, Numbered(id, h.wasCalled(id)))
	case newest == 0:
		return nil, fmt.Errorf("got %s, want a socket: none was made yet", stdlib.FormatNumber(float64(n)))
	}
	return nil, fmt.Errorf("got %s, want a socket, or the number of one: they have 1 to %d so far", stdlib.FormatNumber(float64(n)), newest)
}

// stringOf takes a string, or a number as Lua itself would.
func StringOf(v lua.LValue) (string, error) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), nil
	case lua.LNumber:
		return stdlib.FormatNumber(float64(v)), nil
	}
	return "", got(v, "a string")
}

// bytesOf gives the bytes of a string without copying them: whoever gets them
// must not write to them.
func bytesOf(v lua.LValue) ([]byte, error) {
	s, err := StringOf(v)
	return unsafe.Slice(unsafe.StringData(s), len(s)), err
}

// Whole is a variable for Call.Args: a whole number within bounds.
type Whole struct {
	N        *int
	Min, Max int
}

// WholeNumber makes a variable for a number from min to max.
func WholeNumber(n *int, min, max int) Whole { return Whole{n, min, max} }

func WholeOf(v lua.LValue, min, max int) (int, error) {
	if !lua.LVCanConvToString(v) {
		return 0, got(v, "a whole number")
	}
	n, err := stdlib.Int(v, int64(min), int64(max))
	return int(n), err
}

func secondsOf(v lua.LValue) (time.Duration, error) {
	if !lua.LVCanConvToString(v) {
		return 0, got(v, "seconds, 0 or more")
	}
	return stdlib.Seconds(v)
}

func floatOf(v lua.LValue) (float64, error) {
	if n, ok := v.(lua.LNumber); ok {
		return float64(n), nil
	}
	return 0, got(v, "a number")
}

func boolOf(v lua.LValue) (bool, error) {
	if b, ok := v.(lua.LBool); ok {
		return bool(b), nil
	}
	return false, got(v, "true or false")
}

func tableOf(v lua.LValue) (*lua.LTable, error) {
	if t, ok := v.(*lua.LTable); ok {
		return t, nil
	}
	return nil, got(v, "a table")
}

func functionOf(v lua.LValue) (*lua.LFunction, error) {
	if f, ok := v.(*lua.LFunction); ok {
		return f, nil
	}
	if t, ok := v.(*lua.LTable); ok {
		if mt, ok := t.Metatable.(*lua.LTable); ok && mt.RawGetString("__call").Type() == lua.LTFunction {
			return &lua.LFunction{IsG: true, GFunction: func(L *lua.LState) int { return callTable(L, t) }}, nil
		}
	}
	return nil, got(v, "a function")
}

// addressOf takes a port as a number, or text for ParseTarget.
func addressOf(v lua.LValue) (Address, error) {
	switch v := v.(type) {
	case lua.LString:
		if len(v) > maxAddress {
			return Address{}, got(v, fmt.Sprintf("an address: none has more than %d bytes", maxAddress))
		}
		return Address{string(v)}, nil
	case lua.LNumber:
		port, err := stdlib.Port(v)
		return Address{fmt.Sprint(port)}, err
	}
	return Address{}, got(v, `a port, "host:port" or "unix:///path"`)
}

// maxAddress is more than any address has: a name 253 bytes, a path 107.
const maxAddress = 1 << 10

// callTable calls a table that has __call with the arguments on the stack.
func callTable(L *lua.LState, t *lua.LTable) int {
	L.Insert(t, 1)
	L.Call(L.GetTop()-1, lua.MultRet)
	return L.GetTop()
}

// Target parses an address for a network: "tcp", "udp6", …
func (c *Call) Target(param string, a Address, network string) (stack.Target, error) {
	t, err := stack.ParseTarget(a.Text, network)
	if err == nil && t.Path != "" && !strings.HasPrefix(t.Path, "@") {
		t.Path, err = c.socketPath(t.Path)
	}
	if err != nil {
		return t, c.Wrong(param, "%s", err)
	}
	return t, nil
}
