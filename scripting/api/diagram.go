package api

import (
	"sockpit/runtime/timeline"
	"sockpit/scripting"
)

// diagramFuncs are shown with the functions that look.
var diagramFuncs = []*scripting.Func{
	{
		Name: "diagram", Group: "look",
		Params: []scripting.Param{{Name: "lanes", Type: "string", Optional: true,
			Means: `what has a lane: "ends", each end of a connection; "tasks", each task; "sides", those who call and those who are called; if left out, ends as long as there is room`}},
		Summary: "draws what has happened as a sequence diagram, with the kernel in the middle",
		Detail: `An arrow goes to the kernel when the call gave it something, and comes from it when the call took something; which bytes a
receive took is known by their place in the stream. Where the kernel's line is heavy it holds something: bytes nobody has
received, or a connection nobody has accepted.`,
		Example: `l = listen(0)
c = dial(l.local_port)
send(c, "hello") -- before anybody has accepted
s = accept(l)
recv(s)
diagram()
diagram("tasks")`,
		Run: apiDiagram,
	},
}

// A Diagram is a flow to be drawn.
type Diagram struct {
	Flow *timeline.Flow
	By   timeline.By // "" leaves it to whoever draws
}

func apiDiagram(c *scripting.Call) error {
	name := ""
	if err := c.Args(&name); err != nil {
		return err
	}
	by := timeline.By("")
	if name != "" {
		var ok bool
		if by, ok = timeline.FindBy(name); !ok {
			return c.Wrong("lanes", "got %q, want \"ends\", \"tasks\" or \"sides\"", name)
		}
	}
	c.Host().Show(Diagram{c.Host().FlowNow(), by})
	return nil
}
