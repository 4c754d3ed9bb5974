package decode

import (
	"fmt"
	"strconv"
	"strings"
)

// types are the names of record types (IANA, DNS parameters).
var types = map[int]string{1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 41: "OPT",
	43: "DS", 46: "RRSIG", 48: "DNSKEY", 64: "SVCB", 65: "HTTPS", 255: "ANY"}

func typeName(n int) string {
	if name, ok := types[n]; ok {
		return name
	}
	return "TYPE" + strconv.Itoa(n) // RFC 3597
}

func className(n int) string {
	switch n {
	case 1:
		return "IN"
	case 255:
		return "ANY"
	}
	return "CLASS" + strconv.Itoa(n)
}

// rcodes are the names of response codes.
var rcodes = []string{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"}

// flagText says what the flags of a header mean.
func flagText(n int) string {
	words := []string{"query"}
	if n>>15 == 1 {
		words[0] = "response"
	}
	if op := n >> 11 & 15; op != 0 {
		words = append(words, fmt.Sprintf("opcode %d", op))
	}
	for _, f := range []struct {
		bit  int
		word string
	}{{10, "authoritative"}, {9, "truncated"}, {8, "recursion desired"}, {7, "recursion available"}} {
		if n>>f.bit&1 == 1 {
			words = append(words, f.word)
		}
	}
	if n>>15 == 1 {
		if code := n & 15; code < len(rcodes) {
			words = append(words, rcodes[code])
		} else {
			words = append(words, fmt.Sprintf("code %d", code))
		}
	}
	return strings.Join(words, ", ")
}
