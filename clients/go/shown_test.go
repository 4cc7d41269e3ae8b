package nopass_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	nopass "github.com/nopass/nopass/clients/go"
)

func TestNothingThatALogShouldNotKeepIsShown(t *testing.T) {
	sent := nopass.SendCodeResponse{ChallengeID: "canary", CodeLength: 6}
	verified := nopass.VerifyCodeResponse{Email: "canary@example.com", Receipt: "canary", KnownDevice: "canary", Purpose: "sign-in"}
	receipt := nopass.Receipt{Email: "canary@example.com", Subject: "canary", ID: "canary", Nonce: "canary", Purpose: "sign-in"}
	for _, value := range []any{
		nopass.SendCodeRequest{Email: "canary@example.com", Nonce: "canary", IdempotencyKey: "canary", ClientIP: "canary"},
		nopass.VerifyCodeRequest{ChallengeID: "canary", Code: "canary", AttemptID: "canary"},
		sent, &sent, verified, &verified, receipt, &receipt,
	} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("shown", "value", value)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			fmt.Fprintf(&log, verb, value)
			fmt.Fprintf(&log, verb, []any{value})
		}
		if strings.Contains(log.String(), "canary") || !strings.Contains(log.String(), "nopass.") {
			t.Errorf("%T: %s", value, log.String())
		}
	}
}
