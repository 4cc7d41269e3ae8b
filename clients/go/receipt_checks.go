package nopass

import "time"

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
