// Package syntax is what can be said of a script by its text and its tree alone:
// it reads source within bounds, says in words what is wrong with it, finds what
// stands on a line, and names what somebody may have meant.
//
// gopher-lua's parser takes some texts that are no Lua, refuses some that are, and
// recurses over what is nested. So a text is looked at before by a lexer of this
// package, which is only as exact as that needs.
package syntax
