package judge

import "sockpit/scripting"

func (s *situation) checkReports(sh *shown, result *scripting.Result) {}
