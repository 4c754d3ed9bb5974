package exercise

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var verbs = regexp.MustCompile(`%[a-z]`)

// Everything that sockpit says to a learner is said in Vietnamese too, with the
// same arguments; and the table holds nothing that is not said any more.
func TestVietnamese(t *testing.T) {
	t.Parallel()
	said := formats(t)
	for _, f := range said {
		vi, ok := vietnamese[f]
		if !ok {
			t.Errorf("%q has no Vietnamese", f)
		} else if !slices.Equal(verbs.FindAllString(f, -1), verbs.FindAllString(vi, -1)) {
			t.Errorf("%q and %q take different arguments", f, vi)
		}
	}
	for f := range vietnamese {
		if !slices.Contains(said, f) {
			t.Errorf("nobody says %q", f)
		}
	}
}

// formats finds the formats that Say is called with.
func formats(t *testing.T) (out []string) {
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if !strings.HasSuffix(n.Name(), ".go") || strings.HasSuffix(n.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), n.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "Say" {
				format, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					t.Errorf("Say is called with a format that is not a literal")
					return true
				}
				text, _ := strconv.Unquote(format.Value)
				out = append(out, text)
			}
			return true
		})
	}
	return out
}

func TestText(t *testing.T) {
	t.Parallel()
	who := Say("client %d", 2)
	if got := Say("%s sent %s", who, `"x"`).In(Vietnamese); got != `máy khách 2 gửi "x"` {
		t.Errorf("got %s", got)
	}
	if got := (Text{EN: "only"}).In(Vietnamese); got != "only" {
		t.Errorf("got %s, want the other language", got)
	}
}
