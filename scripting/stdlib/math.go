package stdlib

import (
	"math"
	"math/rand/v2"

	lua "github.com/yuin/gopher-lua"
)

func (l *Library) mathFuncs() map[string]lua.LGFunction {
	funcs := map[string]lua.LGFunction{
		"atan2":      twoArgs("atan2", math.Atan2),
		"fmod":       twoArgs("fmod", math.Mod),
		"mod":        twoArgs("mod", math.Mod),
		"pow":        twoArgs("pow", math.Pow),
		"frexp":      frexp,
		"ldexp":      ldexp,
		"max":        extreme("max", func(a, b float64) bool { return a > b }),
		"min":        extreme("min", func(a, b float64) bool { return a < b }),
		"modf":       modf,
		"random":     l.randomNumber,
		"randomseed": l.randomSeed,
	}
	for name, f := range map[string]func(float64) float64{
		"abs": math.Abs, "acos": math.Acos, "asin": math.Asin,
		"atan": math.Atan, "ceil": math.Ceil, "cos": math.Cos,
		"cosh": math.Cosh, "deg": degrees, "exp": math.Exp,
		"floor": math.Floor, "log": math.Log, "log10": log10,
		"rad": radians, "sin": math.Sin, "sinh": math.Sinh,
		"sqrt": math.Sqrt, "tan": math.Tan, "tanh": math.Tanh,
	} {
		funcs[name] = oneArg(name, f)
	}
	return funcs
}

func addMathConstants(t *lua.LTable) {
	t.RawSetString("pi", lua.LNumber(math.Pi))
	t.RawSetString("huge", lua.LNumber(math.Inf(1)))
}

func oneArg(name string, f func(float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		L.Push(lua.LNumber(f(args{L, name}.number(1))))
		return 1
	}
}

func twoArgs(name string, f func(x, y float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		a := args{L, name}
		L.Push(lua.LNumber(f(a.number(1), a.number(2))))
		return 1
	}
}

func degrees(x float64) float64 { return x / (math.Pi / 180) }
func radians(x float64) float64 { return x * (math.Pi / 180) }

// log10 is exact for powers of ten, where Go's is a little less.
func log10(x float64) float64 {
	y := math.Log10(x)
	if n := math.Round(y); math.Abs(n) < 400 && math.Pow10(int(n)) == x {
		return n
	}
	return y
}

func extreme(name string, better func(a, b float64) bool) lua.LGFunction {
	return func(L *lua.LState) int {
		a := args{L, name}
		best := a.number(1)
		for i := 2; i <= L.GetTop(); i++ {
			if f := a.number(i); better(f, best) {
				best = f
			}
		}
		L.Push(lua.LNumber(best))
		return 1
	}
}

func modf(L *lua.LState) int {
	f := args{L, "modf"}.number(1)
	whole, fraction := math.Modf(f)
	if math.IsInf(f, 0) {
		whole, fraction = f, math.Copysign(0, f)
	}
	L.Push(lua.LNumber(whole))
	L.Push(lua.LNumber(fraction))
	return 2
}

func frexp(L *lua.LState) int {
	fraction, exponent := math.Frexp(args{L, "frexp"}.number(1))
	L.Push(lua.LNumber(fraction))
	L.Push(lua.LNumber(exponent))
	return 2
}

func ldexp(L *lua.LState) int {
	a := args{L, "ldexp"}
	L.Push(lua.LNumber(math.Ldexp(a.number(1), a.int(2))))
	return 1
}

// A random is the generator of one library, so that a script that seeds it
// gets its sequence whatever other sessions draw.
type random struct {
	source *rand.PCG
	*rand.Rand
}

func newRandom() *random {
	// Lua 5.1 begins every run with the same sequence.
	source := rand.NewPCG(0, 0)
	return &random{source, rand.New(source)}
}

func (l *Library) randomSeed(L *lua.LState) int {
	seed := args{L, "randomseed"}.number(1)
	l.random.source.Seed(math.Float64bits(seed), 0)
	return 0
}

func (l *Library) randomNumber(L *lua.LState) int {
	a := args{L, "random"}
	low, high := 1.0, 0.0
	r := l.random.Float64()
	switch L.GetTop() {
	case 0:
		L.Push(lua.LNumber(r))
		return 1
	case 1:
		high = math.Trunc(a.number(1))
	case 2:
		low, high = math.Trunc(a.number(1)), math.Trunc(a.number(2))
	default:
		raise(L, "wrong number of arguments")
	}
	if !(low <= high) {
		a.bad(L.GetTop(), "interval is empty")
	}
	L.Push(lua.LNumber(math.Floor(r*(high-low+1)) + low))
	return 1
}
