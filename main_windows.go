// Command sockpit is a playground for sockets. On Windows it runs in WSL.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "sockpit calls the sockets of Linux and macOS. On Windows, install WSL (wsl --install) and run it there.")
	os.Exit(2)
}
