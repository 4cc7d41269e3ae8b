package nopass_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	nopass "github.com/nopass/nopass/clients/go"
)

// forgery is what no verifier may take for a receipt.
type forgery struct {
	name    string
	receipt string
	want    nopass.ReceiptReason
	checks  []nopass.ReceiptCheck
}

var (
	es, ed            = newES256Key("es-1"), newEdDSAKey("ed-1")
	stranger          = newES256Key("es-1")
	twins             = []signingKey{newES256Key("twin-1"), newES256Key("twin-1")}
	leaked            = changed(newES256Key("leaked-1"), map[string]any{"d": encode(make([]byte, 32))})
	encrypting        = changed(newES256Key("enc-1"), map[string]any{"use": "enc"})
	signingOnly       = changed(newES256Key("sign-1"), map[string]any{"key_ops": []string{"sign"}})
	misnamed          = changed(newES256Key("misnamed-1"), map[string]any{"alg": "EdDSA"})
	offCurve          = changed(newES256Key("off-curve-1"), map[string]any{"y": encode(bytes.Repeat([]byte{7}, 32))})
	short             = changed(newEdDSAKey("short-1"), map[string]any{"x": "AAAA"})
	p384              = newP384Key("p384-1")
	k256              = changed(newES256Key("k256-1"), map[string]any{"crv": "secp256k1", "alg": nil})
	rsa               = changed(newES256Key("rsa-1"), map[string]any{"kty": "RSA", "crv": nil, "alg": nil, "n": "AQAB", "e": "AQAB"})
	x25519            = changed(newEdDSAKey("x25519-1"), map[string]any{"crv": "X25519", "alg": nil})
	secret            = bytes.Repeat([]byte{7}, 32)
	symmetric         = signingKey{jwk: map[string]any{"kty": "oct", "kid": "oct-1", "k": encode(secret), "alg": "HS256"}}
	symmetricUnstated = signingKey{jwk: map[string]any{"kty": "oct", "kid": "oct-2", "k": encode(secret)}}

	// Every key that a receipt could be made to name, whether or not it can sign one.
	published = []signingKey{
		es, ed, twins[0], twins[1], leaked, encrypting, signingOnly, misnamed, offCurve, short, p384, k256, rsa, x25519,
		symmetric, symmetricUnstated,
	}

	right      = aReceipt(es, es.header, aClaimSet(nil))
	rightParts = strings.Split(right, ".")
)

func changed(key signingKey, different map[string]any) signingKey {
	key.jwk = with(key.jwk, different)
	return key
}

func newP384Key(kid string) signingKey {
	private, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		panic(err)
	}
	key := newES256Key(kid)
	key.jwk = with(key.jwk, map[string]any{"crv": "P-384", "alg": nil})
	key.sign = ecdsaSigner(private, crypto.SHA384)
	return key
}

func TestForgeriesAreRefused(t *testing.T) {
	forgeries := slices.Concat(
		algorithmForgeries(), headerForgeries(), claimForgeries(), formForgeries(), signatureForgeries(),
	)
	names := map[string]bool{}
	atNoon(t, func(t *testing.T) {
		verifier := newVerifier(t, nopass.WithKeyClient(publishing(published...)))
		for _, forgery := range forgeries {
			names[forgery.name] = true
			receipt, err := verifier.Verify(t.Context(), forgery.receipt, forgery.checks...)
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
		for _, key := range []signingKey{es, ed} {
			if _, err := verifier.Verify(t.Context(), aReceipt(key, key.header, aClaimSet(nil))); err != nil {
				t.Errorf("what is right about them: %v", err)
			}
		}
	})
	if len(names) != len(forgeries) || len(forgeries) < 200 {
		t.Errorf("%d names for %d forgeries", len(names), len(forgeries))
	}
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

// forged is wrong in one thing, and signed by a key that the service publishes.
func forged(name string, want nopass.ReceiptReason, key signingKey, header, claims any) forgery {
	return forgery{name: name, want: want, receipt: aReceipt(key, header, claims)}
}

func malformed(name, text string) forgery {
	return forgery{name: name, want: nopass.ReceiptMalformed, receipt: text}
}

func headed(name string, different header) forgery {
	return forged(name, nopass.ReceiptMalformed, es, with(es.header, different), aClaimSet(nil))
}

func algorithmForgeries() []forgery {
	forgeries := []forgery{
		headed("alg none with a signature", header{"alg": "none"}),
		headed("alg missing", header{"alg": nil}),
		forged("ES384", nopass.ReceiptMalformed, p384, with(p384.header, header{"alg": "ES384"}), aClaimSet(nil)),
		forged("ES256 by a key on P-384", nopass.ReceiptKeyUnknown, p384, p384.header, aClaimSet(nil)),
		forged("ES256 by a key on secp256k1", nopass.ReceiptKeyUnknown, k256, k256.header, aClaimSet(nil)),
		forged("ES256 by an RSA key", nopass.ReceiptKeyUnknown, rsa, rsa.header, aClaimSet(nil)),
		forged("ES256 that names a key of EdDSA", nopass.ReceiptKeyUnknown, ed, with(ed.header, header{"alg": "ES256"}), aClaimSet(nil)),
		forged("EdDSA that names a key of ES256", nopass.ReceiptKeyUnknown, es, with(es.header, header{"alg": "EdDSA"}), aClaimSet(nil)),
		forged("EdDSA that names an X25519 key", nopass.ReceiptKeyUnknown, x25519, x25519.header, aClaimSet(nil)),
		forged("EdDSA by another key than it names", nopass.ReceiptSignature, es, ed.header, aClaimSet(nil)),
	}
	for _, alg := range []any{
		"es256", "ES256 ", "eddsa", "Ed25519", "", 256, []string{"ES256"}, "RS256", "PS256", "ES256K", "ES512",
	} {
		forgeries = append(forgeries, headed(fmt.Sprintf("alg %q", alg), header{"alg": alg}))
	}
	for _, alg := range []string{"none", "None", "nOnE"} {
		signed := written(with(es.header, header{"alg": alg})) + "." + rightParts[1]
		forgeries = append(forgeries, malformed("alg "+alg+" without a signature", signed+"."))
	}
	for kid, key := range map[string][]byte{
		"oct-1": secret,
		"es-1":  []byte(es.jwk["x"].(string)),
	} {
		signed := written(with(es.header, header{"alg": "HS256", "kid": kid})) + "." + rightParts[1]
		forgeries = append(forgeries, malformed("HS256 with "+kid, signed+"."+encode(hmacOf(key, signed))))
	}
	return forgeries
}

func hmacOf(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func headerForgeries() []forgery {
	forgeries := []forgery{
		headed("kid missing", header{"kid": nil}),
		headed("kid empty", header{"kid": ""}),
		headed("kid a number", header{"kid": 1}),
		headed("kid a list", header{"kid": []string{"es-1"}}),
		headed("typ missing", header{"typ": nil}),
		headed("jwk: a key of the sender's", header{"jwk": stranger.jwk}),
		headed("b64 false, as RFC 7797 has it", header{"b64": false, "crit": []string{"b64"}}),
		forged("kid of a key for encryption", nopass.ReceiptKeyUnknown, encrypting, encrypting.header, aClaimSet(nil)),
		forged("kid of a key that must not verify", nopass.ReceiptKeyUnknown, signingOnly, signingOnly.header, aClaimSet(nil)),
		forged("kid of a key with another alg", nopass.ReceiptKeyUnknown, misnamed, misnamed.header, aClaimSet(nil)),
		forged("kid of two keys", nopass.ReceiptKeysUnavailable, twins[0], twins[0].header, aClaimSet(nil)),
		forged("kid of a key that was published with its private part", nopass.ReceiptKeysUnavailable, leaked, leaked.header, aClaimSet(nil)),
		forged("kid of a key off its curve", nopass.ReceiptKeysUnavailable, offCurve, offCurve.header, aClaimSet(nil)),
		forged("kid of a key that is too short", nopass.ReceiptKeysUnavailable, short, short.header, aClaimSet(nil)),
	}
	for _, kid := range []string{
		"unknown", "ES-1", "es-1 ", "../../../../dev/null", "/etc/passwd", "es-1' OR '1'='1",
		"https://evil.example/jwks.json", "__proto__", "es-1\x00", "oct-1", "oct-2",
	} {
		name := fmt.Sprintf("kid %q", kid)
		forgeries = append(forgeries, forged(name, nopass.ReceiptKeyUnknown, es, with(es.header, header{"kid": kid}), aClaimSet(nil)))
	}
	for _, extra := range []struct {
		name  string
		value any
	}{
		{"crit", []string{"exp"}},
		{"crit", []string{}},
		{"jku", "https://evil.example/jwks.json"},
		{"jku", issuer + "/.well-known/jwks.json"},
		{"x5u", "https://evil.example/chain.pem"},
		{"x5c", []string{"MIIB"}},
		{"x5t", "AAAA"},
		{"zip", "DEF"},
		{"enc", "A256GCM"},
		{"cty", "JWT"},
		{"b64", true},
		{"b64", false},
		{"iss", issuer},
		{"ALG", "ES256"},
		{"", "ES256"},
	} {
		name := fmt.Sprintf("header %s %v", extra.name, extra.value)
		forgeries = append(forgeries, headed(name, header{extra.name: extra.value}))
	}
	for _, typ := range []any{
		"JWT", "jwt", "at+jwt", "Nopass-Receipt+JWT", "NOPASS-RECEIPT+JWT", "application/nopass-receipt+jwt",
		"nopass-receipt+jwt ", "nopass-receipt", 1,
	} {
		forgeries = append(forgeries, headed(fmt.Sprintf("typ %v", typ), header{"typ": typ}))
	}
	for name, text := range map[string]any{
		"a header that says alg twice":                  `{"alg":"none","alg":"ES256","kid":"es-1","typ":"nopass-receipt+jwt"}`,
		"a header that says kid twice, once in escapes": `{"alg":"ES256","\u006bid":"other","kid":"es-1","typ":"nopass-receipt+jwt"}`,
		"a header with its names in capitals":           `{"Alg":"ES256","Kid":"es-1","Typ":"nopass-receipt+jwt"}`,
		"a header that is a list":                       []any{es.header},
		"a header that is null":                         "null",
		"a header that is no JSON":                      "{alg:ES256}",
		"a header with a comma too many":                `{"alg":"ES256","kid":"es-1","typ":"nopass-receipt+jwt",}`,
		"a header with something after it":              `{"alg":"ES256","kid":"es-1","typ":"nopass-receipt+jwt"}{}`,
		"a header with a byte order mark":               "\ufeff" + `{"alg":"ES256","kid":"es-1","typ":"nopass-receipt+jwt"}`,
	} {
		forgeries = append(forgeries, forged(name, nopass.ReceiptMalformed, es, text, aClaimSet(nil)))
	}
	return forgeries
}

func claimForgeries() []forgery {
	seconds := receiptNoon.Unix()
	var forgeries []forgery
	said := func(name string, value any, want nopass.ReceiptReason, checks ...nopass.ReceiptCheck) {
		forgeries = append(forgeries, forgery{
			name:    fmt.Sprintf("%s %#.40v, check %d", name, value, len(forgeries)),
			want:    want,
			receipt: aReceipt(es, es.header, with(aClaimSet(nil), claims{name: value})),
			checks:  checks,
		})
	}
	// null is a value of its own, which nil here is not.
	null := (*string)(nil)
	for _, value := range []any{
		issuer + "/", "https://NoPass.example", "http://nopass.example", "https://nopass.example.evil.example",
		[]string{issuer}, null,
	} {
		said("iss", value, nopass.ReceiptIssuer)
	}
	for _, value := range []any{"globex", "ACME", "acme ", []string{"acme", "globex"}, []string{"acme"}, []string{}, 7} {
		said("aud", value, nopass.ReceiptAudience)
	}
	for _, name := range []string{"iss", "aud", "exp", "iat", "auth_time", "sub", "jti", "email", "email_verified", "amr", "purpose"} {
		said(name, nil, nopass.ReceiptClaims)
	}
	for _, value := range []any{
		fmt.Sprint(seconds + 300), null, true, seconds + 301, seconds + 10*365*86_400, float64(seconds) + 0.5,
		seconds, seconds * 1000, int64(1)<<62 + 1,
	} {
		said("exp", value, nopass.ReceiptClaims)
	}
	said("exp", -1, nopass.ReceiptExpired)
	for _, value := range []any{fmt.Sprint(seconds), seconds * 1000, float64(seconds) + 0.5, null} {
		said("iat", value, nopass.ReceiptClaims)
	}
	said("nbf", seconds+31, nopass.ReceiptNotYet)
	said("nbf", fmt.Sprint(seconds), nopass.ReceiptClaims)
	for _, value := range []any{seconds + 1, seconds + 86_400, fmt.Sprint(seconds)} {
		said("auth_time", value, nopass.ReceiptClaims)
	}
	for _, name := range []string{"sub", "jti", "email", "purpose"} {
		said(name, "", nopass.ReceiptClaims)
		said(name, 7, nopass.ReceiptClaims)
		said(name, strings.Repeat("j", 257), nopass.ReceiptClaims)
	}
	for _, value := range []any{"canary", []string{"canary@example.com"}, claims{"toString": "canary@example.com"}} {
		said("email", value, nopass.ReceiptClaims)
	}
	for _, value := range []any{"true", 1, false} {
		said("email_verified", value, nopass.ReceiptClaims)
	}
	for _, value := range []any{[]string{}, []string{"pwd"}, "otp", []string{"OTP"}, claims{"0": "otp", "length": 1}} {
		said("amr", value, nopass.ReceiptClaims)
	}
	for _, value := range []any{"delete-account", "sign", "sign-in-admin", "Sign-In"} {
		said("purpose", value, nopass.ReceiptPurpose)
	}
	said("purpose", []string{"sign-in"}, nopass.ReceiptClaims)
	said("purpose", "sign-in", nopass.ReceiptPurpose, nopass.WithPurpose("delete-account"))
	for _, nonce := range []string{"another", "nonce-canary ", "NONCE-CANARY", ""} {
		said("nonce", "nonce-canary", nopass.ReceiptNonce, nopass.WithNonce(nonce))
	}
	said("nonce", "nonce-canary", nopass.ReceiptNonce)
	said("nonce", nil, nopass.ReceiptNonce, nopass.WithNonce("nonce-canary"))
	said("nonce", nil, nopass.ReceiptNonce, nopass.WithNonce(""))
	said("nonce", "", nopass.ReceiptClaims, nopass.WithNonce(""))
	said("nonce", 7, nopass.ReceiptClaims, nopass.WithNonce("7"))
	said("nonce", null, nopass.ReceiptClaims)
	said("test", true, nopass.ReceiptTest)
	for _, value := range []any{"false", 0, null} {
		said("test", value, nopass.ReceiptClaims)
	}
	text := func(name string, want nopass.ReceiptReason, before, after string) {
		whole := `{"iss":"https://nopass.example","aud":"acme","sub":"s","email":"canary@example.com",` +
			`"email_verified":true,"purpose":"sign-in","amr":["otp"],"auth_time":1780315200,"iat":1780315200,` +
			`"exp":1780315500,"jti":"j"}`
		forgeries = append(forgeries, forged(name, want, es, es.header, strings.Replace(whole, before, after, 1)))
	}
	text("two addresses", nopass.ReceiptMalformed, `"sub"`, `"email":"eve@example.com","sub"`)
	text("two addresses, one in escapes", nopass.ReceiptMalformed, `"sub"`, `"\u0065mail":"eve@example.com","sub"`)
	text("a name twice further in", nopass.ReceiptMalformed, `"sub"`, `"act":{"a":1,"a":2},"sub"`)
	text("a name twice in a list", nopass.ReceiptMalformed, `"sub"`, `"act":[{"a":1,"a":2}],"sub"`)
	text("another address in other letters", nopass.ReceiptClaims, `"email":`, `"Email":"eve@example.com","EMAIL":`)
	text("exp beyond every number", nopass.ReceiptClaims, `1780315500`, `1e400`)
	text("exp in powers of ten", nopass.ReceiptClaims, `1780315500`, `17803155e2`)
	for name, after := range map[string]int64{"expired": -331, "expired by exactly the tolerance": -330} {
		at := claims{"auth_time": seconds + after, "iat": seconds + after, "exp": seconds + after + 300}
		forgeries = append(forgeries, forged(name, nopass.ReceiptExpired, es, es.header, aClaimSet(at)))
	}
	for name, after := range map[string]int64{"in the future": 31, "far in the future": 86_400} {
		at := claims{"auth_time": seconds + after, "iat": seconds + after, "exp": seconds + after + 300}
		forgeries = append(forgeries, forged(name, nopass.ReceiptNotYet, es, es.header, aClaimSet(at)))
	}
	return forgeries
}

func formForgeries() []forgery {
	head, body, signature := rightParts[0], rightParts[1], rightParts[2]
	resigned := func(claims string) string {
		return head + "." + claims + "." + encode(es.sign([]byte(head+"."+claims)))
	}
	padded := paddedClaims()
	forgeries := []forgery{
		forged("claims that are no JSON", nopass.ReceiptMalformed, es, es.header, "sign-in"),
		forged("claims that are a list", nopass.ReceiptMalformed, es, es.header, []any{aClaimSet(nil)}),
		forged("claims that are null", nopass.ReceiptMalformed, es, es.header, "null"),
		forged("claims that are a text", nopass.ReceiptMalformed, es, es.header, `"sign-in"`),
		malformed("claims that are not UTF-8", resigned(encode([]byte("{\"sub\":\"s\xff\"}")))),
		malformed("an empty text", ""),
		malformed("a space", " "),
		malformed("two dots", ".."),
		malformed("one part", body),
		malformed("two parts", head+"."+body),
		malformed("a dot before", "."+right),
		malformed("a dot after", right+"."),
		malformed("a fourth part", right+"."+signature),
		malformed("five parts, as in JWE", right+"."+signature+"."+signature),
		malformed("no signature", head+"."+body+"."),
		malformed("a detached payload", head+".."+signature),
		malformed("no header", "."+body+"."+signature),
		malformed("swapped header and claims", body+"."+head+"."+signature),
		{name: "swapped claims and signature", receipt: head + "." + signature + "." + body, want: nopass.ReceiptSignature},
		malformed("JSON serialisation", `{"protected":"`+head+`","payload":"`+body+`","signature":"`+signature+`"}`),
		malformed("a receipt in quotes", `"`+right+`"`),
		malformed("Bearer before it", "Bearer "+right),
		malformed("the standard alphabet", standardAlphabet()),
		malformed("padded claims, signed", resigned(padded+"=")),
		malformed("a signature with stray trailing bits", strayBits(right)),
		malformed("claims with stray trailing bits, signed", resigned(strayBits(padded))),
		malformed("1 MB of A", strings.Repeat("A", 1<<20)),
		malformed("1 MB of dots", strings.Repeat(".", 1<<20)),
		forged("more than 4 KiB", nopass.ReceiptMalformed, es, es.header, aClaimSet(claims{"more": strings.Repeat("x", 3000)})),
	}
	for _, extra := range []string{" ", "\n", "\r", "\t", "\x00", "\u200b", "=", "==", "%20"} {
		forgeries = append(forgeries,
			malformed(fmt.Sprintf("%q before", extra), extra+right),
			malformed(fmt.Sprintf("%q after", extra), right+extra),
			malformed(fmt.Sprintf("%q in it", extra), head+extra+"."+body+"."+signature),
			malformed(fmt.Sprintf("%q in the claims, signed", extra), resigned(body[:8]+extra+body[8:])),
		)
	}
	return forgeries
}

func standardAlphabet() string {
	standard := strings.NewReplacer("-", "+", "_", "/")
	for {
		receipt := aReceipt(es, es.header, aClaimSet(nil))
		at := strings.LastIndexByte(receipt, '.')
		if changed := receipt[:at] + standard.Replace(receipt[at:]); changed != receipt {
			return changed
		}
	}
}

// strayBits sets a bit that the last character has and no byte gets.
func strayBits(canonical string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, canonical[len(canonical)-1])
	return canonical[:len(canonical)-1] + string(alphabet[last+1])
}

// paddedClaims has a length that leaves two bits of the last character over.
func paddedClaims() string {
	for subject := "s"; ; subject += "s" {
		if part := written(aClaimSet(claims{"sub": subject})); len(part)%4 == 3 {
			return part
		}
	}
}

func signatureForgeries() []forgery {
	// Of P-256 (FIPS 186-5) and of edwards25519 (RFC 8032 §5.1).
	order := elliptic.P256().Params().N
	edOrder, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	var forgeries []forgery
	signed := func(name string, key signingKey, change func(signature []byte) []byte) {
		sign := key.sign
		key.sign = func(signed []byte) []byte { return change(sign(signed)) }
		forgeries = append(forgeries, forged(name, nopass.ReceiptSignature, key, key.header, aClaimSet(nil)))
	}
	constant := func(value []byte) func([]byte) []byte { return func([]byte) []byte { return value } }
	signed("by a key of the same name", stranger, func(signature []byte) []byte { return signature })
	signed("cut short", es, func(signature []byte) []byte { return signature[:63] })
	signed("one byte too long", es, func(signature []byte) []byte { return append(signature, 0) })
	signed("of one byte", es, constant([]byte{0}))
	signed("in DER", es, toDER)
	signed("r and s of zero (CVE-2022-21449)", es, constant(make([]byte, 64)))
	signed("r of zero", es, func(signature []byte) []byte { return append(make([]byte, 32), signature[32:]...) })
	signed("s of zero", es, func(signature []byte) []byte { return append(signature[:32:32], make([]byte, 32)...) })
	signed("r and s of the order of the curve", es, constant(append(order.Bytes(), order.Bytes()...)))
	signed("of zeros, for EdDSA", ed, constant(make([]byte, 64)))
	signed("cut short, for EdDSA", ed, func(signature []byte) []byte { return signature[:63] })
	signed("with the order added to S", ed, func(signature []byte) []byte {
		s := slices.Clone(signature[32:])
		slices.Reverse(s)
		sum := new(big.Int).Add(new(big.Int).SetBytes(s), edOrder).FillBytes(make([]byte, 32))
		slices.Reverse(sum)
		return append(signature[:32:32], sum...)
	})
	other := strings.Split(aReceipt(es, es.header, aClaimSet(claims{"jti": "another"})), ".")
	eve := written(aClaimSet(claims{"email": "eve@example.com"}))
	return append(forgeries,
		forgery{name: "of another receipt", want: nopass.ReceiptSignature, receipt: rightParts[0] + "." + rightParts[1] + "." + other[2]},
		forgery{name: "over other claims", want: nopass.ReceiptSignature, receipt: rightParts[0] + "." + eve + "." + rightParts[2]},
	)
}

func toDER(signature []byte) []byte {
	encoded, err := asn1.Marshal(struct{ R, S *big.Int }{
		new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]),
	})
	if err != nil {
		panic(err)
	}
	return encoded
}
