package stdlib

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
)

// gopher-lua compiles some table constructors wrongly:
//
//	{x, k = f()}             -- what f gives goes into the list as well
//	{…50 items…, f()}        -- what f gives replaces the first items
//	{…50 items…, k = 1}      -- the first item becomes 1
//	{…25600 items…}          -- those after the 25550th are lost
//
// The first is mended in the source, by oneValue; the others, where the items of
// a list are a multiple of those that one instruction stores, in the compiled
// code, by mendLists.

// oneValue cuts what a last field with a key gives to one value.
func oneValue(t *ast.TableExpr) {
	if len(t.Fields) == 0 {
		return
	}
	last := t.Fields[len(t.Fields)-1]
	if last.Key == nil {
		return
	}
	switch e := last.Value.(type) {
	case *ast.FuncCallExpr:
		e.AdjustRet = true
	case *ast.Comma3Expr:
		e.AdjustRet = true
	}
}

// mendLists gives each OP_SETLIST of p, which stores a batch of items from the
// registers behind the table's, the number of its batch. One that repeats the
// number of the one before has either nothing new to store, or values of which
// there are as many as come (B is 0), and then it is the next batch.
//
// It fails where that number has no room: at one length only.
func mendLists(p *lua.FunctionProto) error {
	stored := map[uint32]*batches{} // by the register of the table
	for pc := 0; pc < len(p.Code); pc++ {
		inst := p.Code[pc]
		table := registerA(inst)
		switch int(inst >> 26) {
		case lua.OP_NEWTABLE:
			stored[table] = &batches{at: pc}
		case lua.OP_SETLIST:
			b := stored[table]
			again := b.again(p.Code, pc)
			if !again {
				b.n++
			}
			words, ok := b.set(p.Code, pc, again)
			if !ok {
				return fmt.Errorf("%s:%d: a list of %d items can't end in a call or ... that gives many: put it in parentheses, or one item less before it",
					p.SourceName, p.DbgSourcePositions[pc], mostBatch*lua.FieldsPerFlush)
			}
			pc += words
			b.at = pc
		}
	}
	for _, inner := range p.FunctionPrototypes {
		if err := mendLists(inner); err != nil {
			return err
		}
	}
	return nil
}

// batches counts what is stored into one table.
type batches struct {
	n  uint32
	at int // the instruction that stored the last
}

// mostBatch is the largest number that fits into an instruction. The compiler
// writes 0 for a larger one, into the instruction and into the word behind it.
const mostBatch = 0x1ff

// again reports whether the instruction stores the last batch once more. Where
// its number is lost, that is told by how little was done since.
func (b *batches) again(code []uint32, pc int) bool {
	open, batch := code[pc]&0x1ff == 0, code[pc]>>9&mostBatch
	switch {
	case open || b.n == 0:
		return false
	case batch == 0:
		return b.n >= mostBatch && pc-b.at < lua.FieldsPerFlush && int(code[pc]&0x1ff) == lua.FieldsPerFlush
	}
	return batch == b.n
}

// set writes the number into an instruction, or makes nothing of one that stores
// again, and gives how many words follow it; false: there is no room.
func (b *batches) set(code []uint32, pc int, again bool) (words int, ok bool) {
	const nothing = uint32(lua.OP_NOP) << 26
	if code[pc]>>9&mostBatch == 0 {
		words = 1
	}
	switch {
	case again:
		for i := range words + 1 {
			code[pc+i] = nothing
		}
	case words == 1:
		code[pc+1] = b.n
	default:
		code[pc] = code[pc]&^(mostBatch<<9) | b.n<<9
		return 0, b.n <= mostBatch
	}
	return words, true
}
