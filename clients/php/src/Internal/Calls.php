<?php

declare(strict_types=1);

namespace NoPass\Internal;

use NoPass\NoPassException;
use NoPass\Reason;

/** @internal Calls the service over Connect, and again where that is safe. */
final readonly class Calls
{
    /** Not a text, which a dump of this object would show. */
    private \Closure $apiKey;

    /** @param array<int, mixed> $curlOptions */
    public function __construct(
        private string $url,
        #[\SensitiveParameter]
        string $apiKey,
        private int $maxRetries,
        private array $curlOptions,
    ) {
        $this->apiKey = static fn (): string => $apiKey;
    }

    public function __debugInfo(): array
    {
        return ['url' => $this->url];
    }

    /**
     * Tries until it succeeds, is refused for good, has used up the retries, or could not wait any longer.
     *
     * Waits for as long as the service asked, and longer by an amount that doubles and is left to chance ("full
     * jitter"), so that callers that failed together do not come back together.
     *
     * @template T
     * @param list<string|null> $secrets
     * @param \Closure(Answer): T $read
     * @return T
     */
    public function call(
        string $method,
        #[\SensitiveParameter]
        string $body,
        #[\SensitiveParameter]
        array $secrets,
        float $timeoutSeconds,
        \Closure $read,
    ): mixed {
        $endsAt = hrtime(true) / 1e9 + $timeoutSeconds;
        $strikeOut = self::strikeOut([($this->apiKey)(), ...$secrets]);
        for ($retries = 0;; $retries += 1) {
            $remaining = $endsAt - hrtime(true) / 1e9;
            if ($remaining <= 0) {
                throw new NoPassException(Reason::Timeout);
            }
            try {
                return $this->attempt($method, $body, $remaining, $strikeOut, $read);
            } catch (NoPassException $failure) {
                $pause = ($failure->retryAfterSeconds ?? 0)
                    + self::chance() * min(self::LONGEST_PAUSE_SECONDS, self::FIRST_PAUSE_SECONDS * 2 ** $retries);
                $isHopeless = !$failure->reason->isSafeToRepeat() || $retries >= $this->maxRetries;
                if ($isHopeless || $pause >= $endsAt - hrtime(true) / 1e9) {
                    throw $failure;
                }
                usleep((int) ($pause * 1e6));
            }
        }
    }

    private const FIRST_PAUSE_SECONDS = 0.1;
    private const LONGEST_PAUSE_SECONDS = 2.0;

    /** @param \Closure(Answer): mixed $read */
    private function attempt(
        string $method,
        #[\SensitiveParameter]
        string $body,
        float $remaining,
        #[\SensitiveParameter]
        \Closure $strikeOut,
        \Closure $read,
    ): mixed {
        $headers = [
            'Authorization: Bearer ' . ($this->apiKey)(),
            'Content-Type: application/json',
            'Connect-Protocol-Version: 1',
            'Connect-Timeout-Ms: ' . max(1, (int) ceil($remaining * 1000)),
        ];
        try {
            $response = Http::send("{$this->url}/nopass.v1.NoPassService/$method", $headers, $body, $remaining, $this->curlOptions);
            if ($response->status !== 200 || !$response->isJson()) {
                throw Refusal::read($response, $strikeOut);
            }
            return $read(new Answer($response->body));
        } catch (HttpFailure $failure) {
            throw new NoPassException(match ($failure->kind) {
                HttpFailure::TIMEOUT => Reason::Timeout,
                HttpFailure::TOO_LONG => Reason::Unknown,
                default => Reason::Unreachable,
            }, previous: $failure);
        } catch (\UnexpectedValueException $strange) {
            throw new NoPassException(Reason::Unknown, previous: new \RuntimeException($strange->getMessage()));
        }
    }

    /**
     * @param list<string|null> $secrets
     * @return \Closure(string): string
     */
    private static function strikeOut(#[\SensitiveParameter] array $secrets): \Closure
    {
        // Striking out three digits would strike out half of every number, and hide nothing.
        $long = array_filter($secrets, static fn (?string $secret) => strlen($secret ?? '') > 3);
        $pairs = array_fill_keys($long, '[redacted]');
        return static fn (string $text): string => strtr($text, $pairs);
    }

    private static function chance(): float
    {
        return random_int(0, 2 ** 32) / 2 ** 32;
    }
}
