package nopass

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// claimSet is the claims of a receipt whose signature holds, in the words of JWT
// (RFC 7519).
type claimSet map[string]any

var requiredClaims = []string{
	"iss", "aud", "sub", "email", "email_verified", "purpose", "amr", "auth_time", "iat", "exp", "jti",
}

// parseClaims reads what every receipt says. What only resembles a receipt's
// claims is refused.
func parseClaims(part string, trust *receiptSettings, now time.Time) (*Receipt, error) {
	claims := claimSet(parsePart(part))
	if claims == nil {
		return nil, refuse(ReceiptMalformed)
	}
	for _, name := range requiredClaims {
		if _, isThere := claims[name]; !isThere {
			return nil, refuse(ReceiptClaims)
		}
	}
	if claims["iss"] != trust.issuer {
		return nil, refuse(ReceiptIssuer)
	}
	// RFC 7519 §4.1.3 allows a list. One that has us and others in it would be good in two places.
	if claims["aud"] != trust.audience {
		return nil, refuse(ReceiptAudience)
	}
	if err := claims.checkTimes(now, trust.tolerance); err != nil {
		return nil, err
	}
	receipt, isWhole := claims.read()
	if !isWhole {
		return nil, refuse(ReceiptClaims)
	}
	if receipt.Test && !trust.allowTest {
		return nil, refuse(ReceiptTest)
	}
	return receipt, nil
}

func (c claimSet) checkTimes(now time.Time, tolerance time.Duration) error {
	if _, isThere := c["nbf"]; isThere {
		notBefore, ok := c.instant("nbf")
		if !ok {
			return refuse(ReceiptClaims)
		}
		if notBefore.After(now.Add(tolerance)) {
			return refuse(ReceiptNotYet)
		}
	}
	expiresAt, ok := c.instant("exp")
	if !ok {
		return refuse(ReceiptClaims)
	}
	if !expiresAt.After(now.Add(-tolerance)) {
		return refuse(ReceiptExpired)
	}
	return nil
}

func (c claimSet) read() (receipt *Receipt, isWhole bool) {
	receipt = &Receipt{}
	test, isTestThere := c["test"]
	_, isNonceThere := c["nonce"]
	isWhole = c.readText("aud", &receipt.Audience) &&
		c.readText("sub", &receipt.Subject) &&
		c.readText("email", &receipt.Email) &&
		strings.Contains(receipt.Email, "@") &&
		c["email_verified"] == true &&
		c.readText("purpose", &receipt.Purpose) &&
		c.readText("jti", &receipt.ID) &&
		(!isNonceThere || c.readText("nonce", &receipt.Nonce)) &&
		(!isTestThere || test == true || test == false) &&
		c.hasMethod("otp") &&
		c.readTime("auth_time", &receipt.VerifiedAt) &&
		c.readTime("iat", &receipt.IssuedAt) &&
		c.readTime("exp", &receipt.ExpiresAt) &&
		receipt.VerifiedAt.Unix() >= 0 &&
		!receipt.VerifiedAt.After(receipt.IssuedAt) &&
		receipt.IssuedAt.Before(receipt.ExpiresAt) &&
		!receipt.ExpiresAt.After(receipt.IssuedAt.Add(longestLife))
	receipt.Test = test == true
	return receipt, isWhole
}

// longestLife is the service's promise. A longer life would outlast the memory
// of those who accept each receipt once.
const longestLife = 300 * time.Second

func (c claimSet) readText(name string, into *string) bool {
	text, ok := c[name].(string)
	*into = text
	return ok && text != "" && utf8.RuneCountInString(text) <= 256
}

func (c claimSet) readTime(name string, into *time.Time) bool {
	instant, ok := c.instant(name)
	*into = instant
	return ok
}

// instant reads whole seconds since the epoch.
func (c claimSet) instant(name string) (time.Time, bool) {
	number, ok := c[name].(json.Number)
	if !ok {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(number.String(), 10, 64)
	// What a float64 holds exactly, as for every other reader of JSON, and far from where sums overflow.
	const most = 1<<53 - 1
	return time.Unix(seconds, 0).UTC(), err == nil && seconds >= -most && seconds <= most
}

func (c claimSet) hasMethod(method string) bool {
	methods, ok := c["amr"].([]any)
	return ok && slices.Contains(methods, any(method))
}
