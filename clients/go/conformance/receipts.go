package main

import (
	"context"
	"encoding/json"
	"time"

	nopass "github.com/nopass/nopass/clients/go"
)

var guard = nopass.NewMemoryReplayGuard(0)

func verifyReceipt(order order) (fields, error) {
	checks, err := checksOf(order.Options)
	if err != nil {
		return nil, err
	}
	receipt, err := verified(order, checks)
	if err != nil {
		return nil, err
	}
	return fields{
		"email":   receipt.Email,
		"purpose": receipt.Purpose,
		"subject": receipt.Subject,
		"id":      receipt.ID,
		"nonce":   orNull(receipt.Nonce),
		"test":    receipt.Test,
	}, nil
}

// verified asks the verifier, which has a clock, where one is given, and the
// function else.
func verified(order order, checks []nopass.ReceiptCheck) (*nopass.Receipt, error) {
	issuer, audience, nowMs := order.Options.Issuer, order.Options.Audience, order.Options.NowMs
	var trust []nopass.TrustOption
	if order.Options.JWKSURL != "" {
		trust = append(trust, nopass.WithJWKSURL(order.Options.JWKSURL))
	}
	if order.Options.AllowTest {
		trust = append(trust, nopass.AllowTest())
	}
	if nowMs == nil {
		options := append(as[nopass.ReceiptOption](trust), as[nopass.ReceiptOption](checks)...)
		return nopass.VerifyReceipt(context.Background(), order.Receipt, issuer, audience, options...)
	}
	now := func() time.Time { return time.UnixMilli(*nowMs) }
	options := append(as[nopass.ReceiptVerifierOption](trust), nopass.WithClock(now))
	verifier, err := nopass.NewReceiptVerifier(issuer, audience, options...)
	if err != nil {
		return nil, err
	}
	return verifier.Verify(context.Background(), order.Receipt, checks...)
}

func checksOf(options options) ([]nopass.ReceiptCheck, error) {
	var checks []nopass.ReceiptCheck
	if options.Purpose != nil {
		checks = append(checks, nopass.WithPurpose(*options.Purpose))
	}
	if options.Nonce != nil {
		var nonce string
		if err := json.Unmarshal(options.Nonce, &nonce); err != nil {
			return nil, err
		}
		checks = append(checks, nopass.WithNonce(nonce))
	}
	if options.Once {
		checks = append(checks, nopass.WithConsume(guard))
	}
	return checks, nil
}

func as[Wide, Narrow any](options []Narrow) []Wide {
	wide := make([]Wide, 0, len(options)+1)
	for _, option := range options {
		wide = append(wide, any(option).(Wide))
	}
	return wide
}
