package scripting

import "testing"

// An error in what prints an error ends in a message all the same.
func TestErrorInTostring(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`error(setmetatable({}, {__tostring = function() error("no") end}))`,
		`error(setmetatable({}, {__tostring = function() return {} end}))`,
		`error(setmetatable({}, {__tostring = 5}))`,
		`error(setmetatable({}, {__index = function() error("no") end, __concat = error}))`,
	} {
		if f := fails(t, text); f.Message == "" || f.Place.Line != 1 {
			t.Errorf("%s gave %+v", text, f)
		}
	}
	if f := fails(t, `error(setmetatable({}, {__tostring = function() return "mine" end}))`); f.Message != "mine" {
		t.Errorf("got %q", f.Message)
	}
	h, _ := newHost(t, Config{})
	r := h.Eval(`setmetatable({}, {__tostring = function() error("no") end})`, 80)
	if r.Failed != nil || len(r.Values) != 1 {
		t.Errorf("the prompt gave %v, %v", r.Values, r.Failed)
	}
}
