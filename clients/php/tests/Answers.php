<?php

declare(strict_types=1);

namespace NoPass\Tests;

/** What the service answers. */
final class Answers
{
    public static function sent(): array
    {
        return ['status' => 200, 'body' => [
            'challengeId' => 'nc1_challenge',
            'expireTime' => '2026-06-01T12:05:00.250Z',
            'resendTime' => '2026-06-01T12:00:30Z',
            'codeLength' => 6,
            'codeAlphabet' => 'CODE_ALPHABET_DIGITS',
        ]];
    }

    public static function proven(): array
    {
        return ['status' => 200, 'body' => [
            'email' => 'ada@example.com',
            'purpose' => 'sign-in',
            'verifyTime' => '2026-06-01T12:01:00Z',
            'receipt' => 'a.b.c',
            'receiptExpireTime' => '2026-06-01T12:06:00Z',
            'knownDevice' => 'nd1_device',
        ]];
    }

    /** @param array<string, string> $more bytes of other details, by type */
    public static function refusal(string $code, string $reason, array $metadata = [], array $more = []): array
    {
        $info = self::field(1, $reason) . self::field(2, 'nopass.v1');
        foreach ($metadata as $name => $value) {
            $info .= self::field(3, self::field(1, $name) . self::field(2, $value));
        }
        $details = [];
        foreach (['google.rpc.ErrorInfo' => $info] + $more as $type => $bytes) {
            $details[] = ['type' => $type, 'value' => rtrim(base64_encode($bytes), '=')];
        }
        return ['status' => 400, 'body' => ['code' => $code, 'message' => 'refused', 'details' => $details]];
    }

    public static function field(int $number, string $bytes): string
    {
        return chr($number << 3 | 2) . chr(strlen($bytes)) . $bytes;
    }
}
