<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal One request over ext-curl, which follows no redirect and reads no more than 64 KiB. */
final class Http
{
    /**
     * Each request has its own connection: curl would repeat one by itself where a kept connection turns out to be
     * dead, and tries are counted here.
     *
     * @param list<string> $headers
     * @param array<int, mixed> $curlOptions
     * @throws HttpFailure
     */
    public static function send(
        string $url,
        #[\SensitiveParameter]
        array $headers,
        #[\SensitiveParameter]
        ?string $body,
        float $timeoutSeconds,
        #[\SensitiveParameter]
        array $curlOptions = [],
    ): HttpResponse {
        $received = '';
        $isTooLong = false;
        $fields = [];
        $handle = curl_init();
        curl_setopt_array($handle, ($body === null ? [] : [CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body]) + [
            CURLOPT_URL => $url,
            CURLOPT_HTTPHEADER => [...$headers, 'Expect:', 'User-Agent: nopass-php'],
            CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_FORBID_REUSE => true,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_TIMEOUT_MS => max(1, (int) ceil($timeoutSeconds * 1000)),
            CURLOPT_HEADERFUNCTION => static function (mixed $_, string $line) use (&$fields): int {
                if (str_starts_with($line, 'HTTP/')) {
                    $fields = [];
                } elseif (str_contains($line, ':')) {
                    [$name, $value] = explode(':', $line, 2);
                    $fields[strtolower(trim($name))] = trim($value);
                }
                return strlen($line);
            },
            CURLOPT_WRITEFUNCTION => static function (mixed $_, string $chunk) use (&$received, &$isTooLong): int {
                $isTooLong = strlen($received) + strlen($chunk) > self::MAX_BYTES;
                $received .= $isTooLong ? '' : $chunk;
                return $isTooLong ? 0 : strlen($chunk);
            },
        ] + $curlOptions);
        $isComplete = curl_exec($handle);
        $error = curl_errno($handle);
        $status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        if ($isTooLong) {
            throw new HttpFailure(HttpFailure::TOO_LONG, 'the answer is longer than ' . self::MAX_BYTES . ' bytes');
        }
        if ($isComplete === false) {
            // The text of the number and not of the failure, which may repeat what was sent.
            throw new HttpFailure(
                $error === CURLE_OPERATION_TIMEDOUT ? HttpFailure::TIMEOUT : HttpFailure::LOST,
                "curl failed with $error: " . curl_strerror($error),
            );
        }
        return new HttpResponse($status, $fields, $received);
    }

    /** Answers are under 4 KB, and 64 KiB is some 200 keys: a longer one is not the service's. */
    private const MAX_BYTES = 65_536;
}
