//go:build !unix

package scripting

// nonBlocking is nothing where there are no pipes among the files.
const nonBlocking = 0
