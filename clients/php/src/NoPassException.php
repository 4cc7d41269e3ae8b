<?php

declare(strict_types=1);

namespace NoPass;

/**
 * The one exception that calls throw, whatever went wrong on the way: look at `reason`.
 *
 * It can be logged whole: its message is fixed for each reason, and neither the API key, nor a code, nor an address is
 * in it.
 */
final class NoPassException extends \RuntimeException
{
    /**
     * @param float|null $retryAfterSeconds how long to wait before the call can succeed, where the service said so
     * @param int|null $attemptsLeft with CODE_REJECTED: how many more codes may be tried; at 0 the challenge is gone
     * @param string|null $challengeId with DELIVERY_UNKNOWN: where the code can be judged if it arrives after all
     * @param list<Violation> $violations with REQUEST_INVALID: every field that broke its rule
     */
    public function __construct(
        public readonly Reason $reason,
        public readonly ?float $retryAfterSeconds = null,
        public readonly ?int $attemptsLeft = null,
        #[\SensitiveParameter]
        public readonly ?string $challengeId = null,
        public readonly array $violations = [],
        ?\Throwable $previous = null,
    ) {
        parent::__construct("{$reason->value}: {$reason->text()}", 0, $previous);
    }
}
