package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

type configCmd struct {
	JSON bool     `name:"json" help:"Write an array of objects with name, value and source."`
	Args []string `arg:"" optional:"" passthrough:"" name:"command" help:"The command, with its flags; serve when absent."`
}

// Help says where settings come from.
func (configCmd) Help() string {
	return "A setting comes from its flag, else from its variable of the environment unless that is empty, else from the settings file, else it is the default. " +
		"The file is YAML, named by --config or YAODIAN_CONFIG, else the first of " + strings.Join(settingsPlaces(), " and ") + "."
}

// setting is one line of the answer.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"` // default, flag, environment NAME or file PATH
}

// Run prints what would be in force for a command line, and where each value
// comes from. It opens and starts nothing, and shows no secrets.
func (c *configCmd) Run(env *environment, outer *cli) error {
	args := c.Args
	if len(args) == 0 {
		args = []string{"serve"}
	}
	list, path, err := inForce(outer.SettingsFile, args)
	if err != nil {
		return usageError(err.Error())
	}
	if path == "" {
		path = "none; looked for " + strings.Join(settingsPlaces(), " and ")
	}
	fmt.Fprintf(env.stderr, "yaodian: settings file: %s\n", path)
	if c.JSON {
		e := json.NewEncoder(env.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
	for _, s := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, s.Value, s.Source)
	}
	return w.Flush()
}

// inForce resolves a command line without running or requiring anything, and
// tells which settings file it read.
func inForce(config string, args []string) (list []setting, path string, err error) {
	k, err := kong.New(new(cli), kong.Name("yaodian"))
	if err != nil {
		return nil, "", err
	}
	ctx, err := kong.Trace(k, args)
	if err == nil {
		err = ctx.Error
	}
	if err == nil {
		err = ctx.Reset()
	}
	if err != nil {
		return nil, "", err
	}
	if ctx.Command() == "" {
		return nil, "", fmt.Errorf("name a command, such as yaodian config serve")
	}
	if name := configName(ctx); name != "" {
		config = name
	}
	file, err := loadSettings(config)
	if err != nil {
		return nil, "", err
	}
	if file != nil {
		if err := file.Validate(k.Model); err != nil {
			return nil, "", err
		}
		ctx.AddResolver(file)
		path = file.path
	}
	if err := ctx.Resolve(); err != nil {
		return nil, "", err
	}
	given := map[*kong.Flag]bool{}
	for _, p := range ctx.Path {
		if p.Flag != nil && !p.Resolved {
			given[p.Flag] = true
		}
	}
	list = []setting{}
	for _, p := range ctx.Path {
		if p.Command == nil {
			continue
		}
		for _, flag := range p.Command.Flags {
			if flag.Name == "help" {
				continue
			}
			s := setting{Name: flag.Name, Value: shown(flag.Name, fmt.Sprint(ctx.FlagValue(flag))), Source: "default"}
			if variable := fromEnvironment(flag); given[flag] {
				s.Source = "flag"
			} else if variable != "" {
				s.Source = "environment " + variable
			} else if file != nil {
				if _, key := file.lookup(p.Command, flag); key != "" {
					s.Source = "file " + file.path
				}
			}
			list = append(list, s)
		}
	}
	return list, path, nil
}

// secretName matches settings whose value is a secret as a whole.
var secretName = regexp.MustCompile(`(?i)(token|secret|password|passwd)$|(^|-)key$`)

const masked = "******"

// shown is a setting's value with its secrets masked: all of what is a secret
// by name, and the passwords in addresses of databases.
func shown(name, value string) string {
	if value != "" && secretName.MatchString(name) {
		return masked
	}
	if !strings.Contains(value, "://") {
		return value
	}
	u, err := url.Parse(value)
	if err != nil {
		scheme, _, _ := strings.Cut(value, "://")
		return scheme + "://" + masked // cannot be told apart, so all of it
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), masked)
	}
	q := u.Query()
	for k := range q {
		if secretName.MatchString(k) {
			q.Set(k, masked)
			u.RawQuery = q.Encode()
		}
	}
	return strings.ReplaceAll(u.String(), url.QueryEscape(masked), masked)
}
