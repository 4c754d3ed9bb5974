package luavm

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	boundArrays() // a setting of the library's for all states, also for those that tests make without NewState
	goleak.VerifyTestMain(m)
}
