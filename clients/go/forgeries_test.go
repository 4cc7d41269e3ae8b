package nopass_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	nopass "github.com/nopass/nopass/clients/go"
)

var (
	es, ed   = newES256Key("es-1"), newEdDSAKey("ed-1")
	stranger = newES256Key("es-1")
	right    = aReceipt(es, es.header, aClaimSet(nil))
)

// What is forged in other ways is shown to the clients of all languages:
// test/conformance.
func TestARefusalShowsNothingOfTheReceipt(t *testing.T) {
	rightParts := strings.Split(right, ".")
	said := func(different claims) string { return aReceipt(es, es.header, aClaimSet(different)) }
	forgeries := []struct {
		name    string
		receipt string
		want    nopass.ReceiptReason
	}{
		{"a fourth part", right + "." + rightParts[2], nopass.ReceiptMalformed},
		{"a name twice", aReceipt(es, es.header, `{"email":"canary@example.com","email":"eve@example.com"}`), nopass.ReceiptMalformed},
		{"a header of the sender's", aReceipt(es, with(es.header, header{"canary": "eve@example.com"}), aClaimSet(nil)), nopass.ReceiptMalformed},
		{"another key", aReceipt(es, with(es.header, header{"kid": "canary"}), aClaimSet(nil)), nopass.ReceiptKeyUnknown},
		{"a key of the same name", aReceipt(stranger, es.header, aClaimSet(nil)), nopass.ReceiptSignature},
		{"another issuer", said(claims{"iss": "https://canary.example"}), nopass.ReceiptIssuer},
		{"another audience", said(claims{"aud": "canary"}), nopass.ReceiptAudience},
		{"another purpose", said(claims{"purpose": "canary"}), nopass.ReceiptPurpose},
		{"a nonce", said(claims{"nonce": "canary"}), nopass.ReceiptNonce},
		{"no address", said(claims{"email": "canary"}), nopass.ReceiptClaims},
		// JSON has one kind of number, and Go's reader of whole ones takes no powers of ten.
		{"powers of ten", said(claims{"exp": json.RawMessage("17803155e2")}), nopass.ReceiptClaims},
		{"a test", said(claims{"test": true}), nopass.ReceiptTest},
		{"an old one", aReceipt(es, es.header, claimsAt(receiptNoon.AddDate(0, 0, -1))), nopass.ReceiptExpired},
		{"a future one", aReceipt(es, es.header, claimsAt(receiptNoon.AddDate(0, 0, 1))), nopass.ReceiptNotYet},
	}
	atNoon(t, func(t *testing.T) {
		verifier := newVerifier(t, nopass.WithKeys(jwksOf(es, ed)))
		for _, forgery := range forgeries {
			receipt, err := verifier.Verify(t.Context(), forgery.receipt)
			if receipt != nil || err == nil {
				t.Errorf("%s: accepted", forgery.name)
				continue
			}
			if got := reasonOf(t, receipt, err); got != forgery.want {
				t.Errorf("%s: got %s, want %s", forgery.name, got, forgery.want)
			}
			shown := fmt.Sprintf("%v %+v %#v", err, err, err)
			for _, part := range append(strings.Split(forgery.receipt, "."), "canary", "eve@") {
				if len(part) > 3 && strings.Contains(shown, part) {
					t.Errorf("%s: %s shows %q", forgery.name, shown, part)
				}
			}
		}
	})
}

func TestWhateverCharacterIsChangedTheReceiptIsRefused(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		verifier := newVerifier(t, nopass.WithKeys(jwksOf(es)))
		for at := range right {
			other := "A"
			if right[at] == 'A' {
				other = "B"
			}
			if _, err := verifier.Verify(t.Context(), right[:at]+other+right[at+1:]); err == nil {
				t.Errorf("accepted with another character at %d", at)
			}
		}
	})
}

func FuzzVerify(f *testing.F) {
	f.Add(right)
	f.Add("a.b.c")
	verifier, err := nopass.NewReceiptVerifier(issuer, "acme", nopass.WithKeys(jwksOf(es, ed)))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		receipt, err := verifier.Verify(t.Context(), text)
		// The one that is right has its own time, and is too old or not yet.
		reasonOf(t, receipt, err)
	})
}
