package view

import (
	"strings"
	"testing"

	"sockpit/scripting/exercise"
)

// Of long strings, what is around the first byte that differs is shown.
func TestLongDifference(t *testing.T) {
	t.Parallel()
	want, got := strings.Repeat("x", 5000), strings.Repeat("x", 4000)+"HERE"+strings.Repeat("x", 996)
	text := Speaker{Lang: exercise.English, Width: 90, Style: Plain()}.Failed(&exercise.Failure{Diff: &exercise.Diff{Want: want, Got: got, At: 4000}})
	if !strings.Contains(text, "HERE") || !strings.Contains(text, "^ byte 4001") || strings.Count(text, "\n") > 8 {
		t.Errorf("it does not show where they differ:\n%s", text)
	}
}

// A difference is told in the learner's language, and the caret stands under the
// byte.
func TestDifferenceInVietnamese(t *testing.T) {
	t.Parallel()
	s := Speaker{Lang: exercise.Vietnamese, Width: 60, Style: Plain()}
	text := s.diff(&exercise.Diff{Want: "hello", Got: "help", At: 3})
	const want = "  chờ   \"hello\"\n  nhận  \"help\"\n            ^ byte 4\n"
	if text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}
