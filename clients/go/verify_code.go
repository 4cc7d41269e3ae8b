package nopass

import (
	"cmp"
	"context"
	"errors"
	"time"

	nopassv1 "github.com/nopass/nopass/clients/go/gen/nopass/v1"
)

// VerifyCodeRequest is what the person typed, and for which challenge.
type VerifyCodeRequest struct {
	// ChallengeID is the one that SendCode returned.
	ChallengeID string

	// Code is what was typed. Anything but the right code is judged, and wrong:
	// validate nothing before.
	Code string

	// AttemptID answers the same for five minutes when a call is repeated with
	// it and the same code: 22 to 64 characters of base64url, made anew for each
	// code that is typed. Default: one that is made for this call and its
	// retries.
	AttemptID string
}

// VerifyCodeResponse is what was proven. There is none for "not proven": that is
// an [*Error].
type VerifyCodeResponse struct {
	// Email is the proven mailbox in its canonical form. Use this one, never one
	// that came beside the code.
	Email string

	// Purpose is what SendCode was called with. Compare it, so that a code for
	// one thing does not open another.
	Purpose string

	// VerifyTime is when the code was judged.
	VerifyTime time.Time

	// Receipt is the same statement as a signed JWS, for a back end to check
	// without asking the service.
	Receipt string

	// ReceiptExpireTime is when the receipt stops being accepted.
	ReceiptExpireTime time.Time

	// KnownDevice is to be kept on the end user's device, and sent with the next
	// SendCode for this address. It proves nothing.
	KnownDevice string

	// Test says that nothing was mailed, and so nothing proven: the key is for
	// tests, or the address is a test address.
	Test bool
}

// VerifyCode judges a code, and consumes the challenge whatever the verdict.
//
// It returns a response only when the code was right. Anything else is an
// [*Error]: a wrong code is one with [ReasonCodeRejected].
func (c *Client) VerifyCode(
	ctx context.Context,
	request VerifyCodeRequest,
	options ...CallOption,
) (*VerifyCodeResponse, error) {
	message := &nopassv1.VerifyCodeRequest{
		ChallengeId: request.ChallengeID,
		Code:        request.Code,
		AttemptId:   cmp.Or(request.AttemptID, newID()),
	}
	texts := []field{
		{"challenge_id", message.GetChallengeId()},
		{"code", message.GetCode()},
		{"attempt_id", message.GetAttemptId()},
	}
	if err := checkTexts(texts...); err != nil {
		return nil, err
	}
	secrets := []string{message.GetChallengeId(), message.GetCode(), message.GetAttemptId()}
	var response *VerifyCodeResponse
	err := c.call(ctx, secrets, options, func(ctx context.Context) error {
		answer, err := c.calls.VerifyCode(ctx, message)
		if err == nil {
			response, err = toVerifyCodeResponse(answer)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

func toVerifyCodeResponse(answer *nopassv1.VerifyCodeResponse) (*VerifyCodeResponse, error) {
	verifyTime, noVerifyTime := instantOf("verify_time", answer.GetVerifyTime())
	receiptExpireTime, noExpireTime := instantOf("receipt_expire_time", answer.GetReceiptExpireTime())
	return &VerifyCodeResponse{
		Email:             answer.GetEmail(),
		Purpose:           answer.GetPurpose(),
		VerifyTime:        verifyTime,
		Receipt:           answer.GetReceipt(),
		ReceiptExpireTime: receiptExpireTime,
		KnownDevice:       answer.GetKnownDevice(),
		Test:              answer.GetTest(),
	}, errors.Join(noVerifyTime, noExpireTime)
}
