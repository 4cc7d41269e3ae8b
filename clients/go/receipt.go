package nopass

import (
	"context"
	"time"
)

// Receipt is what a receipt proves: at VerifiedAt, somebody who can read the
// mail of Email typed the code.
type Receipt struct {
	// Email is the proven mailbox in its canonical form. Use this one, never one
	// that came beside the receipt.
	Email string

	// Purpose is what the code was sent for.
	Purpose string

	// Subject is a pseudonym of the address for this tenant. It changes with the
	// service's keys: match accounts by Email.
	Subject string

	// Audience is the tenant.
	Audience string

	VerifiedAt time.Time
	IssuedAt   time.Time
	ExpiresAt  time.Time

	// ID is the same for every receipt of one proof. Count uses by it: a
	// receipt's text can be changed, and stay valid.
	ID string

	// Nonce is the one given to SendCode, if any.
	Nonce string

	// Test says that it was made with a test key or for a test address. It is
	// only ever true with [AllowTest].
	Test bool
}

// VerifyReceipt returns what the receipt of a service (its public URL) proves to
// a tenant, or a [*ReceiptError]. The keys of each service are fetched once and
// kept. A [ReceiptVerifier] does the same with its options parsed once.
//
// Whoever holds a receipt can show it: give [WithConsume] where it must count
// once, and [WithNonce] where it must belong to the session that asked for the
// code.
func VerifyReceipt(
	ctx context.Context,
	receipt, issuer, audience string,
	options ...ReceiptOption,
) (*Receipt, error) {
	settings := defaultReceiptSettings(issuer, audience)
	for _, option := range options {
		option.applyToReceipt(&settings)
	}
	verifier, err := newReceiptVerifier(settings, sharedKeys.of)
	if err != nil {
		return nil, err
	}
	return verifier.Verify(ctx, receipt)
}

// ReceiptVerifier judges receipts of one service for one tenant. It is safe for
// concurrent use: make one for the whole process.
type ReceiptVerifier struct {
	settings receiptSettings
	keys     keySource
}

// NewReceiptVerifier makes a verifier, which fetches keys when the first receipt
// comes, and fails only for arguments that cannot work.
//
// The issuer is the public URL of the service (NOPASS_PUBLIC_URL), letter for
// letter and without a slash at the end; the audience is your tenant. Checks
// that are given here are made of every receipt, where Verify has no other.
func NewReceiptVerifier(issuer, audience string, options ...ReceiptVerifierOption) (*ReceiptVerifier, error) {
	settings := defaultReceiptSettings(issuer, audience)
	for _, option := range options {
		option.applyToVerifier(&settings)
	}
	return newReceiptVerifier(settings, func(address string) keySource {
		return newPublishedKeys(address, settings.keyClient)
	})
}

func newReceiptVerifier(
	settings receiptSettings,
	publishedAt func(address string) keySource,
) (*ReceiptVerifier, error) {
	if err := settings.check(); err != nil {
		return nil, err
	}
	if settings.jwks != nil {
		keys, err := parseStaticKeys(settings.jwks)
		if err != nil {
			return nil, err
		}
		return &ReceiptVerifier{settings: settings, keys: keys}, nil
	}
	address, err := settings.keysURL()
	if err != nil {
		return nil, err
	}
	return &ReceiptVerifier{settings: settings, keys: publishedAt(address)}, nil
}

// Verify returns what the receipt proves, or a [*ReceiptError].
//
// Whoever holds a receipt can show it: give [WithConsume] where it must count
// once, and [WithNonce] where it must belong to the session that asked for the
// code.
func (v *ReceiptVerifier) Verify(ctx context.Context, receipt string, checks ...ReceiptCheck) (*Receipt, error) {
	wanted := v.settings.checks
	for _, check := range checks {
		check(&wanted)
	}
	if wanted.problem != nil {
		return nil, wanted.problem
	}
	parts, err := parseForm(receipt)
	if err != nil {
		return nil, err
	}
	key, err := v.keys.find(ctx, parts.alg, parts.kid)
	if err != nil {
		return nil, err
	}
	if !key(parts.signed, parts.signature) {
		return nil, refuse(ReceiptSignature)
	}
	now := v.settings.now()
	claims, err := parseClaims(parts.claims, &v.settings, now)
	if err != nil {
		return nil, err
	}
	if err := wanted.judge(claims, now, v.settings.tolerance); err != nil {
		return nil, err
	}
	if wanted.consume != nil {
		// Twice the tolerance: the clock of a database may be wrong as well.
		isFirst, err := wanted.consume(ctx, claims.ID, claims.ExpiresAt.Add(2*v.settings.tolerance))
		if err != nil {
			return nil, err
		}
		if !isFirst {
			return nil, refuse(ReceiptReplayed)
		}
	}
	return claims, nil
}
