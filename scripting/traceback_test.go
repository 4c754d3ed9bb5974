package scripting

import "testing"

// A tail call is no line of a failure's own traceback.
func TestTraceOfTailCalls(t *testing.T) {
	t.Parallel()
	f := fails(t, "local function c() error('x') end\nlocal function b() return c() end\nlocal function a() return b() end\na()")
	if len(f.Trace) != 2 {
		t.Errorf("got %v, want two lines", f.Trace)
	}
}

// What many texts leave behind is bounded.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Config{})
	h.Run("t.lua", `for i = 1, 5000 do loadstring("x = " .. i)() end for i = 1, 20 do loadstring("y = " .. i .. (" "):rep(200000))() end`)
	h.With(func() {
		size := 0
		for _, text := range h.sources.texts {
			size += len(text)
		}
		if len(h.sources.texts) > maxPassedTexts+10 || size > maxPassed+300000 || h.sources.passedSize > maxPassed {
			t.Errorf("%d texts of %d bytes are kept", len(h.sources.texts), size)
		}
	})
}
