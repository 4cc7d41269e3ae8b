package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
)

// What the executor says is tested against the real service, by all languages'
// suite. This is that it keeps to one line for one line.
func TestOneLineForOneLine(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		_, _ = io.Copy(io.Discard, request.Body)
		writer.WriteHeader(http.StatusTeapot)
	}))
	defer server.Close()
	lines := []string{
		`{"id":1,"do":"sendCode","request":{"email":"ada@example.com"}}`,
		fmt.Sprintf(`{"id":2,"do":"client","url":%q,"apiKey":"np_test_sk_k_s","options":{"timeoutMs":3000,"maxRetries":0}}`, server.URL),
		`{"id":"three","do":"sendCode","request":{"email":"ada@example.com"},"timeoutMs":500}`,
		`{"id":4,"do":"verifyReceipt","receipt":"a.b.c","options":{"issuer":"https://nopass.example","audience":"acme"}}`,
		`{"id":5,"do":"dance"}`,
		`{"id":6,"do":"close"}`,
		`{"id":7,"do":"verifyCode","request":{"challengeId":"nc1_c","code":"1"}}`,
	}
	command := exec.Command("./run")
	command.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`1 "ARGUMENT"`, `2 ok`, `"three" "UNREACHABLE"`, `4 "MALFORMED"`, `5 "ARGUMENT"`, `6 ok`, `7 "CANCELED"`}
	got := strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
	if len(got) != len(want) {
		t.Fatalf("got %s", output)
	}
	for i, line := range got {
		var answer struct {
			ID    json.RawMessage
			OK    *struct{}
			Error *struct{ Reason json.RawMessage }
		}
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatal(err)
		}
		said := "ok"
		if answer.Error != nil {
			said = string(answer.Error.Reason)
		}
		if summary := string(answer.ID) + " " + said; summary != want[i] {
			t.Errorf("got %s, want %s", line, want[i])
		}
	}
}
