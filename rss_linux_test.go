package main

// maxRSSUnit is what the kernel counts the memory of a process in.
const maxRSSUnit = 1 << 10
