package nopass_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var goBlocks = regexp.MustCompile("(?s)```go\n(package main\n.*?)```")

func TestTheProgramsOfTheReadmeRun(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := goBlocks.FindAllSubmatch(readme, -1)
	if len(blocks) != 2 {
		t.Fatalf("the readme has %d programs", len(blocks))
	}
	prove := build(t, blocks[0][1])
	prove.Env = append(os.Environ(), "NOPASS_URL="+(&fakeNoPass{}).start(t), "NOPASS_KEY="+testKey)
	prove.Stdin = strings.NewReader("012 345\n")
	output, err := prove.CombinedOutput()
	if want := "6 digits: ada@example.com is theirs\n"; err != nil || string(output) != want {
		t.Errorf("got %q and %v, want %q", output, err, want)
	}
	// The other one serves for ever.
	build(t, blocks[1][1])
}

// build compiles a program of a user's, and returns it as a command.
func build(t *testing.T, source []byte) *exec.Cmd {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.go"), source, 0o600); err != nil {
		t.Fatal(err)
	}
	formatted, err := exec.Command("gofmt", filepath.Join(folder, "main.go")).Output()
	if err != nil || !bytes.Equal(formatted, source) {
		t.Errorf("a program of the readme is not formatted: %v", err)
	}
	for _, arguments := range [][]string{{"vet"}, {"build", "-o", filepath.Join(folder, "program")}} {
		if output, err := exec.Command("go", append(arguments, filepath.Join(folder, "main.go"))...).CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", arguments[0], err, output)
		}
	}
	return exec.Command(filepath.Join(folder, "program"))
}
