<?php

declare(strict_types=1);

namespace NoPass\Internal;

use NoPass\NoPassException;
use NoPass\Reason;
use NoPass\Violation;

/** @internal Turns an answer that is no success into a NoPassException. */
final class Refusal
{
    /** @param \Closure(string): string $strikeOut */
    public static function read(HttpResponse $response, #[\SensitiveParameter] \Closure $strikeOut): NoPassException
    {
        $error = $response->isJson() ? json_decode($response->body, false, 32) : null;
        $details = self::detailsOf($error->details ?? null);
        $info = null;
        foreach ($details['google.rpc.ErrorInfo'] ?? [] as $each) {
            $info ??= self::text($each, 2) === 'nopass.v1' ? $each : null;
        }
        $metadata = self::metadataOf($info[3] ?? []);
        $attemptsLeft = $metadata['attempts_left'] ?? '';
        return new NoPassException(
            $info === null ? self::reasonOf($error->code ?? null, $response->status) : self::refusalNamed(self::text($info, 1)),
            self::retryAfterOf($details['google.rpc.RetryInfo'][0] ?? [], $response),
            preg_match('/\A\d{1,9}\z/', $attemptsLeft) === 1 ? (int) $attemptsLeft : null,
            $metadata['challenge_id'] ?? null,
            self::violationsOf($details['google.rpc.BadRequest'] ?? [], $strikeOut),
            new \RuntimeException("the service answered with status {$response->status}"),
        );
    }

    /** @return array<string, list<array<int, list<int|string>>>> messages by type; what cannot be read is left out */
    private static function detailsOf(mixed $details): array
    {
        $messages = [];
        foreach (is_array($details) ? $details : [] as $detail) {
            $type = $detail->type ?? null;
            $value = $detail->value ?? null;
            $bytes = is_string($value) ? base64_decode(strtr($value, '-_', '+/'), true) : false;
            if (!is_string($type) || $bytes === false) {
                continue;
            }
            try {
                $messages[$type][] = Protobuf::read($bytes);
            } catch (\UnexpectedValueException) {
                continue;
            }
        }
        return $messages;
    }

    private static function refusalNamed(string $name): Reason
    {
        $reason = Reason::tryFrom($name);
        return $reason?->isRefusal() ? $reason : Reason::Unknown;
    }

    /** The service says all of its refusals with an ErrorInfo. Without one, this is a proxy's answer. */
    private static function reasonOf(mixed $code, int $status): Reason
    {
        return match (is_string($code) && in_array($code, self::CODES, true) ? $code : null) {
            'deadline_exceeded' => Reason::Timeout,
            'unavailable', 'canceled' => Reason::Unreachable,
            // https://connectrpc.com/docs/protocol#http-to-error-code
            null => in_array($status, [429, 502, 503, 504], true) ? Reason::Unreachable : Reason::Unknown,
            default => Reason::Unknown,
        };
    }

    private const CODES = [
        'canceled', 'unknown', 'invalid_argument', 'deadline_exceeded', 'not_found', 'already_exists',
        'permission_denied', 'resource_exhausted', 'failed_precondition', 'aborted', 'out_of_range', 'unimplemented',
        'internal', 'unavailable', 'data_loss', 'unauthenticated',
    ];

    /** @param array<int, list<int|string>> $retryInfo */
    private static function retryAfterOf(array $retryInfo, HttpResponse $response): ?float
    {
        $delay = self::messagesOf($retryInfo, 1)[0] ?? null;
        if ($delay !== null) {
            return max(0.0, (int) ($delay[1][0] ?? 0) + (int) ($delay[2][0] ?? 0) / 1e9);
        }
        $header = $response->headers['retry-after'] ?? '';
        // RFC 9110 §10.2.3: a number of seconds, or a date.
        if (preg_match('/\A\d{1,9}\z/', $header) === 1) {
            return (float) $header;
        }
        $date = $header === '' ? false : \DateTimeImmutable::createFromFormat('D, d M Y H:i:s \G\M\T', $header, new \DateTimeZone('UTC'));
        return $date === false ? null : max(0.0, $date->getTimestamp() - microtime(true));
    }

    /**
     * @param list<array<int, list<int|string>>> $badRequests
     * @param \Closure(string): string $strikeOut
     * @return list<Violation>
     */
    private static function violationsOf(array $badRequests, #[\SensitiveParameter] \Closure $strikeOut): array
    {
        $violations = [];
        foreach ($badRequests as $badRequest) {
            foreach (self::messagesOf($badRequest, 1) as $each) {
                $violations[] = new Violation($strikeOut(self::text($each, 1)), $strikeOut(self::text($each, 2)));
            }
        }
        return $violations;
    }

    /**
     * @param list<int|string> $entries
     * @return array<string, string>
     */
    private static function metadataOf(array $entries): array
    {
        $metadata = [];
        foreach (self::messagesOf([3 => $entries], 3) as $entry) {
            $metadata[self::text($entry, 1)] = self::text($entry, 2);
        }
        return $metadata;
    }

    /**
     * @param array<int, list<int|string>> $fields
     * @return list<array<int, list<int|string>>>
     */
    private static function messagesOf(array $fields, int $number): array
    {
        try {
            return array_map(Protobuf::read(...), array_values(array_filter($fields[$number] ?? [], is_string(...))));
        } catch (\UnexpectedValueException) {
            return [];
        }
    }

    /** @param array<int, list<int|string>> $fields */
    private static function text(array $fields, int $number): string
    {
        $values = $fields[$number] ?? [];
        return (string) end($values);
    }
}
