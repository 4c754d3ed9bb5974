package view

import (
	"strings"
	"testing"

	"sockpit/scripting/exercise"
)

// What an exercise is about stands beneath its title, and only what is known.
func TestAbout(t *testing.T) {
	t.Parallel()
	e := &exercise.Exercise{ID: "streams/short", Level: 2, Minutes: 5, Par: 3}
	for lang, want := range map[exercise.Lang]string{
		exercise.English:    "level 2 · 5 minutes · fewest socket calls: 3",
		exercise.Vietnamese: "mức 2 · 5 phút · ít lời gọi socket nhất: 3",
	} {
		s := Speaker{Lang: lang, Width: 80, Style: Plain()}
		if got := s.Task(e, Place{}); !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %s", got, want)
		}
	}
	if got := (Speaker{Lang: exercise.English, Width: 80, Style: Plain()}).Task(&exercise.Exercise{ID: "x"}, Place{}); strings.Contains(got, "fewest") {
		t.Errorf("got\n%s\nwant no par where none is given", got)
	}
}
