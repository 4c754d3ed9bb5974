package stdlib

import (
	"math"
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

// ToBit is the normalisation of LuaBitOp: f as a signed 32-bit integer, taken
// modulo 2^32. Adding 2^52+2^51 brings the integer part of a double into its
// low bits; the result of numbers outside ±2^51 is as arbitrary as BitOp's.
func ToBit(f float64) int32 {
	return int32(uint32(math.Float64bits(f + (1<<52 + 1<<51))))
}

// BitToHex is bit.tohex: the low n hexadecimal digits of x, in capitals if n
// is negative.
func BitToHex(x, n int32) string {
	digits := "0123456789abcdef"
	if n < 0 {
		digits = "0123456789ABCDEF"
		n = -max(n, -8)
	}
	out := make([]byte, min(n, 8))
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = digits[x&15]
		x >>= 4
	}
	return string(out)
}

// Bit returns the functions of LuaBitOp. Their results are signed 32-bit
// integers.
func Bit() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"tobit": bitUnary("tobit", func(x int32) int32 { return x }),
		"bnot":  bitUnary("bnot", func(x int32) int32 { return ^x }),
		"bswap": bitUnary("bswap", func(x int32) int32 { return int32(bits.ReverseBytes32(uint32(x))) }),

		"band": bitFold("band", func(x, y int32) int32 { return x & y }),
		"bor":  bitFold("bor", func(x, y int32) int32 { return x | y }),
		"bxor": bitFold("bxor", func(x, y int32) int32 { return x ^ y }),

		"lshift":  bitShift("lshift", func(x int32, n int) int32 { return x << n }),
		"rshift":  bitShift("rshift", func(x int32, n int) int32 { return int32(uint32(x) >> n) }),
		"arshift": bitShift("arshift", func(x int32, n int) int32 { return x >> n }),
		"rol":     bitShift("rol", func(x int32, n int) int32 { return int32(bits.RotateLeft32(uint32(x), n)) }),
		"ror":     bitShift("ror", func(x int32, n int) int32 { return int32(bits.RotateLeft32(uint32(x), -n)) }),

		"tohex": bitToHex,
	}
}

func (a args) bit(n int) int32 { return ToBit(a.number(n)) }

func bitUnary(name string, f func(int32) int32) lua.LGFunction {
	return func(L *lua.LState) int {
		L.Push(lua.LNumber(f(args{L, name}.bit(1))))
		return 1
	}
}

func bitFold(name string, f func(x, y int32) int32) lua.LGFunction {
	return func(L *lua.LState) int {
		a := args{L, name}
		x := a.bit(1)
		for i := 2; i <= L.GetTop(); i++ {
			x = f(x, a.bit(i))
		}
		L.Push(lua.LNumber(x))
		return 1
	}
}

// bitShift uses the low five bits of the count, as BitOp does.
func bitShift(name string, f func(x int32, n int) int32) lua.LGFunction {
	return func(L *lua.LState) int {
		a := args{L, name}
		L.Push(lua.LNumber(f(a.bit(1), int(a.bit(2)&31))))
		return 1
	}
}

func bitToHex(L *lua.LState) int {
	a := args{L, "tohex"}
	n := int32(8)
	if !a.missing(2) {
		n = a.bit(2)
	}
	L.Push(lua.LString(BitToHex(a.bit(1), n)))
	return 1
}
