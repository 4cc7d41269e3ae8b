<?php

declare(strict_types=1);

namespace NoPass\Tests;

use NoPass\Receipt\MemoryKeyCache;
use NoPass\Receipt\MemoryReplayGuard;
use NoPass\Receipt\ReceiptException;
use NoPass\Receipt\ReceiptReason;
use NoPass\Receipt\ReceiptVerifier;
use PHPUnit\Framework\TestCase;

final class ReceiptTest extends TestCase
{
    private const NOON = SignedReceipts::NOON;
    private const ISSUER = SignedReceipts::ISSUER;

    private FakeNoPass $fake;
    private ReceiptVerifier $verifier;
    private SignedReceipts $signer;

    protected function setUp(): void
    {
        $this->signer = new SignedReceipts();
        $this->fake = new FakeNoPass([['status' => 200, 'body' => ['keys' => [$this->signer->jwk]]]]);
        $this->verifier = new ReceiptVerifier(
            self::ISSUER,
            'acme',
            "{$this->fake->url}/jwks.json",
            keyCache: new MemoryKeyCache(),
            now: static fn () => (float) self::NOON,
        );
    }

    protected function tearDown(): void
    {
        $this->fake->close();
    }

    private function receipt(array $claims = [], array $header = []): string
    {
        return $this->signer->receipt($claims, $header);
    }

    private function assertRefused(ReceiptReason $reason, string $receipt, mixed ...$checks): void
    {
        try {
            $this->verifier->verify($receipt, ...$checks);
        } catch (ReceiptException $refusal) {
            self::assertSame($reason, $refusal->reason);
            return;
        }
        self::fail('the receipt was accepted');
    }

    public function testAGenuineReceiptIsBelieved(): void
    {
        $verified = $this->verifier->verify($this->receipt(['nonce' => 'n']), nonce: 'n');
        self::assertSame(['ada@example.com', 'j'], [$verified->email, $verified->id]);
        self::assertSame(self::NOON + 300, $verified->expiresAt->getTimestamp());
    }

    public function testWhatIsWrongIsRefusedForWhatItIs(): void
    {
        $this->assertRefused(ReceiptReason::Malformed, 'a.b');
        $this->assertRefused(ReceiptReason::Malformed, $this->receipt([], ['alg' => 'none']));
        $this->assertRefused(ReceiptReason::Malformed, $this->receipt([], ['jku' => 'x']));
        $this->assertRefused(ReceiptReason::KeyUnknown, $this->receipt([], ['kid' => 'ed-2']));
        $this->assertRefused(ReceiptReason::Signature, substr($this->receipt(), 0, -6) . 'AAAAAA');
        $this->assertRefused(ReceiptReason::Issuer, $this->receipt(['iss' => self::ISSUER . '/']));
        $this->assertRefused(ReceiptReason::Audience, $this->receipt(['aud' => ['acme']]));
        $this->assertRefused(ReceiptReason::Purpose, $this->receipt(['purpose' => 'delete']));
        $this->assertRefused(ReceiptReason::Nonce, $this->receipt(['nonce' => 'n']));
        $this->assertRefused(ReceiptReason::Nonce, $this->receipt(), nonce: null);
        $this->assertRefused(ReceiptReason::Expired, $this->receipt(['auth_time' => 1, 'iat' => 1, 'exp' => 2]));
        $this->assertRefused(ReceiptReason::NotYet, $this->receipt(['iat' => self::NOON + 31, 'exp' => self::NOON + 60]));
        $this->assertRefused(ReceiptReason::Claims, $this->receipt(['exp' => self::NOON + 301]));
        $this->assertRefused(ReceiptReason::Test, $this->receipt(['test' => true]));
    }

    public function testAReceiptCountsOnce(): void
    {
        $guard = new MemoryReplayGuard();
        $consume = static fn (string $id) => $guard($id, new \DateTimeImmutable('+1 minute'));
        $this->verifier->verify($this->receipt(), consume: $consume);
        $this->assertRefused(ReceiptReason::Replayed, $this->receipt(), consume: $consume);
    }

    public function testTheKeysAreFetchedOnceAndKept(): void
    {
        $this->verifier->verify($this->receipt());
        $this->verifier->verify($this->receipt());
        $this->assertRefused(ReceiptReason::KeyUnknown, $this->receipt([], ['kid' => 'made-up']));
        self::assertCount(1, $this->fake->asked());
    }

    public function testWithoutKeysNothingIsKnown(): void
    {
        $verifier = new ReceiptVerifier('http://127.0.0.1:1', 'acme');
        $this->expectExceptionMessage('KEYS_UNAVAILABLE');
        $verifier->verify($this->receipt());
    }
}
