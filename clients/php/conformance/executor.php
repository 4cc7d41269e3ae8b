<?php

declare(strict_types=1);

use NoPass\NoPass;
use NoPass\NoPassException;
use NoPass\Receipt\MemoryReplayGuard;
use NoPass\Receipt\Nonce;
use NoPass\Receipt\ReceiptException;
use NoPass\Receipt\ReceiptVerifier;
use NoPass\Violation;

require __DIR__ . '/../autoload.php';

$client = null;
$guard = new MemoryReplayGuard();
while (($line = fgets(STDIN)) !== false) {
    $command = json_decode($line, true, 64, JSON_THROW_ON_ERROR);
    try {
        // Nobody is there to lose patience: the only thread waits for the answer.
        $answer = isset($command['cancelAfterMs']) ? ['error' => refusalFor('NOT_OFFERED')] : ['ok' => (object) match ($command['do']) {
            'client' => openClient($client, $command),
            'sendCode' => sendCode($client, $command),
            'verifyCode' => verifyCode($client, $command),
            'verifyReceipt' => verifyReceipt($command['receipt'], $command['options'], $guard),
            'close' => closeClient($client),
        }];
    } catch (NoPassException | ReceiptException $refusal) {
        $answer = ['error' => refusalOf($refusal)];
    } catch (\Throwable $fault) {
        fwrite(STDERR, "$fault\n");
        $answer = ['error' => refusalFor('FAULT')];
    }
    fwrite(STDOUT, json_encode(['id' => $command['id']] + $answer, JSON_THROW_ON_ERROR) . "\n");
}

function openClient(?NoPass &$client, array $command): array
{
    $options = $command['options'] ?? [];
    $client = new NoPass(
        $command['url'],
        $command['apiKey'],
        timeoutSeconds: ($options['timeoutMs'] ?? 10_000) / 1000,
        maxRetries: $options['maxRetries'] ?? 2,
    );
    return [];
}

function closeClient(?NoPass &$client): array
{
    $client?->close();
    return [];
}

function sendCode(NoPass $client, array $command): array
{
    $request = $command['request'];
    if (isset($request['ttlMs'])) {
        $request['ttlSeconds'] = $request['ttlMs'] / 1000;
        unset($request['ttlMs']);
    }
    $sent = $client->sendCode(...$request, timeoutSeconds: timeoutOf($command));
    return [
        'challengeId' => $sent->challengeId,
        'expireTimeMs' => msOf($sent->expireTime),
        'resendTimeMs' => msOf($sent->resendTime),
        'codeLength' => $sent->codeLength,
        'codeAlphabet' => $sent->codeAlphabet->value,
    ];
}

function verifyCode(NoPass $client, array $command): array
{
    $request = $command['request'] + ['challengeId' => '', 'code' => ''];
    $proven = $client->verifyCode(...$request, timeoutSeconds: timeoutOf($command));
    return [
        'email' => $proven->email,
        'purpose' => $proven->purpose,
        'verifyTimeMs' => msOf($proven->verifyTime),
        'receipt' => $proven->receipt,
        'receiptExpireTimeMs' => msOf($proven->receiptExpireTime),
        'knownDevice' => $proven->knownDevice,
        'test' => $proven->test,
    ];
}

function verifyReceipt(string $receipt, array $options, MemoryReplayGuard $guard): array
{
    $verifier = new ReceiptVerifier(
        $options['issuer'],
        $options['audience'],
        $options['jwksUrl'] ?? null,
        allowTest: $options['allowTest'] ?? false,
        now: isset($options['nowMs']) ? static fn (): float => $options['nowMs'] / 1000 : null,
    );
    $nonce = array_key_exists('nonce', $options) ? $options['nonce'] : Nonce::None;
    $verified = $verifier->verify($receipt, $options['purpose'] ?? 'sign-in', $nonce, ($options['once'] ?? false) ? $guard : null);
    return [
        'email' => $verified->email,
        'purpose' => $verified->purpose,
        'subject' => $verified->subject,
        'id' => $verified->id,
        'nonce' => $verified->nonce,
        'test' => $verified->test,
    ];
}

function refusalFor(string $reason): array
{
    return ['reason' => $reason, 'retryAfterMs' => null, 'attemptsLeft' => null, 'challengeId' => null, 'violations' => []];
}

function refusalOf(NoPassException|ReceiptException $refusal): array
{
    $isCall = $refusal instanceof NoPassException;
    $retryAfter = $isCall ? $refusal->retryAfterSeconds : null;
    return [
        'reason' => $refusal->reason->value,
        'retryAfterMs' => $retryAfter === null ? null : (int) round($retryAfter * 1000),
        'attemptsLeft' => $isCall ? $refusal->attemptsLeft : null,
        'challengeId' => $isCall ? $refusal->challengeId : null,
        'violations' => array_map(
            static fn (Violation $each) => ['field' => $each->field, 'description' => $each->description],
            $isCall ? $refusal->violations : [],
        ),
    ];
}

function timeoutOf(array $command): ?float
{
    return isset($command['timeoutMs']) ? $command['timeoutMs'] / 1000 : null;
}

function msOf(DateTimeImmutable $instant): int
{
    return (int) $instant->format('Uv');
}
