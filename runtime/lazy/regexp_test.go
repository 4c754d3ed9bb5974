package lazy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestSound compiles every regular expression that the program has: none of them
// is compiled at its start, where one that is not sound would be seen at once.
func TestSound(t *testing.T) {
	t.Parallel()
	found := 0
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Regexp" {
				return true
			} else if from, ok := f.X.(*ast.Ident); !ok || from.Name != "lazy" {
				return true
			}
			found++
			text, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: lazy.Regexp takes a literal, so that this test can read it", path)
				return true
			}
			pattern, err := strconv.Unquote(text.Value)
			if err == nil {
				_, err = regexp.Compile(pattern)
			}
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Error("no lazy.Regexp was found")
	}
}
