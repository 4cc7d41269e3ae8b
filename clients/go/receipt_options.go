package nopass

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
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

func (c ReceiptCheck) applyToReceipt(s *receiptSettings)  { c(&s.checks) }
func (c ReceiptCheck) applyToVerifier(s *receiptSettings) { c(&s.checks) }
func (o TrustOption) applyToReceipt(s *receiptSettings)   { o(s) }
func (o TrustOption) applyToVerifier(s *receiptSettings)  { o(s) }

// receiptSettings is what the options come to.
type receiptSettings struct {
	issuer    string
	audience  string
	jwksURL   string
	jwks      []byte
	allowTest bool
	tolerance time.Duration
	keyClient *http.Client
	checks    receiptChecks
}

func defaultReceiptSettings(issuer, audience string) receiptSettings {
	return receiptSettings{
		issuer:    issuer,
		audience:  audience,
		tolerance: 30 * time.Second,
		keyClient: http.DefaultClient,
		checks:    receiptChecks{purpose: "sign-in", maxAge: 1<<63 - 1},
	}
}

func (s *receiptSettings) check() error {
	switch {
	case s.issuer == "":
		return errors.New("nopass: the issuer is missing")
	case strings.HasSuffix(s.issuer, "/"):
		return errors.New("nopass: the issuer ends with a slash, which no receipt's issuer does")
	case s.audience == "":
		return errors.New("nopass: the audience is missing")
	case s.jwks != nil && s.jwksURL != "":
		return errors.New("nopass: keys and a URL of keys exclude each other")
	case s.keyClient == nil:
		return errors.New("nopass: the HTTP client for the keys is missing")
	// The service publishes an old key for a minute after its last receipt has expired.
	case s.tolerance < 0 || s.tolerance > time.Minute:
		return errors.New("nopass: the clock tolerance must be between 0 and a minute")
	default:
		return s.checks.problem
	}
}

// keysURL is where the keys are: whoever can change the answer on its way can
// sign receipts, so it has to be encrypted.
func (s *receiptSettings) keysURL() (string, error) {
	name, text := "JWKS URL", s.jwksURL
	if text == "" {
		name, text = "issuer", s.issuer+"/.well-known/jwks.json"
	}
	address, err := url.Parse(text)
	if err != nil || address.Hostname() == "" {
		return "", errors.New("nopass: the " + name + " is not a URL")
	}
	if address.User != nil {
		return "", errors.New("nopass: the " + name + " has credentials, which do not belong there")
	}
	if address.Scheme != "https" && !(address.Scheme == "http" && isLoopback(address.Hostname())) {
		return "", errors.New("nopass: the " + name + " must start with https://, or with http:// on this machine")
	}
	return address.String(), nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// receiptChecks is what a receipt has to be about.
type receiptChecks struct {
	purpose         string
	nonce           string
	isNonceExpected bool
	maxAge          time.Duration
	consume         ConsumeFunc
	problem         error
}

func (c *receiptChecks) judge(receipt *Receipt, now time.Time, tolerance time.Duration) error {
	switch {
	// As VerifiedAt is never after IssuedAt, it cannot be in the future either.
	case receipt.IssuedAt.After(now.Add(tolerance)):
		return refuse(ReceiptNotYet)
	case receipt.Purpose != c.purpose:
		return refuse(ReceiptPurpose)
	case receipt.Nonce != c.nonce, c.isNonceExpected && c.nonce == "":
		return refuse(ReceiptNonce)
	case receipt.VerifiedAt.Before(now.Add(-tolerance).Add(-c.maxAge)):
		return refuse(ReceiptExpired)
	default:
		return nil
	}
}
