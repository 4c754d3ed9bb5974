package api

import (
	"errors"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
	"sockpit/scripting/stdlib"
)

var byteFuncs = []*scripting.Func{
	{
		Name: "pack", Group: "bytes",
		Params:      []scripting.Param{{Name: "format", Type: "string", Means: "as Lua 5.3's string.pack: \">I4\" is a 4-byte big-endian number"}, {Name: "...", Type: "...", Optional: true, Means: "the values"}},
		Returns:     "the bytes",
		ReturnTypes: []string{"string"},
		Summary:     "writes numbers and strings as bytes",
		Detail: `< little-endian, > big-endian, b B h H i I l L j J T signed and unsigned numbers of 1, 2, 4, 8 bytes or i3 I3,
f d floats, s4 a string after its length in 4 bytes, z a string with a zero byte, c5 five bytes, x a zero byte.`,
		Example: `expect.equal(pack(">I2s1", 258, "hi"), "\1\2\2hi")`,
		Run: func(c *scripting.Call) error {
			var format string
			if err := c.Args(&format); err != nil {
				return err
			}
			data, err := stdlib.Pack(format, c.Rest(1), c.MaxString())
			if err != nil {
				return bytesError(c, err)
			}
			return c.Return(lua.LString(data))
		},
	},
	{
		Name: "unpack_bytes", Group: "bytes",
		Params: []scripting.Param{{Name: "format", Type: "string", Means: "as pack"}, {Name: "data", Type: "string", Means: "the bytes"},
			{Name: "pos", Type: "number", Optional: true, Means: "where to begin; 1 unless given"}},
		Returns:     "the values, and the position after the last",
		ReturnTypes: []string{"any", "..."},
		Summary:     "reads numbers and strings from bytes",
		Example: `local n, text, next = unpack_bytes(">I2s1", "\1\2\2hi")
expect.equal(n, 258)
expect.equal(text, "hi")
expect.equal(next, 6)`,
		Run: func(c *scripting.Call) error {
			var format, data string
			pos := 1
			if err := c.Args(&format, &data, &pos); err != nil {
				return err
			}
			values, next, err := stdlib.Unpack(format, data, pos)
			if err != nil {
				return bytesError(c, err)
			}
			return c.Return(append(values, lua.LNumber(next))...)
		},
	},
	{
		Name: "tohex", Group: "bytes",
		Params:      []scripting.Param{{Name: "data", Type: "string", Means: "the bytes"}, {Name: "between", Type: "string", Optional: true, Means: "text between two bytes"}},
		Returns:     "two hex digits for each byte",
		ReturnTypes: []string{"string"},
		Summary:     "writes bytes in hex",
		Example:     `expect.equal(tohex("AZ", " "), "41 5a")`,
		Run: func(c *scripting.Call) error {
			var data, between string
			if err := c.Args(&data, &between); err != nil {
				return err
			}
			if limit := c.MaxString(); len(data) > limit/(2+len(between)) {
				return &stdlib.TooLongError{Limit: limit, Name: "--max-string"}
			}
			digits, err := stdlib.ToHex(data, between, c.Look)
			if err != nil {
				return err
			}
			return c.Return(lua.LString(digits))
		},
	},
	{
		Name: "fromhex", Group: "bytes",
		Params:      []scripting.Param{{Name: "text", Type: "string", Means: "hex digits; spaces are passed over"}},
		Returns:     "the bytes",
		ReturnTypes: []string{"string"},
		Summary:     "reads bytes from hex",
		Example:     `expect.equal(fromhex("41 5a"), "AZ")`,
		Run: func(c *scripting.Call) error {
			var text string
			if err := c.Args(&text); err != nil {
				return err
			}
			data, err := stdlib.FromHex(text, c.Look)
			if c.Heard() != nil {
				return err
			}
			if err != nil {
				return c.Wrong("text", "%s", err)
			}
			return c.Return(lua.LString(data))
		},
	},
}

// bytesError is an error about the format or the values, or the limit of strings.
func bytesError(c *scripting.Call, err error) error {
	var long *stdlib.TooLongError
	if errors.As(err, &long) {
		return err
	}
	return c.Wrong("", "%s", err)
}
