package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// settingsFile holds the settings of a YAML file: those of all commands at the
// top, those of one command in a section that bears its name. Flags and the
// environment go before it. It implements kong.Resolver.
type settingsFile struct {
	path   string
	values map[string]any
}

// settingsPlaces lists where a settings file is looked for when --config names
// none; the first that exists is read, alone.
func settingsPlaces() []string {
	var places []string
	if dir, err := os.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(dir, "yaodian", "config.yaml"))
	}
	if runtime.GOOS == "windows" {
		if dir := os.Getenv("ProgramData"); dir != "" {
			places = append(places, filepath.Join(dir, "yaodian", "config.yaml"))
		}
	} else {
		places = append(places, "/etc/yaodian/config.yaml")
	}
	return places
}

// loadSettings reads the named file, or without a name the first of the usual
// places. It returns nil where there is none.
func loadSettings(name string) (*settingsFile, error) {
	places := []string{name}
	if name == "" {
		places = settingsPlaces()
	}
	for _, path := range places {
		b, err := os.ReadFile(path)
		if name == "" && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("settings: %w", plain(err))
		}
		f := &settingsFile{path: path}
		if err := yaml.Unmarshal(b, &f.values); err != nil {
			return nil, fmt.Errorf("settings: %s is not well-formed YAML: %s", path, yaml.FormatError(err, false, false))
		}
		return f, nil
	}
	return nil, nil
}

// BeforeResolve lets kong ask the settings file for what neither the command
// line nor the environment sets.
func (c *cli) BeforeResolve(ctx *kong.Context) error {
	f, err := loadSettings(configName(ctx))
	if err == nil && f != nil {
		ctx.AddResolver(f)
	}
	return err
}

// configName is the value of --config, which is needed before the others.
func configName(ctx *kong.Context) string {
	for _, f := range ctx.Model.Flags {
		if f.Name == "config" {
			return fmt.Sprint(ctx.FlagValue(f))
		}
	}
	return ""
}

// lookup finds a flag's value and the key that it stands under: in the
// command's own section, or for settings proper, which the environment knows
// too, at the top. The key is "" when the file does not set the flag.
func (f *settingsFile) lookup(node *kong.Node, flag *kong.Flag) (value any, key string) {
	var names []string
	for n := node; n != nil && n.Type == kong.CommandNode; n = n.Parent {
		names = append([]string{n.Name}, names...)
	}
	section := f.values
	for _, n := range names {
		section, _ = section[n].(map[string]any)
	}
	for k, v := range section {
		if flagName(k) == flag.Name {
			return v, strings.Join(append(names, k), ".")
		}
	}
	if len(flag.Envs) > 0 {
		for k, v := range f.values {
			if flagName(k) == flag.Name {
				return v, k
			}
		}
	}
	return nil, ""
}

// flagName is the flag that a key of the file sets: max_upload sets
// --max-upload.
func flagName(key string) string { return strings.ReplaceAll(key, "_", "-") }

// Resolve implements kong.Resolver. A value that the flag cannot take is an
// error that names the file and the key.
func (f *settingsFile) Resolve(_ *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	if fromEnvironment(flag) != "" {
		return nil, nil
	}
	v, key := f.lookup(parent.Node(), flag)
	if key == "" || v == nil {
		return nil, nil
	}
	if _, list := v.([]any); !list {
		v = fmt.Sprint(v)
	}
	trial := reflect.New(flag.Target.Type()).Elem()
	if err := flag.Parse(kong.Scan().PushTyped(v, kong.FlagValueToken), trial); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", f.path, key, err)
	}
	return v, nil
}

// fromEnvironment names the variable that sets a flag, or is "".
func fromEnvironment(flag *kong.Flag) string {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return name
		}
	}
	return ""
}

// unsetEmpty makes a setting's variable without a value one that is not set:
// units, compose files and shells write NAME= for what they leave to the
// default.
func unsetEmpty() {
	for _, v := range os.Environ() {
		if name, value, _ := strings.Cut(v, "="); value == "" && strings.HasPrefix(name, "YAODIAN_") {
			os.Unsetenv(name)
		}
	}
}

// Validate implements kong.Resolver: a key that sets nothing is an error, lest
// a slip of the pen leave a default in force.
func (f *settingsFile) Validate(app *kong.Application) error {
	var shared []string // keys that may stand at the top
	var collect func(n *kong.Node)
	collect = func(n *kong.Node) {
		for _, flag := range n.Flags {
			if len(flag.Envs) > 0 && flag.Name != "config" {
				shared = append(shared, flag.Name)
			}
		}
		for _, c := range n.Children {
			collect(c)
		}
	}
	collect(app.Node)
	return f.check(app.Node, f.values, "", shared)
}

// check looks for unknown keys in a section.
func (f *settingsFile) check(n *kong.Node, section map[string]any, prefix string, flags []string) error {
	for _, key := range slices.Sorted(maps.Keys(section)) {
		child := slices.IndexFunc(n.Children, func(c *kong.Node) bool { return c.Name == key })
		sub, isSection := section[key].(map[string]any)
		switch {
		case child >= 0 && (isSection || section[key] == nil):
			c := n.Children[child]
			var own []string
			for _, flag := range c.Flags {
				if flag.Name != "help" {
					own = append(own, flag.Name)
				}
			}
			if err := f.check(c, sub, prefix+key+".", own); err != nil {
				return err
			}
		case child >= 0 || isSection || !slices.Contains(flags, flagName(key)):
			slices.Sort(flags)
			return fmt.Errorf("settings: %s: unknown setting %q; known here: %s", f.path, prefix+key, strings.Join(slices.Compact(flags), ", "))
		}
	}
	return nil
}
