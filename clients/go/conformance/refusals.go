package main

import (
	"errors"
	"log"

	nopass "github.com/nopass/nopass/clients/go"
)

func refusalOf(err error) *refusal {
	refused := &refusal{Violations: []violation{}}
	if failure, ok := errors.AsType[*nopass.Error](err); ok {
		refused.Reason = string(failure.Reason)
		refused.ChallengeID = orNull(failure.ChallengeID)
		if failure.RetryAfter > 0 {
			refused.RetryAfterMs = new(failure.RetryAfter.Milliseconds())
		}
		if failure.AttemptsLeft >= 0 {
			refused.AttemptsLeft = &failure.AttemptsLeft
		}
		for _, broken := range failure.Violations {
			refused.Violations = append(refused.Violations, violation(broken))
		}
		return refused
	}
	if failure, ok := errors.AsType[*nopass.ReceiptError](err); ok {
		refused.Reason = string(failure.Reason)
		return refused
	}
	// No refusal of the service's: arguments that cannot work.
	log.Print(err)
	refused.Reason = "ARGUMENT"
	return refused
}
