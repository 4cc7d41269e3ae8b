package nopass_test

import (
	"context"
	"crypto/elliptic"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	nopass "github.com/nopass/nopass/clients/go"
)

func TestAReceiptTellsWhatItProves(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		got, err := newVerifier(t, nopass.WithKeys(jwksOf(es))).Verify(t.Context(), right)
		want := &nopass.Receipt{
			Email: "canary@example.com", Purpose: "sign-in", Subject: "subject-canary", Audience: "acme",
			VerifiedAt: receiptNoon, IssuedAt: receiptNoon, ExpiresAt: receiptNoon.Add(5 * time.Minute), ID: "jti-canary",
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestAReceiptIsJudgedByAnotherClock(t *testing.T) {
	for _, test := range []struct {
		at   time.Time
		want nopass.ReceiptReason
	}{
		{receiptNoon, ""},
		{receiptNoon.Add(330 * time.Second), nopass.ReceiptExpired},
		{receiptNoon.Add(-31 * time.Second), nopass.ReceiptNotYet},
	} {
		clock := nopass.WithClock(func() time.Time { return test.at })
		_, err := newVerifier(t, nopass.WithKeys(jwksOf(es)), clock).Verify(t.Context(), right)
		refusal, _ := errors.AsType[*nopass.ReceiptError](err)
		if (err == nil) != (test.want == "") || refusal != nil && refusal.Reason != test.want {
			t.Errorf("at %s: got %v, want %s", test.at, err, test.want)
		}
	}
}

func TestAReceiptIsBelieved(t *testing.T) {
	noonSeconds := receiptNoon.Unix()
	long := "нонс 🔑" + strings.Repeat("!", 122)
	for _, test := range []struct {
		name   string
		claims claims
		checks []nopass.ReceiptCheck
	}{
		{"with the purpose that was asked for", claims{"purpose": "a.b_c-1"}, []nopass.ReceiptCheck{nopass.WithPurpose("a.b_c-1")}},
		{"with the nonce that was given", claims{"nonce": "n-1"}, []nopass.ReceiptCheck{nopass.WithNonce("n-1")}},
		{"with a nonce in any script", claims{"nonce": long}, []nopass.ReceiptCheck{nopass.WithNonce(long)}},
		{"with an address full of what JSON escapes", claims{"email": `"a\:{}"<&>@example.com`}, nil},
		{"with claims of a later version", claims{"acr": "x", "amr": []string{"otp", "mca"}, "act": claims{"sub": "s", "x": nil}}, nil},
		{"with a test claim that says no", claims{"test": false}, nil},
		{"that was redeemed a while before it was issued", claims{"auth_time": noonSeconds - 250}, nil},
		{"as old as was allowed, and the tolerance", claims{"auth_time": noonSeconds - 90}, []nopass.ReceiptCheck{nopass.WithMaxAge(time.Minute)}},
	} {
		atNoon(t, func(t *testing.T) {
			for _, key := range []signingKey{es, ed} {
				receipt := aReceipt(key, key.header, aClaimSet(test.claims))
				if _, err := newVerifier(t, nopass.WithKeys(jwksOf(es, ed))).Verify(t.Context(), receipt, test.checks...); err != nil {
					t.Errorf("%s: %v", test.name, err)
				}
			}
		})
	}
}

func TestAReceiptIsBelievedFromItsFirstSecondToItsLast(t *testing.T) {
	for _, tolerance := range []time.Duration{0, 30 * time.Second, time.Minute} {
		options := []nopass.ReceiptVerifierOption{nopass.WithKeys(jwksOf(es)), nopass.WithClockTolerance(tolerance)}
		for after, want := range map[time.Duration]nopass.ReceiptReason{
			-tolerance - time.Second: nopass.ReceiptNotYet,
			-tolerance:               "",
			5*time.Minute + tolerance - 1*time.Second: "",
			5*time.Minute + tolerance:                 nopass.ReceiptExpired,
		} {
			atNoon(t, func(t *testing.T) {
				issued := receiptNoon.Add(-after)
				receipt, err := newVerifier(t, options...).Verify(t.Context(), aReceipt(es, es.header, claimsAt(issued)))
				if want == "" && err == nil {
					return
				}
				if got := reasonOf(t, receipt, err); got != want {
					t.Errorf("tolerance %s, %s after: got %s, want %q", tolerance, after, got, want)
				}
			})
		}
	}
}

func TestAFreshProofCanBeAskedFor(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		old := aReceipt(es, es.header, aClaimSet(claims{"auth_time": receiptNoon.Unix() - 91}))
		receipt, err := newVerifier(t, nopass.WithKeys(jwksOf(es))).Verify(t.Context(), old, nopass.WithMaxAge(time.Minute))
		if got := reasonOf(t, receipt, err); got != nopass.ReceiptExpired {
			t.Error(got)
		}
	})
}

func TestTestReceiptsAreAcceptedOnlyWhereTheyAreAllowed(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		text := aReceipt(es, es.header, aClaimSet(claims{"test": true}))
		receipt, err := newVerifier(t, nopass.WithKeys(jwksOf(es)), nopass.AllowTest()).Verify(t.Context(), text)
		if err != nil || !receipt.Test {
			t.Errorf("got %+v, %v", receipt, err)
		}
	})
}

func TestConsumeIsAskedLast(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		var asked []string
		consume := nopass.WithConsume(func(_ context.Context, id string, until time.Time) (bool, error) {
			asked = append(asked, fmt.Sprint(id, " ", until.UTC().Format(time.TimeOnly)))
			return true, nil
		})
		verifier := newVerifier(t, nopass.WithKeys(jwksOf(es)))
		for _, refused := range []struct {
			receipt string
			check   nopass.ReceiptCheck
		}{
			{aReceipt(stranger, es.header, aClaimSet(nil)), consume},
			{right, nopass.WithPurpose("other")},
			{right, nopass.WithNonce("other")},
		} {
			if _, err := verifier.Verify(t.Context(), refused.receipt, consume, refused.check); err == nil {
				t.Error("accepted")
			}
		}
		if _, err := verifier.Verify(t.Context(), right, consume); err != nil {
			t.Error(err)
		}
		if want := []string{"jti-canary 12:06:00"}; !reflect.DeepEqual(asked, want) {
			t.Errorf("got %v", asked)
		}
	})
}

func TestAReceiptThatWasUsedBeforeIsRefused(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		verifier := newVerifier(t, nopass.WithKeys(jwksOf(es)), nopass.WithConsume(nopass.NewMemoryReplayGuard(0)))
		mirrored := es
		mirrored.sign = func(signed []byte) []byte {
			signature := es.sign(signed)
			s := new(big.Int).Sub(elliptic.P256().Params().N, new(big.Int).SetBytes(signature[32:]))
			return append(signature[:32:32], s.FillBytes(make([]byte, 32))...)
		}
		if _, err := verifier.Verify(t.Context(), aReceipt(mirrored, es.header, aClaimSet(nil))); err != nil {
			t.Fatal(err)
		}
		receipt, err := verifier.Verify(t.Context(), right)
		if got := reasonOf(t, receipt, err); got != nopass.ReceiptReplayed {
			t.Error(got)
		}
	})
}

func TestWhatConsumeFailsWithComesThrough(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		away := errors.New("the database is away")
		consume := func(context.Context, string, time.Time) (bool, error) { return true, away }
		receipt, err := newVerifier(t, nopass.WithKeys(jwksOf(es))).Verify(t.Context(), right, nopass.WithConsume(consume))
		if receipt != nil || err != away {
			t.Errorf("got %v, %v", receipt, err)
		}
	})
}

func TestAMemoryReplayGuardForgetsNothingEarly(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		consume := nopass.NewMemoryReplayGuard(2)
		for _, step := range []struct {
			id      string
			want    bool
			isFull  bool
			elapses time.Duration
		}{
			{id: "a", want: true},
			{id: "a"},
			{id: "b", want: true, elapses: 30 * time.Second},
			{id: "c", isFull: true},
			{id: "a", elapses: 30 * time.Second},
			{id: "c", want: true},
			{id: "a", want: true},
		} {
			got, err := consume(t.Context(), step.id, time.Now().Add(time.Minute))
			if got != step.want || (err != nil) != step.isFull {
				t.Errorf("%s at %s: got %v, %v", step.id, time.Now(), got, err)
			}
			time.Sleep(step.elapses)
		}
	})
}

func TestNewReceiptVerifierRefusesWhatCannotWork(t *testing.T) {
	leaked := signingKey{jwk: with(es.jwk, claims{"d": encode(make([]byte, 32))})}
	symmetric := signingKey{jwk: claims{"kty": "oct", "kid": "oct-1", "k": encode(make([]byte, 32))}}
	local := func(address string) nopass.ReceiptVerifierOption { return nopass.WithJWKSURL(address) }
	for _, test := range []struct {
		issuer, audience string
		options          []nopass.ReceiptVerifierOption
		want             string
	}{
		{"", "acme", nil, "issuer is missing"},
		{issuer + "/", "acme", nil, "ends with a slash"},
		{"acme", "acme", nil, "issuer is not a URL"},
		{"http://nopass.example", "acme", nil, "issuer must start with https://"},
		{issuer, "", nil, "audience is missing"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeys(jwksOf(es)), local("https://a")}, "exclude each other"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeys(jwksOf())}, "no keys"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeys([]byte(`{"keys":["es-1"]}`))}, "not a JWK set"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeys([]byte(`{"keys":[null]}`))}, "not a JWK set"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeys([]byte{})}, "not a JWK set"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeys(jwksOf(leaked))}, "private key"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeys(jwksOf(symmetric))}, "private key"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithClockTolerance(61 * time.Second)}, "tolerance"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithClockTolerance(-1)}, "tolerance"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithKeyClient(nil)}, "HTTP client"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{nopass.WithPurpose("")}, "purpose"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{local("http://nopass.example/keys")}, "must start with https://"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{local("http://127.0.0.1.evil.example/")}, "must start with https://"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{local("file:///etc/keys.json")}, "not a URL"},
		{issuer, "acme", []nopass.ReceiptVerifierOption{local("https://canary:canary@nopass.example/")}, "has credentials"},
	} {
		verifier, err := nopass.NewReceiptVerifier(test.issuer, test.audience, test.options...)
		if verifier != nil || err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
	for _, local := range []string{"http://localhost:3600", "http://127.0.0.1:3600", "http://127.9.9.9", "http://[::1]:3600"} {
		if _, err := nopass.NewReceiptVerifier(local, "acme"); err != nil {
			t.Errorf("%s is this machine: %v", local, err)
		}
	}
	verifier := newVerifier(t, nopass.WithKeys(jwksOf(es)))
	for _, check := range []nopass.ReceiptCheck{nopass.WithPurpose(""), nopass.WithMaxAge(-1), nopass.WithConsume(nil)} {
		_, err := verifier.Verify(t.Context(), right, check)
		if _, isRefusal := errors.AsType[*nopass.ReceiptError](err); err == nil || isRefusal {
			t.Errorf("got %v", err)
		}
	}
}

func TestVerifyReceiptSharesItsKeys(t *testing.T) {
	asked := 0
	url := serve(t, http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = writer.Write(jwksOf(es))
	})) + "/keys"
	now := claimsAt(time.Now())
	for range 20 {
		receipt, err := nopass.VerifyReceipt(t.Context(), aReceipt(es, es.header, now), issuer, "acme", nopass.WithJWKSURL(url))
		if err != nil || receipt.ID != "jti-canary" {
			t.Fatal(receipt, err)
		}
	}
	for _, test := range []struct {
		audience string
		option   nopass.ReceiptOption
		want     nopass.ReceiptReason
	}{
		{"globex", nopass.WithPurpose("sign-in"), nopass.ReceiptAudience},
		{"acme", nopass.WithPurpose("other"), nopass.ReceiptPurpose},
		{"acme", nopass.WithNonce(""), nopass.ReceiptNonce},
	} {
		receipt, err := nopass.VerifyReceipt(
			t.Context(), aReceipt(es, es.header, now), issuer, test.audience, nopass.WithJWKSURL(url), test.option,
		)
		if got := reasonOf(t, receipt, err); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	if _, err := nopass.VerifyReceipt(t.Context(), right, "", "acme"); err == nil {
		t.Error("no issuer is accepted")
	}
}
