package scripting_test

import (
	"sockpit/scripting"
	"sockpit/scripting/api"
)

// The tests of scripting run scripts that call the API, which stands above it.
func init() { scripting.API = api.Functions }
