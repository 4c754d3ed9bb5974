package syntax

import (
	"reflect"

	"github.com/yuin/gopher-lua/ast"
)

// Clone copies a tree, with all its nodes: compiling changes the tree that is
// compiled.
func Clone(tree []ast.Stmt) []ast.Stmt {
	return clone(reflect.ValueOf(tree)).Interface().([]ast.Stmt)
}

// clone copies what a value points to. What a node keeps to itself, its lines, is
// copied with the node.
func clone(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			return clone(v.Elem())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			node := reflect.New(v.Type().Elem())
			node.Elem().Set(v.Elem())
			cloneFields(node.Elem())
			return node
		}
	case reflect.Slice:
		if !v.IsNil() {
			list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			for i := range v.Len() {
				list.Index(i).Set(clone(v.Index(i)))
			}
			return list
		}
	}
	return v
}

func cloneFields(node reflect.Value) {
	if node.Kind() != reflect.Struct {
		return
	}
	for i := range node.NumField() {
		switch f := node.Field(i); f.Kind() {
		case reflect.Interface, reflect.Pointer, reflect.Slice:
			f.Set(clone(f))
		}
	}
}
