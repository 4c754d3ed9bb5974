//go:build !windows

package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sockpit/repl"
	"sockpit/repl/export"
	"sockpit/repl/runner"
	"sockpit/repl/usage"
)

// completeAll gives each command and each flag below root its completion: what
// its usage line, or the value that its help names, says may stand there.
func completeAll(root *cobra.Command) {
	_, args, _ := strings.Cut(root.Use, " ")
	root.ValidArgsFunction = completer(args)
	root.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if value := valueOf(f); value != "" {
			_ = root.RegisterFlagCompletionFunc(f.Name, completer(value)) // an error says that it has one
		}
	})
	for _, c := range root.Commands() {
		completeAll(c)
	}
}

// valueOf is what help calls the value of a flag; "" if it has none. The name of
// a type, as int, is a kind of word.
func valueOf(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	if strings.Contains(f.Usage, "`") {
		return name
	}
	return strings.ToUpper(name)
}

// completer offers what a usage text lets stand next. Flags are cobra's.
func completer(text string) cobra.CompletionFunc {
	var args []string
	for _, word := range strings.Fields(text) {
		if !strings.HasPrefix(word, "--") {
			args = append(args, word)
		}
	}
	u := usage.Parse(strings.Join(args, " "))
	return func(cmd *cobra.Command, before []string, typed string) ([]string, cobra.ShellCompDirective) {
		var words, endings []string
		folders, files := false, false
		for _, w := range u.Next(before) {
			name, ending, _ := strings.Cut(w.Text, ".")
			switch {
			case !w.Kind:
				words = append(words, w.Text)
			case name == "DIR":
				folders = true
			case w.Text == "FILE", name == "ARGS":
				files = true
			case name == "PICTURE":
				for _, e := range export.Forms {
					endings = append(endings, e[1:])
				}
			case name == "FILE":
				endings = append(endings, ending)
			default:
				words = append(words, kindWords(cmd, name)...)
			}
		}
		words = slices.DeleteFunc(words, func(w string) bool { return !strings.HasPrefix(w, typed) })
		return shellWords(words, endings, folders, files)
	}
}

// shellWords leaves the files to the shell. It takes words, or files with certain
// endings, not both: where words may stand too, all files are offered.
func shellWords(words, endings []string, folders, files bool) ([]string, cobra.ShellCompDirective) {
	switch {
	case files, len(words) > 0 && (len(endings) > 0 || folders):
		return words, cobra.ShellCompDirectiveDefault
	case len(endings) > 0:
		return endings, cobra.ShellCompDirectiveFilterFileExt
	case folders:
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// kindWords gives the words of a kind that sockpit knows.
func kindWords(cmd *cobra.Command, kind string) []string {
	switch kind {
	case "SCENARIO":
		return runner.ScriptNames()
	case "FUNCTION":
		return repl.DocNames()
	case "EXERCISE":
		pack, _ := cmd.Flags().GetString("pack")
		return repl.ExerciseNames(pack)
	}
	return nil
}
