package nopasshttp_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	nopass "github.com/nopass/nopass/clients/go"
	"github.com/nopass/nopass/clients/go/nopasshttp"
)

const issuer = "https://nopass.example"

// newVerifier trusts a key whose receipts, with a nonce, sign makes.
func newVerifier(t *testing.T, options ...nopass.ReceiptVerifierOption) (
	verifier *nopass.ReceiptVerifier,
	sign func(nonce string) string,
) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	jwks := fmt.Appendf(nil, `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k-1","x":"%s"}]}`, encode(public))
	verifier, err = nopass.NewReceiptVerifier(issuer, "acme", append(options, nopass.WithKeys(jwks))...)
	if err != nil {
		t.Fatal(err)
	}
	return verifier, func(nonce string) string {
		now := time.Now().Unix()
		claims, err := json.Marshal(map[string]any{
			"iss": issuer, "aud": "acme", "sub": "s", "email": "ada@example.com", "email_verified": true,
			"purpose": "sign-in", "amr": []string{"otp"}, "auth_time": now, "iat": now, "exp": now + 300,
			"jti": "j-" + nonce, "nonce": nonce,
		})
		if err != nil {
			t.Fatal(err)
		}
		signed := encode([]byte(`{"alg":"EdDSA","kid":"k-1","typ":"nopass-receipt+jwt"}`)) + "." + encode(claims)
		return signed + "." + encode(ed25519.Sign(private, []byte(signed)))
	}
}

var greet = http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
	fmt.Fprint(writer, "hello ", nopasshttp.ReceiptOf(request).Email)
})

var sessionNonce = nopasshttp.WithChecks(func(request *http.Request) []nopass.ReceiptCheck {
	return []nopass.ReceiptCheck{nopass.WithNonce(request.Header.Get("X-Session-Nonce"))}
})

func answerOf(handler http.Handler, authorization, nonce string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/sign-in", nil)
	request.Header.Set("Authorization", authorization)
	request.Header.Set("X-Session-Nonce", nonce)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func TestAGoodReceiptLetsARequestIn(t *testing.T) {
	verifier, sign := newVerifier(t)
	handler := nopasshttp.RequireReceipt(verifier, sessionNonce)(greet)
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER   "} {
		if got := answerOf(handler, scheme+sign("n-1"), "n-1"); got.Code != http.StatusOK || got.Body.String() != "hello ada@example.com" {
			t.Errorf("%q: got %d %s", scheme, got.Code, got.Body)
		}
	}
}

func TestAnyOtherRequestIsRefusedInTheSameWay(t *testing.T) {
	verifier, sign := newVerifier(t)
	var told []nopass.ReceiptReason
	handler := nopasshttp.RequireReceipt(verifier, sessionNonce, nopasshttp.OnRefused(func(_ *http.Request, err error) {
		refusal, _ := errors.AsType[*nopass.ReceiptError](err)
		told = append(told, refusal.Reason)
	}))(greet)
	for _, authorization := range []string{"", "Bearer", "Bearer ", "Basic " + sign("n-1"), sign("n-1"), "Bearer " + sign("n-1")} {
		got := answerOf(handler, authorization, "n-2")
		header := got.Header().Get("WWW-Authenticate") + ", " + got.Header().Get("Cache-Control")
		if got.Code != http.StatusUnauthorized || got.Body.String() != `{"error":"receipt_refused"}` || header != "Bearer, no-store" {
			t.Errorf("%q: got %d %s", authorization, got.Code, got.Body)
		}
	}
	if got := fmt.Sprint(told); got != "[MALFORMED MALFORMED MALFORMED MALFORMED MALFORMED NONCE]" {
		t.Errorf("the log was told %s", got)
	}
}

func TestAReceiptCanBeInAForm(t *testing.T) {
	verifier, sign := newVerifier(t)
	handler := nopasshttp.RequireReceipt(verifier, sessionNonce, nopasshttp.From(nopasshttp.FormField("receipt")))(greet)
	for place, want := range map[string]int{"body": http.StatusOK, "URL": http.StatusUnauthorized} {
		field := "receipt=" + sign("n-1")
		request := httptest.NewRequest(http.MethodPost, "/sign-in?"+field, nil)
		if place == "body" {
			request = httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(field))
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("X-Session-Nonce", "n-1")
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != want {
			t.Errorf("in the %s: got %d, want %d", place, recorder.Code, want)
		}
	}
}

func TestFaultsOfOursAreNotTakenForRefusals(t *testing.T) {
	broken := func(context.Context, string, time.Time) (bool, error) {
		return false, errors.New("the database is away")
	}
	verifier, sign := newVerifier(t, nopass.WithConsume(broken))
	got := answerOf(nopasshttp.RequireReceipt(verifier, sessionNonce)(greet), "Bearer "+sign("n-1"), "n-1")
	if got.Code != http.StatusInternalServerError || got.Body.String() != `{"error":"receipt_check_failed"}` {
		t.Errorf("a database that is away: got %d %s", got.Code, got.Body)
	}

	away, err := nopass.NewReceiptVerifier(issuer, "acme", nopass.WithKeyClient(&http.Client{Transport: noNetwork{}}))
	if err != nil {
		t.Fatal(err)
	}
	got = answerOf(nopasshttp.RequireReceipt(away)(greet), "Bearer "+sign("n-1"), "n-1")
	if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") != "5" {
		t.Errorf("a service that is away: got %d %s", got.Code, got.Body)
	}
}

func TestWithoutTheMiddlewareNobodyIsLetInByMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a request without a receipt has one")
		}
	}()
	answerOf(greet, "", "")
}

type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no network")
}
