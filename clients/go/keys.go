package nopass

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
)

// keySource finds the public key that a header names, or fails with a
// ReceiptError.
type keySource interface {
	find(ctx context.Context, alg, kid string) (signatureVerifier, error)
}

// signatureVerifier says whether a signature is that of its key.
type signatureVerifier func(signed, signature []byte) bool

// jwk is one public key (RFC 7517), with every member that it has.
type jwk map[string]any

// keySet is the keys of a service. Those that cannot sign a receipt are no fault
// until a receipt names one.
type keySet []jwk

// verifiersByAlg is what a receipt may be signed with, whatever its header asks
// for (RFC 8725 §3.1).
var verifiersByAlg = map[string]func(jwk) (signatureVerifier, error){
	"ES256": es256Verifier,
	"EdDSA": ed25519Verifier,
}

// curvesByAlg binds an algorithm to one kind of key.
var curvesByAlg = map[string]struct{ kty, crv string }{
	"ES256": {"EC", "P-256"},
	"EdDSA": {"OKP", "Ed25519"},
}

func parseKeySet(text []byte) (keySet, error) {
	var set struct {
		Keys *[]jwk `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil || set.Keys == nil || slices.ContainsFunc(*set.Keys, isNull) {
		return nil, errors.New("this is not a JWK set")
	}
	return *set.Keys, nil
}

func isNull(key jwk) bool { return key == nil }

// parseStaticKeys reads keys that the caller brings along, and refuses what
// nobody but the service may hold.
func parseStaticKeys(text []byte) (keySource, error) {
	keys, err := parseKeySet(text)
	if err != nil {
		return nil, errors.New("nopass: the keys are not a JWK set")
	}
	if len(keys) == 0 {
		return nil, errors.New("nopass: the JWK set has no keys")
	}
	if slices.ContainsFunc(keys, jwk.isSecret) {
		return nil, errors.New("nopass: the JWK set has a private key, which nobody but the service may hold")
	}
	return keys, nil
}

func (s keySet) find(_ context.Context, alg, kid string) (signatureVerifier, error) {
	key, err := s.named(alg, kid)
	if err != nil {
		return nil, err
	}
	if key.isSecret() {
		return nil, keysUnavailable(errors.New("the key that the receipt names was published with its private part"))
	}
	verifier, err := verifiersByAlg[alg](key)
	if err != nil {
		return nil, keysUnavailable(err)
	}
	return verifier, nil
}

func (s keySet) named(alg, kid string) (jwk, error) {
	var found jwk
	for _, key := range s {
		if !key.isFor(alg, kid) {
			continue
		}
		if found != nil {
			return nil, keysUnavailable(errors.New("two keys have the name that the receipt gives"))
		}
		found = key
	}
	if found == nil {
		return nil, refuse(ReceiptKeyUnknown)
	}
	return found, nil
}

func (k jwk) isFor(alg, kid string) bool {
	curve := curvesByAlg[alg]
	return k["kid"] == kid && k["kty"] == curve.kty && k["crv"] == curve.crv &&
		k.isOrLacks("alg", alg) && k.isOrLacks("use", "sig") && k.mayVerify()
}

func (k jwk) isOrLacks(name, value string) bool {
	said, isThere := k[name]
	return !isThere || said == value
}

func (k jwk) mayVerify() bool {
	said, isThere := k["key_ops"]
	operations, _ := said.([]any)
	return !isThere || slices.Contains(operations, any("verify"))
}

func (k jwk) isSecret() bool {
	_, hasPrivate := k["d"]
	_, hasSymmetric := k["k"]
	return hasPrivate || hasSymmetric
}

func (k jwk) coordinate(name string) []byte {
	text, _ := k[name].(string)
	if bytes, ok := decodePart(text); ok && len(bytes) == 32 {
		return bytes
	}
	return nil
}

// es256Verifier checks signatures of RFC 7518 §3.4.
func es256Verifier(key jwk) (signatureVerifier, error) {
	x, y := key.coordinate("x"), key.coordinate("y")
	uncompressed := slices.Concat([]byte{4}, x, y)
	// Refuses a point that is not on the curve.
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), uncompressed)
	if err != nil {
		return nil, errors.New("the key that the receipt names is not on its curve")
	}
	return func(signed, signature []byte) bool {
		if len(signature) != 64 {
			return false
		}
		digest := sha256.Sum256(signed)
		r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
		return ecdsa.Verify(public, digest[:], r, s)
	}, nil
}

// ed25519Verifier checks signatures of RFC 8037 §3.1.
func ed25519Verifier(key jwk) (signatureVerifier, error) {
	public := ed25519.PublicKey(key.coordinate("x"))
	if len(public) != ed25519.PublicKeySize {
		return nil, errors.New("the key that the receipt names is not an Ed25519 key")
	}
	return func(signed, signature []byte) bool {
		// Refuses a signature that is too short, and one with an S of the order or above.
		return ed25519.Verify(public, signed, signature)
	}, nil
}
