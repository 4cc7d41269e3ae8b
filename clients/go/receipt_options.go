package nopass

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// ReceiptOption sets up a [VerifyReceipt].
type ReceiptOption interface {
	applyToReceipt(*receiptSettings)
}

// ReceiptVerifierOption sets up a [ReceiptVerifier].
type ReceiptVerifierOption interface {
	applyToVerifier(*receiptSettings)
}

// ReceiptCheck is something that a receipt has to be about. It is a
// [ReceiptOption] and a [ReceiptVerifierOption] too.
type ReceiptCheck func(*receiptChecks)

// TrustOption says whose receipts to believe. It is a [ReceiptOption] and a
// [ReceiptVerifierOption].
type TrustOption func(*receiptSettings)

// ConsumeFunc remembers that a receipt was accepted: true for the first who asks
// with this id, false for everybody after.
//
// After until it may be forgotten: the receipt is refused by its age. It has to
// be one step for all processes, such as an insert that fails when the id is
// there. Reading first and writing later lets two callers in. Its error is
// returned as it is, and the receipt is not accepted.
type ConsumeFunc func(ctx context.Context, id string, until time.Time) (bool, error)

// WithPurpose says what the code was sent for. Default: sign-in, as in SendCode.
// A receipt for anything else is refused.
func WithPurpose(purpose string) ReceiptCheck {
	return func(c *receiptChecks) {
		c.purpose = purpose
		if purpose == "" {
			c.problem = errors.New("nopass: the purpose is empty")
		}
	}
}

// WithNonce says which nonce was given to SendCode in this session.
//
// Without it, only a receipt without a nonce is accepted. With an empty one,
// none is: a session that has lost its nonce does not switch the check off.
func WithNonce(nonce string) ReceiptCheck {
	return func(c *receiptChecks) { c.nonce, c.isNonceExpected = nonce, true }
}

// WithMaxAge says how long ago the code may have been typed, for what needs a
// fresh proof. Default: as long as receipts live.
func WithMaxAge(age time.Duration) ReceiptCheck {
	return func(c *receiptChecks) {
		c.maxAge = age
		if age < 0 {
			c.problem = errors.New("nopass: the maximum age must not be negative")
		}
	}
}

// WithConsume accepts each receipt once. It is asked last, when all else holds.
func WithConsume(consume ConsumeFunc) ReceiptCheck {
	return func(c *receiptChecks) {
		c.consume = consume
		if consume == nil {
			c.problem = errors.New("nopass: the function that consumes receipts is missing")
		}
	}
}

// WithJWKSURL says where the service publishes its keys. Default:
// /.well-known/jwks.json below the issuer.
func WithJWKSURL(address string) TrustOption {
	return func(s *receiptSettings) { s.jwksURL = address }
}

// WithKeys trusts this JWK set (RFC 7517) and fetches none, for a back end
// without a way to the service. You bring in each new key before the service
// signs with it.
func WithKeys(jwks []byte) TrustOption {
	return func(s *receiptSettings) { s.jwks = jwks }
}

// AllowTest accepts receipts of test keys and test addresses too. Anybody can
// have those: never in production.
func AllowTest() TrustOption {
	return func(s *receiptSettings) { s.allowTest = true }
}

// WithClockTolerance says how far this machine's clock may be from the
// service's. Default: 30 seconds; a minute at most.
//
// Clocks that are kept by NTP differ by less than a second. Half a minute
// forgives one that is not for some days, and adds a tenth to the life of a
// receipt.
func WithClockTolerance(tolerance time.Duration) TrustOption {
	return func(s *receiptSettings) { s.tolerance = tolerance }
}

// WithKeyClient fetches the keys with this HTTP client, such as one that trusts
// a private authority. Redirects are not followed all the same.
func WithKeyClient(client *http.Client) ReceiptVerifierOption {
	return keyClientOption{client}
}

type keyClientOption struct{ client *http.Client }

func (o keyClientOption) applyToVerifier(s *receiptSettings) { s.keyClient = o.client }

// WithClock judges receipts by another clock than the machine's, for tests with
// receipts that were made at another time.
func WithClock(now func() time.Time) ReceiptVerifierOption {
	return clockOption(now)
}

type clockOption func() time.Time

func (o clockOption) applyToVerifier(s *receiptSettings) { s.now = o }

func (c ReceiptCheck) applyToReceipt(s *receiptSettings)  { c(&s.checks) }
func (c ReceiptCheck) applyToVerifier(s *receiptSettings) { c(&s.checks) }
func (o TrustOption) applyToReceipt(s *receiptSettings)   { o(s) }
func (o TrustOption) applyToVerifier(s *receiptSettings)  { o(s) }
