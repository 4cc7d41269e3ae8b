package nopass_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var goBlocks = regexp.MustCompile("(?s)```go\n(package main\n.*?)```")

func TestTheProgramsOfTheReadmeAreProgramsAndFormatted(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := goBlocks.FindAllSubmatch(readme, -1)
	if len(blocks) != 2 {
		t.Fatalf("the readme has %d programs", len(blocks))
	}
	// The first one is run by try-package.sh, and the other one serves for ever.
	for _, block := range blocks {
		build(t, block[1])
	}
}

// build compiles a program of a user's.
func build(t *testing.T, source []byte) {
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
}
