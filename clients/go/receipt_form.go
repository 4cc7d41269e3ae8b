package nopass

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// receiptForm is a text that has the form of a receipt: a JWS in compact
// serialisation (RFC 7515 §7.1).
type receiptForm struct {
	alg, kid  string
	claims    string
	signed    []byte
	signature []byte
}

// receiptType is the type of a receipt (RFC 8725 §3.11): no other token that the
// same keys sign passes for one.
const receiptType = "nopass-receipt+jwt"

// longestReceipt is twice the longest receipt there can be: address, purpose,
// nonce, issuer and tenant are all bounded.
const longestReceipt = 4096

// parseForm refuses what cannot be a receipt before any key is looked for: the
// header is exactly alg, kid and typ.
//
// There is no list of dangerous header parameters (crit, jku, jwk, x5u, b64,
// zip) to keep up to date: the service sends none, so that any other one means
// that the service did not write it.
func parseForm(receipt string) (*receiptForm, error) {
	if len(receipt) > longestReceipt {
		return nil, refuse(ReceiptMalformed)
	}
	parts := strings.Split(receipt, ".")
	if len(parts) != 3 {
		return nil, refuse(ReceiptMalformed)
	}
	header := parsePart(parts[0])
	signature, isSignature := decodePart(parts[2])
	_, isClaims := decodePart(parts[1])
	alg, _ := header["alg"].(string)
	kid, _ := header["kid"].(string)
	isOurs := len(header) == 3 && verifiersByAlg[alg] != nil && kid != "" && header["typ"] == receiptType
	if !isOurs || !isClaims || !isSignature {
		return nil, refuse(ReceiptMalformed)
	}
	signed := receipt[:len(receipt)-len(parts[2])-1]
	return &receiptForm{alg: alg, kid: kid, claims: parts[1], signed: []byte(signed), signature: signature}, nil
}

// parsePart reads a part of a receipt: the canonical base64url of one JSON
// object. Anything else is nil.
//
// By themselves, encoding/base64 forgives line breaks and stray trailing bits, and
// encoding/json forgives bytes that are no UTF-8 and names that are there twice.
// Each of these lets one statement have two spellings, or two readers see two
// statements in one (RFC 7515 §4, §10.12).
func parsePart(part string) map[string]any {
	text, ok := decodePart(part)
	if !ok || !utf8.Valid(text) || !json.Valid(text) {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	value, ok := readValue(decoder)
	object, isObject := value.(map[string]any)
	if !ok || !isObject {
		return nil
	}
	return object
}

// decodePart decodes base64url only if its bytes are written in this way and in
// no other.
func decodePart(part string) ([]byte, bool) {
	decoded, err := base64.RawURLEncoding.DecodeString(part)
	return decoded, err == nil && part != "" && base64.RawURLEncoding.EncodeToString(decoded) == part
}

// readValue reads a JSON value that is known to be valid, and refuses an object
// with a name twice.
func readValue(decoder *json.Decoder) (value any, ok bool) {
	token, err := decoder.Token()
	if err != nil {
		return nil, false
	}
	switch token {
	case json.Delim('{'):
		return readObject(decoder)
	case json.Delim('['):
		return readList(decoder)
	default:
		return token, true
	}
}

func readObject(decoder *json.Decoder) (map[string]any, bool) {
	object := map[string]any{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		if _, isThere := object[name.(string)]; isThere {
			return nil, false
		}
		value, ok := readValue(decoder)
		if !ok {
			return nil, false
		}
		object[name.(string)] = value
	}
	_, err := decoder.Token()
	return object, err == nil
}

func readList(decoder *json.Decoder) ([]any, bool) {
	list := []any{}
	for decoder.More() {
		value, ok := readValue(decoder)
		if !ok {
			return nil, false
		}
		list = append(list, value)
	}
	_, err := decoder.Token()
	return list, err == nil
}
