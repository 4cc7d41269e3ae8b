package nopass_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	nopass "github.com/nopass/nopass/clients/go"
)

const issuer = "https://nopass.example"

// receiptNoon is when receipts are issued and judged, unless a test says
// otherwise.
var receiptNoon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// claims and header are what a receipt is made of; nil leaves one out.
type (
	claims = map[string]any
	header = map[string]any
)

// atNoon tests at receiptNoon, with a clock that moves only while all wait.
func atNoon(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(receiptNoon))
		test(t)
	})
}

// signingKey is a key pair, and its public part as it is published.
type signingKey struct {
	jwk    map[string]any
	header header
	sign   func(signed []byte) []byte
}

func newES256Key(kid string) signingKey {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	point, err := private.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	return signingKey{
		jwk: map[string]any{
			"kty": "EC", "crv": "P-256", "x": encode(point[1:33]), "y": encode(point[33:]),
			"kid": kid, "alg": "ES256", "use": "sig",
		},
		header: header{"alg": "ES256", "kid": kid, "typ": "nopass-receipt+jwt"},
		sign:   ecdsaSigner(private),
	}
}

// ecdsaSigner signs as RFC 7518 §3.4 has it.
func ecdsaSigner(private *ecdsa.PrivateKey) func([]byte) []byte {
	return func(signed []byte) []byte {
		digest := sha256.Sum256(signed)
		r, s, err := ecdsa.Sign(rand.Reader, private, digest[:])
		if err != nil {
			panic(err)
		}
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	}
}

func newEdDSAKey(kid string) signingKey {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return signingKey{
		jwk:    map[string]any{"kty": "OKP", "crv": "Ed25519", "x": encode(public), "kid": kid, "alg": "EdDSA", "use": "sig"},
		header: header{"alg": "EdDSA", "kid": kid, "typ": "nopass-receipt+jwt"},
		sign:   func(signed []byte) []byte { return ed25519.Sign(private, signed) },
	}
}

func encode(bytes []byte) string { return base64.RawURLEncoding.EncodeToString(bytes) }

// written is JSON of a value, and a text as it stands.
func written(value any) string {
	if text, ok := value.(string); ok {
		return encode([]byte(text))
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return encode(text)
}

// with returns a copy with other values; nil leaves one out.
func with(original map[string]any, different map[string]any) map[string]any {
	changed := maps.Clone(original)
	maps.Copy(changed, different)
	maps.DeleteFunc(changed, func(_ string, value any) bool { return value == nil })
	return changed
}

// claimsAt is what the service says of Ada at this instant.
func claimsAt(instant time.Time) claims {
	return claims{
		"iss": issuer, "aud": "acme", "sub": "subject-canary", "email": "canary@example.com",
		"email_verified": true, "purpose": "sign-in", "amr": []string{"otp"},
		"auth_time": instant.Unix(), "iat": instant.Unix(), "exp": instant.Unix() + 300, "jti": "jti-canary",
	}
}

// aClaimSet is what the service says at noon, with what the test is about.
func aClaimSet(different claims) claims { return with(claimsAt(receiptNoon), different) }

func aReceipt(key signingKey, header, claims any) string {
	signed := written(header) + "." + written(claims)
	return signed + "." + encode(key.sign([]byte(signed)))
}

func jwksOf(keys ...signingKey) []byte {
	published := make([]map[string]any, len(keys))
	for i, key := range keys {
		published[i] = key.jwk
	}
	text, err := json.Marshal(map[string]any{"keys": published})
	if err != nil {
		panic(err)
	}
	return text
}

func newVerifier(t *testing.T, options ...nopass.ReceiptVerifierOption) *nopass.ReceiptVerifier {
	t.Helper()
	verifier, err := nopass.NewReceiptVerifier(issuer, "acme", options...)
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

// reasonOf returns the reason that a receipt has to have been refused for.
func reasonOf(t *testing.T, receipt *nopass.Receipt, err error) nopass.ReceiptReason {
	t.Helper()
	refusal, ok := errors.AsType[*nopass.ReceiptError](err)
	if !ok || receipt != nil {
		t.Fatalf("got %v and %v, want only a *ReceiptError", receipt, err)
	}
	return refusal.Reason
}

// roundTrip answers HTTP requests in place of a network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }
