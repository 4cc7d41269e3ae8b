package nopass

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// call tries until it succeeds, is refused for good, has used up its retries,
// or could not wait any longer before the deadline.
func (c *Client) call(
	ctx context.Context,
	secrets []string,
	options []CallOption,
	try func(context.Context) error,
) error {
	patience := c.patience
	for _, option := range options {
		option.applyToCall(&patience)
	}
	if err := patience.check(); err != nil {
		return err
	}
	redact := c.redact.and(secrets...)
	ctx, cancel := context.WithTimeout(ctx, patience.timeout)
	defer cancel()
	defer context.AfterFunc(c.closing, cancel)()

	for retries := 0; ; retries++ {
		if end := c.endOf(ctx); end != nil {
			return end
		}
		tryCtx, noted := withAnswer(ctx)
		err := try(tryCtx)
		if err == nil {
			return nil
		}
		failure, isRefusal := toError(err, noted, redact)
		// What the service said is worth more than that time is up by now.
		if end := c.endOf(ctx); end != nil && !isRefusal {
			return end
		}
		pause := failure.RetryAfter + jitter(retries)
		if !isSafeToRepeat[failure.Reason] || retries >= patience.maxRetries || !fits(ctx, pause) {
			return failure
		}
		sleep(ctx, pause)
	}
}

// isSafeToRepeat has only what charged nothing, or is answered as the first time
// by its id. DELIVERY_UNKNOWN is neither: the mail may be on its way, and a
// second one would only confuse its reader.
var isSafeToRepeat = map[Reason]bool{
	ReasonUnreachable:      true,
	ReasonStoreUnavailable: true,
	ReasonOverloaded:       true,
	ReasonDeliveryFailed:   true,
}

// endOf returns the error of a call whose time is up, or that was given up.
func (c *Client) endOf(ctx context.Context) error {
	deadline, _ := ctx.Deadline()
	switch {
	case c.closing.Err() != nil:
		return newError(ReasonCanceled, fmt.Errorf("the client was closed: %w", context.Canceled))
	case errors.Is(ctx.Err(), context.Canceled):
		return newError(ReasonCanceled, causeOf(ctx))
	// The transport may learn of it before the context's own timer does.
	case ctx.Err() != nil, !time.Now().Before(deadline):
		return newError(ReasonTimeout, context.DeadlineExceeded)
	default:
		return nil
	}
}

func causeOf(ctx context.Context) error {
	if cause := context.Cause(ctx); !errors.Is(cause, ctx.Err()) {
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
	return ctx.Err()
}

// jitter is a time that doubles and is left to chance ("full jitter"), so that
// callers that failed together do not come back together.
func jitter(retries int) time.Duration {
	most := min(longestPause, firstPause<<min(retries, 10))
	return rand.N(most)
}

const (
	firstPause   = 100 * time.Millisecond
	longestPause = 2 * time.Second
)

func fits(ctx context.Context, pause time.Duration) bool {
	deadline, _ := ctx.Deadline()
	return pause < time.Until(deadline)
}

func sleep(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
