<?php

declare(strict_types=1);

namespace NoPass\Internal;

use NoPass\Receipt\KeyCache;
use NoPass\Receipt\ReceiptException;
use NoPass\Receipt\ReceiptReason;

/**
 * @internal Trusts the keys that the service publishes, and keeps them.
 *
 * A key that is not among them is asked for once, so that a new one is known at once, and not again for a cool-down:
 * anybody can make up key names. When the service cannot be reached its last keys stay good for a day.
 */
final readonly class PublishedKeys
{
    /** @param \Closure(): float $now */
    public function __construct(private string $url, private KeyCache $cache, private \Closure $now)
    {
    }

    /** @throws ReceiptException */
    public function find(string $kid, string $alg): PublicKey
    {
        $state = $this->read();
        if ($this->hasPassed($state->lifetime, $state->receivedAt) && $this->mayAsk($state)) {
            $state = $this->ask($state);
        }
        if (!$this->isUsable($state)) {
            throw self::unavailable($state);
        }
        $found = self::named($state, $kid, $alg);
        if ($found === [] && $this->mayAsk($state)) {
            $state = $this->ask($state);
            $found = self::named($state, $kid, $alg);
        }
        if ($found === []) {
            // The service may know the key by now, and cannot be asked.
            throw $state->failure === null ? new ReceiptException(ReceiptReason::KeyUnknown) : self::unavailable($state);
        }
        try {
            return count($found) === 1
                ? PublicKey::parse($found[0])
                : throw new \UnexpectedValueException('two keys have the same name');
        } catch (\UnexpectedValueException $cause) {
            throw new ReceiptException(ReceiptReason::KeysUnavailable, $cause);
        }
    }

    private function read(): \stdClass
    {
        $state = json_decode($this->cache->read($this->url) ?? '');
        $isOurs = $state instanceof \stdClass && is_array($state->keys ?? null)
            && isset($state->askedAt, $state->receivedAt, $state->lifetime);
        return $isOurs ? $state : (object) ['keys' => [], 'askedAt' => -1e12, 'receivedAt' => -1e12, 'lifetime' => 0, 'failure' => null];
    }

    private function ask(\stdClass $last): \stdClass
    {
        $state = clone $last;
        $state->askedAt = ($this->now)();
        try {
            $response = Http::send($this->url, ['Accept: application/json'], null, self::TIMEOUT_SECONDS);
            if ($response->status !== 200) {
                throw new \UnexpectedValueException("the keys were answered with status {$response->status}");
            }
            $set = json_decode($response->body);
            if (!$set instanceof \stdClass || !is_array($set->keys ?? null)) {
                throw new \UnexpectedValueException('the answer is no key set');
            }
            $state->keys = $set->keys;
            $state->receivedAt = $state->askedAt;
            $state->lifetime = min(self::LONGEST_CACHE_SECONDS, max(self::COOLDOWN_SECONDS, self::maxAgeOf($response)));
            $state->failure = null;
        } catch (HttpFailure | \UnexpectedValueException $cause) {
            $state->failure = $cause->getMessage();
        }
        $this->cache->write($this->url, json_encode($state, JSON_THROW_ON_ERROR));
        return $state;
    }

    private const TIMEOUT_SECONDS = 5.0;
    private const CACHE_SECONDS = 300;
    private const LONGEST_CACHE_SECONDS = 3600;
    private const COOLDOWN_SECONDS = 30;
    private const PAUSE_WITHOUT_KEYS_SECONDS = 1;
    private const LONGEST_OUTAGE_SECONDS = 86_400;

    /** RFC 9111 §5.2.2; `no-store` and `no-cache` ask for as little as possible. */
    private static function maxAgeOf(HttpResponse $response): int
    {
        $cacheControl = $response->headers['cache-control'] ?? '';
        if (preg_match('/\bno-(store|cache)\b/i', $cacheControl) === 1) {
            return 0;
        }
        $isStated = preg_match('/(?:^|[\s,])max-age="?(\d{1,9})/i', $cacheControl, $matches) === 1;
        return $isStated ? (int) $matches[1] : self::CACHE_SECONDS;
    }

    private function mayAsk(\stdClass $state): bool
    {
        $pause = $this->isUsable($state) ? self::COOLDOWN_SECONDS : self::PAUSE_WITHOUT_KEYS_SECONDS;
        return $this->hasPassed($pause, $state->askedAt);
    }

    private function isUsable(\stdClass $state): bool
    {
        return !$this->hasPassed(self::LONGEST_OUTAGE_SECONDS, $state->receivedAt);
    }

    /** A clock that was set back counts as if the time had passed. */
    private function hasPassed(int|float $seconds, int|float $since): bool
    {
        $passed = ($this->now)() - $since;
        return $passed >= $seconds || $passed < 0;
    }

    /** @return list<\stdClass> */
    private static function named(\stdClass $state, string $kid, string $alg): array
    {
        return array_values(array_filter($state->keys, static fn (mixed $jwk) => PublicKey::fits($jwk, $kid, $alg)));
    }

    private static function unavailable(\stdClass $state): ReceiptException
    {
        $cause = new \RuntimeException($state->failure ?? 'the keys were not asked for');
        return new ReceiptException(ReceiptReason::KeysUnavailable, $cause);
    }
}
