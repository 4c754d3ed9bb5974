package judge

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// mutantsEnv asks for the test of the mutants: how many situations each is judged in.
const mutantsEnv = "SOCKPIT_JUDGE_MUTANTS"

// TestMutants changes the rules, one condition at a time: a comparison is turned, one
// side of an "and" or "or" is dropped. The judge must find that something false is said.
// A mutant that survives says less than the rules, or was never in a situation in which
// the changed condition came out otherwise, which is told. It is run by hand: all mutants
// are in one program, and each takes some seconds.
func TestMutants(t *testing.T) {
	situations, each, _ := strings.Cut(os.Getenv(mutantsEnv), "/")
	if situations == "" {
		t.Skip("run by hand, with " + mutantsEnv + "=100, or =100/5 for every fifth mutant")
	}
	step, err := strconv.Atoi(each)
	if err != nil {
		step = 1
	}
	dir := t.TempDir()
	m := &mutator{}
	overlay := map[string]string{}
	files, err := filepath.Glob("../../scripting/explain/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		at, _ := filepath.Abs(file)
		overlay[at] = filepath.Join(dir, filepath.Base(file))
		if err := os.WriteFile(overlay[at], m.file(t, file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at, _ := filepath.Abs("../../scripting/explain/mutant.go")
	overlay[at] = filepath.Join(dir, "mutant.go")
	if err := os.WriteFile(overlay[at], []byte(mutantFile), 0o600); err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(map[string]any{"Replace": overlay})
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, text, 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "judge.test")
	if out, err := exec.Command("go", "test", "-c", "-overlay", list, "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	m.run(t, program, dir, situations, int64(step))
}

// mutantFile is added to the rules: it decides which condition is changed.
const mutantFile = `package explain

import (
	"os"
	"strconv"
	"sync"
)

var (
	mutant, _  = strconv.Atoi(os.Getenv("SOCKPIT_MUTANT"))
	reached, otherwise sync.Once
)

func mark(what string) { _ = os.WriteFile(os.Getenv("SOCKPIT_MUTANT_MARKS")+what, nil, 0o600) }

// mutated gives what a condition is, or what it is changed to.
func mutated(id int, is, changed func() bool) bool {
	if id != mutant {
		return is()
	}
	reached.Do(func() { mark(".reached") })
	was, now := is(), changed()
	if was != now {
		otherwise.Do(func() { mark(".otherwise") })
	}
	return now
}
`

// A mutator wraps the conditions of files.
type mutator struct {
	source []byte
	fset   *token.FileSet
	where  []string // of each mutant, from 1
}

func (m *mutator) text(n ast.Node) string {
	return string(m.source[m.fset.Position(n.Pos()).Offset:m.fset.Position(n.End()).Offset])
}

// file gives a file with its conditions wrapped.
func (m *mutator) file(t *testing.T, name string) []byte {
	t.Helper()
	var err error
	if m.source, err = os.ReadFile(name); err != nil {
		t.Fatal(err)
	}
	m.fset = token.NewFileSet()
	tree, err := parser.ParseFile(m.fset, name, m.source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	done := 0
	ast.Inspect(tree, func(n ast.Node) bool {
		if g, ok := n.(*ast.GenDecl); ok && g.Tok == token.CONST {
			return false
		}
		e, ok := n.(*ast.BinaryExpr)
		if !ok || turned[e.Op] == 0 && e.Op != token.LAND && e.Op != token.LOR {
			return true
		}
		from := m.fset.Position(e.Pos()).Offset
		out.Write(m.source[done:from])
		out.WriteString(m.wrap(e))
		done = m.fset.Position(e.End()).Offset
		return false
	})
	out.Write(m.source[done:])
	return []byte(out.String())
}

// turned is what a comparison is changed to.
var turned = map[token.Token]token.Token{token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR}

// wrap writes a condition such that each part of it can be changed.
func (m *mutator) wrap(x ast.Expr) string {
	switch e := x.(type) {
	case *ast.ParenExpr:
		return "(" + m.wrap(e.X) + ")"
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			left, right := m.wrap(e.X), m.wrap(e.Y)
			text := left + " " + e.Op.String() + " " + right
			text = m.mutant(e, "without the right side", text, m.text(e.X))
			return m.mutant(e, "without the left side", text, m.text(e.Y))
		}
		if op := turned[e.Op]; op != 0 {
			return m.mutant(e, "with "+op.String(), m.text(e), m.text(e.X)+" "+op.String()+" "+m.text(e.Y))
		}
	}
	return m.text(x)
}

func (m *mutator) mutant(e ast.Expr, how, is, changed string) string {
	p := m.fset.Position(e.Pos())
	m.where = append(m.where, fmt.Sprintf("%s:%d: %s: %s", filepath.Base(p.Filename), p.Line, m.text(e), how))
	return fmt.Sprintf("mutated(%d, func() bool { return %s }, func() bool { return %s })", len(m.where), is, changed)
}

// run judges each mutant.
func (m *mutator) run(t *testing.T, program, dir, situations string, step int64) {
	judge := func(id int) (killed bool, marks string) {
		marks = filepath.Join(dir, strconv.Itoa(id))
		cmd := exec.Command(program, "-test.run=^TestJudge$", "-test.timeout=120s")
		cmd.Env = append(os.Environ(), "SOCKPIT_MUTANT="+strconv.Itoa(id), "SOCKPIT_MUTANT_MARKS="+marks, mutantsEnv+"="+situations)
		return cmd.Run() != nil, marks
	}
	if killed, _ := judge(0); killed {
		t.Fatal("the judge finds something false without any mutant")
	}
	exists := func(name string) bool { _, err := os.Stat(name); return err == nil }
	var next, all, killed, unreached, same, survived atomic.Int64
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for id := next.Add(step); id <= int64(len(m.where)); id = next.Add(step) {
				dead, marks := judge(int(id))
				all.Add(1)
				switch {
				case dead:
					killed.Add(1)
				case !exists(marks + ".reached"):
					unreached.Add(1)
					t.Logf("never reached: %s", m.where[id-1])
				case !exists(marks + ".otherwise"):
					same.Add(1)
					t.Logf("never otherwise: %s", m.where[id-1])
				default:
					survived.Add(1)
					t.Logf("survived: %s", m.where[id-1])
				}
			}
		})
	}
	workers.Wait()
	t.Logf("%d of %d mutants: %d killed, %d survived, %d never otherwise, %d never reached", all.Load(), len(m.where), killed.Load(), survived.Load(), same.Load(), unreached.Load())
}
