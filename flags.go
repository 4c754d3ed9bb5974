//go:build !windows

package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sockpit/repl"
	"sockpit/repl/export"
	"sockpit/repl/learn"
	"sockpit/repl/runner"
	"sockpit/repl/usage"
	"sockpit/runtime"
	"sockpit/runtime/wire"
	"sockpit/scripting"
	"sockpit/scripting/api"
	"sockpit/scripting/limit"
)

// flags are what the command line sets.
type flags struct {
	net          string
	read, write  folders
	seed         int64
	quiet, trace bool
	json, stay   bool
	diagram      string
	lanes        string
	noHistory    bool
	pace         time.Duration
	network      string
	stack        string // --net
	limits       limit.Limits
	code         code
	noInit       bool
}

// limitFlags are those of every command that runs scripts, but for the time of one.
func (a *app) limitFlags(f *pflag.FlagSet) {
	a.reachFlags(f)
	f.Var(&a.flags.read, "allow-read", "folders that scripts may read besides their own")
	for _, m := range limit.All() {
		if m.Flag != timeFlag {
			a.limitFlag(f, m)
		}
	}
}

// reachFlags are those of every command that makes sockets.
func (a *app) reachFlags(f *pflag.FlagSet) {
	f.StringVar(&a.flags.net, "allow-net", "", "addresses besides loopback, as `CIDR,...`; alone: all")
	f.Lookup("allow-net").NoOptDefVal = "all"
	f.Var(&a.flags.write, "allow-write", "folders in which Unix sockets may be made besides the script's own")
}

// timeFlag is the limit that a script that is walked does not have.
const timeFlag = "--timeout"

// timeoutFlag is that of every command that runs scripts nobody walks.
func (a *app) timeoutFlag(f *pflag.FlagSet) {
	for _, m := range limit.All() {
		if m.Flag == timeFlag {
			a.limitFlag(f, m)
		}
	}
}

func (a *app) limitFlag(f *pflag.FlagSet, m limit.Limit) {
	f.Var(&limitFlag{&m, &a.flags.limits}, strings.TrimPrefix(m.Flag, "--"), m.Means)
}

// folders is a flag of folders: DIR,... as often as wanted. That of pflag asks
// package csv for its empty default, 0.7 ms of every start.
type folders []string

func (f *folders) String() string { return strings.Join(*f, ",") }

func (f *folders) Set(text string) error {
	dirs := strings.Split(text, ",")
	if slices.Contains(dirs, "") { // it would be the current folder
		return fmt.Errorf("got %q, want folders: DIR,DIR", text)
	}
	*f = append(*f, dirs...)
	return nil
}

// Type is what help calls the value.
func (f *folders) Type() string { return "DIR,..." }

// promptFlags are those of commands after which a prompt can begin.
func (a *app) promptFlags(f *pflag.FlagSet, stay string) {
	f.BoolVarP(&a.flags.stay, "interactive", "i", false, stay+", go on at the prompt with what it made")
	f.BoolVar(&a.flags.noInit, "no-init", false, "begin the prompt without init.lua")
	a.historyFlag(f)
}

// codeFlag is Lua on the command line.
func (a *app) codeFlag(f *pflag.FlagSet) {
	f.VarP(&a.flags.code, "execute", "e", "run `CODE` instead of a file; given again: the next line of it")
}

// code is the value of a flag of Lua: each time it is given a line.
type code []string

func (c *code) String() string { return strings.Join(*c, "\n") }

func (c *code) Set(text string) error {
	*c = append(*c, text)
	return nil
}

// Type is what help calls the value.
func (c *code) Type() string { return "CODE" }

func (c *code) given() bool { return len(*c) > 0 }

// script is the code as a script: of who typed it, in the current folder.
func (c *code) script() scripting.Script { return scripting.Script{Name: "[-e]", Text: c.String()} }

// A limitFlag is the flag of one limit.
type limitFlag struct {
	limit *limit.Limit
	of    *limit.Limits
}

func (f *limitFlag) String() string {
	if f.limit == nil { // pflag asks a zero one
		return ""
	}
	return f.limit.Value(*f.of)
}

func (f *limitFlag) Set(text string) error { return f.limit.Set(f.of, text) }

// Type is what help calls the value.
func (f *limitFlag) Type() string {
	if f.limit.Unit != "" {
		return f.limit.Unit
	}
	return "n"
}

// runFlags are those of a run.
func (a *app) runFlags(f *pflag.FlagSet) {
	f.BoolVar(&a.flags.quiet, "quiet", false, "show only what the script prints, and failures")
	f.BoolVar(&a.flags.trace, "trace", false, "show each call on a socket when it has returned")
	f.BoolVar(&a.flags.json, "json", false, "write the event log as JSON lines, and nothing else")
	f.DurationVar(&a.flags.pace, "pace", 0, "pause after each socket call, and show the call: 0.5s")
	f.StringVar(&a.flags.diagram, "diagram", "", "draw what happened as a sequence diagram: on the screen, or into `PICTURE`, a "+pictureFile+" file")
	f.Lookup("diagram").NoOptDefVal = export.ScreenDiagram
	a.lanesFlag(f)
	a.worldFlags(f)
	a.limitFlags(f)
	a.timeoutFlag(f)
}

// worldFlags are those of the world that a script runs in.
func (a *app) worldFlags(f *pflag.FlagSet) {
	f.StringVar(&a.flags.network, "network", "", "how the network treats streams: `"+strings.Join(repl.NetworkNames(), "|")+"` (default whole)")
	f.StringVar(&a.flags.stack, "net", "", "where sockets live: `"+strings.Join(api.Networks(), "|")+"` (default kernel; virtual-real goes by the machine's clock)")
	f.Int64Var(&a.flags.seed, "seed", 0, "seed of math.random, to repeat a run; 0 takes a new one")
}

// pictureFile tells the files that a diagram is written to.
var pictureFile = strings.Join(export.Forms, ", ")

// lanesFlag is that of every command that draws a diagram.
func (a *app) lanesFlag(f *pflag.FlagSet) {
	f.StringVar(&a.flags.lanes, "lanes", "", "what the diagram has lanes of: `"+strings.Join(export.Lanes, "|")+"` (default ends, as long as there is room)")
}

// config makes of the flags what repl wants.
func (a *app) config() (repl.Config, error) {
	fl := &a.flags
	policy, err := a.policy()
	if err != nil {
		return repl.Config{}, err
	}
	faults := wire.Faults{}
	if fl.network != "" {
		m, ok := wire.FindManner(fl.network)
		if !ok {
			return repl.Config{}, &usage.Error{Text: fmt.Sprintf("--network: got %s, want %s", fl.network, strings.Join(repl.NetworkNames(), ", "))}
		}
		faults = m.Faults
	}
	newStack, err := newStack(fl.stack)
	if err != nil {
		return repl.Config{}, err
	}
	c := repl.Config{
		Config: runner.Config{
			In: a.in, Out: a.out, Ending: a.ending, Version: version,
			Scripting: scripting.Config{
				Session: runtime.Config{Policy: policy, Faults: faults}, Pace: fl.pace,
				Limits: fl.limits, AllowRead: fl.read, Seed: fl.seed, NewStack: newStack, Plugins: pluginFolders(),
			},
		},
		History: inConfigFolder("history", !fl.noHistory), Init: inConfigFolder("init.lua", !fl.noInit), Given: a.given,
		Trace: fl.trace, FindScript: runner.FindScript, ScriptNames: runner.ScriptNames(),
		Learn: learn.Options{LoadTime: fl.limits.Time},
	}
	if _, err := configFolder(); err != nil {
		c.NoFolder = err
	}
	limit.TuneCollector(fl.limits)
	return c, nil
}

// policy is what sockets may reach.
func (a *app) policy() (runtime.Policy, error) {
	p := runtime.Policy{Dirs: slices.Clone(a.flags.write), BindDirs: []string{os.TempDir()}}
	if a.flags.net == "all" {
		p.AnyNet = true
		return p, nil
	}
	if a.flags.net == "" {
		return p, nil
	}
	for text := range strings.SplitSeq(a.flags.net, ",") {
		prefix, err := netip.ParsePrefix(text)
		if ip, ierr := netip.ParseAddr(text); ierr == nil {
			prefix, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return p, &usage.Error{Text: fmt.Sprintf("--allow-net: got %q, want an address or a range like 192.0.2.0/24", text)}
		}
		p.Nets = append(p.Nets, prefix)
	}
	return p, nil
}

// configFolder is where the user's own files of sockpit are; the error says why
// there is no place for them.
func configFolder() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for it: %w", err)
	}
	return filepath.Join(dir, "sockpit"), nil
}

// inConfigFolder names one of those files; "" if there is no place for it, or it is
// not wanted.
func inConfigFolder(name string, wanted bool) string {
	if dir, err := configFolder(); err == nil && wanted {
		return filepath.Join(dir, name)
	}
	return ""
}

// historyFlag is that of every command that may end at the prompt.
func (a *app) historyFlag(f *pflag.FlagSet) {
	f.BoolVar(&a.flags.noHistory, "no-history", false, "neither read nor write the file with what was typed at the prompt")
}

// pluginFolders are where plugins and modules are looked for: the user's own
// folder, and those of LUA_PATH.
func pluginFolders() []string {
	if dir := inConfigFolder("plugins", true); dir != "" {
		return []string{dir}
	}
	return nil
}
